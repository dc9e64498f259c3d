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
  /** By ascending id. */
  candidates: Candidate[];
  cleaning: { options: CleaningOptions; counts: CleaningCounts };
  /** The files that the snapshot was built from. */
  sources: Source[];
  /** Parts of each table by the table's name. */
  tables: Record<string, TablePart[]>;
  /** Queries to ask ahead: parameters that differ from the defaults. Absent in older snapshots. */
  warm?: { query: Query; params: object }[];
  /** Their ready-made answers, in the same order. */
  answers?: FileReference[];
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

/** The rules by which marks became rankings. */
export interface CleaningOptions {
  /** What an overvoted rank does: it counts as skipped, or ends the ballot. */
  overvote: "skip" | "exhaust";
  /** What skipped ranks do: later ranks move up, or two in a row end the ballot. */
  skipped: "condense" | "exhaust-after-2";
  /** Overrides of what a name that looks like a write-in stands for. */
  write_in: Record<string, "slot" | "counted" | "candidate">;
  /** Candidates whose marks counted as skipped. */
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
  /** Marks for a candidate already ranked. */
  duplicate_marks: number;
  /** Marks for an unresolved write-in slot. */
  write_in_slot_marks: number;
  dropped_candidate_marks: number;
  /** Ballots ended early by an overvote (rule `exhaust`). */
  exhausted_by_overvote: number;
  /** Ballots ended early by two skipped ranks (rule `exhaust-after-2`). */
  exhausted_by_skips: number;
  /** Rows of weight 0: they stand for no ballot. */
  zero_weight_rows: number;
}

/** An input file of the builder. */
export interface Source {
  name: string;
  /** Of the file as it was given, in hexadecimal. */
  sha256: string;
  bytes: number;
  format: string;
}

/** One file of a table. */
export interface TablePart extends FileReference {
  rows: number;
}
