import type { Query } from "./contract.js";

/** `manifest.json` of a snapshot. */
export interface Manifest {
  format: { name: "coalition-lens"; version: number };
  /** SHA-256 over election ids and descriptor hashes: equal ids mean equal data. */
  snapshot_id: string;
  /** When the data were made, RFC 3339 in UTC unless the publisher chose another text. */
  data_version: string;
  generator: { name: string; version: string };
  /** By id. */
  elections: ElectionEntry[];
}

/** An election as the manifest lists it. */
export interface ElectionEntry {
  id: string;
  title: string;
  /** Null if not known. */
  jurisdiction: string | null;
  /** YYYY-MM-DD; null if not known. */
  date: string | null;
  /** Seats to fill; null if not known. */
  seats: number | null;
  /** Number of candidates. */
  candidates: number;
  /** Ballots that rank anyone. */
  ballots: number;
  descriptor: FileReference;
}

/** A file of the snapshot, named by its content. */
export interface FileReference {
  /** Relative to the snapshot's root. */
  path: string;
  /** Size as published. */
  bytes: number;
  /** Size when decoded. */
  raw_bytes: number;
  /** Of the decoded bytes, in hexadecimal. */
  sha256: string;
}

/** All that is known of an election without its tables. */
export interface Descriptor {
  id: string;
  title: string;
  /** The contest's name in the source; null if it has none. */
  contest: string | null;
  /** Null if not known. */
  jurisdiction: string | null;
  /** YYYY-MM-DD; null if not known. */
  date: string | null;
  /** Seats to fill; null if not known. */
  seats: number | null;
  /** Length of the longest ranking. */
  max_rankings: number;
  /** Ballots that rank anyone. */
  ballots: number;
  /** Ballots with nothing left after cleaning, not part of `ballots`. */
  blank_ballots: number;
  /** Of the blank ballots, those with marks of which cleaning leaves nothing, by why they end. Absent in older snapshots. */
  inactive_ballots?: InactiveBallots;
  /** By ascending id. */
  candidates: Candidate[];
  cleaning: { options: CleaningOptions; counts: CleaningCounts };
  /** How the votes were counted, and who won by whom. Absent in older snapshots. */
  tabulation?: RecordedCount;
  /** What the publisher said of the inputs' words and columns. Absent if nothing was said. */
  reading?: ReadingOptions;
  /** The files that the snapshot was built from. */
  sources: Source[];
  /** Parts of each table by the table's name. */
  tables: Record<string, TablePart[]>;
  /** Queries to ask ahead: parameters that differ from the defaults. Absent in older snapshots. */
  warm?: { query: Query; params: object }[];
  /** Their ready-made answers, in the same order. */
  answers?: FileReference[];
  /** By query, a fingerprint of the definitions that they were made by. Absent in older snapshots. */
  answer_contracts?: Record<string, string>;
}

/** Ballots with marks that count for nobody, by why their rankings end: a count has them among its ballots. */
export interface InactiveBallots {
  ended: number;
  overvote: number;
  skipped: number;
  duplicate: number;
}

/** A candidate of a descriptor. */
export interface Candidate {
  id: number;
  /** Untrusted text from the source: never set it as markup. */
  name: string;
  /** Whether it is a counted write-in bucket. */
  is_write_in: boolean;
  /** Whether the candidate won a seat; absent if the winners are not known. */
  winner?: boolean;
}

/** The count of a descriptor. Ids are those of candidates. */
export interface RecordedCount {
  /** In full, by their keys. With `not_counted`, they are for other seats or the count is too large. Null: votes cannot be counted by them. */
  rules: Record<string, unknown> | null;
  /** The preset or file that the rules come from, and which of them were given beside it. Absent if there was none. */
  rule_set?: { name: string; overridden: string[] };
  /** Whether nobody said how many seats there are, so that a number is taken. Absent: no. */
  seats_assumed?: boolean;
  /** Whom the count elects, in the order of their election. Absent if there is no count, or it is undecided. */
  winners?: number[];
  /** Who won by the official result, ascending. Absent if it was not given. */
  official_winners?: number[];
  /** Why there is no count. Absent where there is one. */
  not_counted?: string;
}

/** The rules by which marks became rankings. */
export interface CleaningOptions {
  /** What an overvoted rank does: it holds no vote, or ends the ballot. */
  overvote: "skip" | "exhaust";
  /** What unmarked ranks do: later ranks move up, or so many in a row before a mark end the ballot. */
  skipped: "condense" | `exhaust-after-${number}`;
  /** What a candidate marked again does: the first mark counts, or the ballot ends. */
  duplicate: "first" | "exhaust";
  /** Ranks that were read; all if null. */
  max_rankings: number | null;
  /** What an empty cell was: no mark, or one for an undeclared write-in. */
  blank: "skip" | "write-in";
  /** The preset or file that the rules come from, and which of them were given beside it. Absent if there was none. */
  rule_set?: { name: string; overridden: string[] };
  /** Other spellings of candidates, with the name that counts. Absent if none were given. */
  alias?: Record<string, string>;
  /** Overrides of what a name that looks like a write-in stands for. */
  write_in: Record<string, "slot" | "counted" | "candidate">;
  /** Candidates whose marks were no votes. */
  drop_candidate: string[];
}

/** What cleaning changed: ballots and marks, counted with their weight. */
export interface CleaningCounts {
  ballots_read: number;
  /** Ballots with nothing left. */
  blank_ballots: number;
  /** Of the blank ballots, those without any mark in this contest. */
  unmarked_ballots: number;
  /** Ballots whose ranking is not what was marked. */
  changed_ballots: number;
  overvoted_ballots: number;
  overvoted_ranks: number;
  /** Ballots with a rank skipped before a later mark. */
  skipped_rank_ballots: number;
  skipped_ranks: number;
  /** Marks for a candidate already ranked, and repetitions that ended a ballot. */
  duplicate_marks: number;
  /** Marks for an unresolved write-in slot. */
  write_in_slot_marks: number;
  dropped_candidate_marks: number;
  /** Ballots ended early by an overvote (rule `exhaust`). */
  exhausted_by_overvote: number;
  /** Ballots ended early by skipped ranks (rule `exhaust-after-N`). */
  exhausted_by_skips: number;
  /** Ballots ended early by a repeated candidate (rule `exhaust`). */
  exhausted_by_duplicate: number;
  /** Marks at ranks beyond `max_rankings`, not read. */
  marks_beyond_max_rankings: number;
  first_choices_moved: FirstChoicesMoved;
  /** Rows of weight 0: they stand for no ballot. */
  zero_weight_rows: number;
}

/**
 * Ballots whose first choice is not the first mark that the voter made, by what took marks away before it. A ballot counts
 * once in `ballots` and in each reason that it has.
 */
export interface FirstChoicesMoved {
  ballots: number;
  overvote: number;
  skipped: number;
  duplicate: number;
  max_rankings: number;
  write_in_slot: number;
  dropped_candidate: number;
}

/** An input of the builder: a file, a folder (its name ends with a slash) or a zip file. */
export interface Source {
  name: string;
  /**
   * In hexadecimal: of the file as it was given; for a folder, of the lines `<SHA-256>  <name>` of its files that were used, in the
   * order of their names.
   */
  sha256: string;
  bytes: number;
  format: string;
  /** How many files of it were used; absent if it is one. */
  files?: number;
}

/** What the publisher said of the inputs' words and columns; absent where nothing was said. */
export interface ReadingOptions {
  /** Words that are an overvote, besides those that are known. */
  overvote_word?: string[];
  /** Words that are no mark, besides those that are known. */
  no_mark_word?: string[];
  /** What stands between the names of an overvote in one cell, besides a line feed. */
  overvote_delimiter?: string[];
  /** The column that tells how many ballots a row stands for. */
  weight_column?: string;
  /** An input that was given twice was counted as often as it was given. */
  allow_repeats?: boolean;
}

/** One file of a table. */
export interface TablePart extends FileReference {
  rows: number;
}
