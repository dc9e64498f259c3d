import type { CleaningCounts, CleaningOptions, Descriptor, FirstChoicesMoved, PairDetail } from "coalition-lens";
import * as format from "../text/format.ts";

/** A piece of a sentence: plain words, a figure that stands out, or text from outside such as a candidate's name. */
export type Piece = string | { readonly figure: string } | { readonly name: string };
export type Sentence = readonly Piece[];

const figure = (text: string): Piece => ({ figure: text });
const name = (text: string): Piece => ({ name: text });

const ballotsOf = (value: number): string => format.counted(value, "ballot", "ballots");
const marksOf = (value: number): string => format.counted(value, "mark", "marks");

/** What cleaning did to the ballots. `ballots` is N, the ballots that count. */
export function cleaningReport({ options, counts }: Descriptor["cleaning"], ballots: number): Sentence[] {
  return [
    ...ballotsRead(counts, ballots),
    ...ruleSet(options),
    overvotes(options, counts),
    skippedRanks(options, counts),
    ...repeatedMarks(options, counts),
    ...ranksBeyond(options, counts),
    ...writeIns(options, counts),
    ...aliases(options),
    ...leftOut(options, counts),
    ...firstChoicesMoved(counts.first_choices_moved),
    ...zeroWeightRows(counts),
  ];
}

function ballotsRead(counts: CleaningCounts, ballots: number): Sentence[] {
  const report: Sentence[] = [
    [
      figure(ballotsOf(counts.ballots_read)),
      counts.ballots_read === 1 ? " was read; " : " were read; ",
      figure(format.count(ballots)),
      ` of them rank at least one candidate and are counted here.`,
    ],
  ];
  if (counts.blank_ballots > 0) {
    const unmarked = counts.unmarked_ballots;
    report.push([
      figure(ballotsOf(counts.blank_ballots)),
      counts.blank_ballots === 1 ? " was left out as blank" : " were left out as blank",
      unmarked === counts.blank_ballots
        ? ": no mark in this contest at all."
        : unmarked > 0
          ? `, ${format.count(unmarked)} of them without any mark in this contest.`
          : ": nothing was left after cleaning.",
    ]);
  }
  report.push(
    counts.changed_ballots === 0
      ? ["On every ballot the ranking is exactly what was marked."]
      : [
          "On ",
          figure(ballotsOf(counts.changed_ballots)),
          counts.ballots_read > 0
            ? ` (${format.share(format.shareOf(counts.changed_ballots, counts.ballots_read))})`
            : "",
          " the ranking is not quite what was marked, for the reasons below.",
        ],
  );
  return report;
}

function ruleSet({ rule_set: set }: CleaningOptions): Sentence[] {
  if (set === undefined) return [];
  const overridden = set.overridden.length > 0 ? `, but for ${set.overridden.join(", ")}.` : ".";
  return [["The rules are those of ", name(set.name), overridden]];
}

function overvotes(options: CleaningOptions, counts: CleaningCounts): Sentence {
  const exhausts = options.overvote === "exhaust";
  return [
    "Two or more marks at one rank (an overvote) ",
    exhausts ? "end the ballot before it" : "are no vote",
    ": ",
    ...ranksOn(counts.overvoted_ranks, counts.overvoted_ballots, exhausts ? counts.exhausted_by_overvote : null),
  ];
}

function skippedRanks(options: CleaningOptions, counts: CleaningCounts): Sentence {
  const limit = Number(/^exhaust-after-(\d+)$/.exec(options.skipped)?.[1] ?? 0);
  return [
    limit === 0
      ? "After a skipped rank, later choices move up: "
      : limit === 1
        ? "A skipped rank ends the ballot: "
        : `${format.count(limit)} skipped ranks in a row end the ballot; after fewer, later choices move up: `,
    ...ranksOn(counts.skipped_ranks, counts.skipped_rank_ballots, limit > 0 ? counts.exhausted_by_skips : null),
  ];
}

/** How many ranks on how many ballots, and how many of these ended, where the rule can end them. */
function ranksOn(ranks: number, ballots: number, ended: number | null): Piece[] {
  if (ranks === 0) return ["there were none."];
  return [
    figure(format.counted(ranks, "rank", "ranks")),
    ` on ${ballotsOf(ballots)}`,
    ended === null ? "." : `; ${ballotsOf(ended)} ended early.`,
  ];
}

function repeatedMarks(options: CleaningOptions, counts: CleaningCounts): Sentence[] {
  if (counts.duplicate_marks === 0) return [];
  return [
    options.duplicate === "exhaust"
      ? [
          "A candidate marked again further down ends the ballot there: ",
          figure(ballotsOf(counts.exhausted_by_duplicate)),
          ".",
        ]
      : [
          "A candidate marked again further down counts once, at the first mark: ",
          figure(format.counted(counts.duplicate_marks, "repeated mark", "repeated marks")),
          ".",
        ],
  ];
}

function ranksBeyond(options: CleaningOptions, counts: CleaningCounts): Sentence[] {
  const marks = counts.marks_beyond_max_rankings;
  if (marks === 0) return [];
  return [
    [
      `Only the first ${format.counted(options.max_rankings ?? 0, "rank is", "ranks are")} read: `,
      figure(marksOf(marks)),
      marks === 1 ? " stands beyond." : " stand beyond.",
    ],
  ];
}

function writeIns(options: CleaningOptions, counts: CleaningCounts): Sentence[] {
  const report: Sentence[] = [];
  if (counts.write_in_slot_marks > 0) {
    report.push([
      "Write-ins that were not resolved to a person are no vote: ",
      figure(marksOf(counts.write_in_slot_marks)),
      ".",
    ]);
  }
  if (options.blank === "write-in") {
    report.push(["An empty rank is a mark for a write-in whose name was not counted apart."]);
  }
  return report;
}

function aliases(options: CleaningOptions): Sentence[] {
  const given = Object.entries(options.alias ?? {});
  if (given.length === 0) return [];
  return [
    [
      "Other spellings are counted with their candidates: ",
      ...given.flatMap(([spelling, counted], index) => [
        index === 0 ? "" : ", ",
        name(spelling),
        " as ",
        name(counted),
      ]),
      ".",
    ],
  ];
}

function leftOut(options: CleaningOptions, counts: CleaningCounts): Sentence[] {
  const marks = counts.dropped_candidate_marks;
  if (options.drop_candidate.length > 0) {
    const dropped = options.drop_candidate.flatMap((text, index) => (index === 0 ? [name(text)] : [", ", name(text)]));
    return [
      [
        "Left out of the contest: ",
        ...dropped,
        "; ",
        figure(marksOf(marks)),
        marks === 1 ? " is no vote." : " are no votes.",
      ],
    ];
  }
  return marks > 0 ? [["Marks for withdrawn candidates are no votes: ", figure(marksOf(marks)), "."]] : [];
}

function zeroWeightRows({ zero_weight_rows: rows }: CleaningCounts): Sentence[] {
  if (rows === 0) return [];
  return [
    [
      figure(format.counted(rows, "row", "rows")),
      rows === 1
        ? " of weight 0 stands for no ballot and was passed over."
        : " of weight 0 stand for no ballot and were passed over.",
    ],
  ];
}

function firstChoicesMoved(moved: FirstChoicesMoved): Sentence[] {
  if (moved.ballots === 0) return [];
  const reasons: [number, string][] = [
    [moved.overvote, "for an overvote"],
    [moved.skipped, "for skipped ranks that ended the ballot"],
    [moved.duplicate, "for a repeated candidate that ended it"],
    [moved.max_rankings, "for a rank that is not read"],
    [moved.write_in_slot, "for an unresolved write-in"],
    [moved.dropped_candidate, "for a candidate left out"],
  ];
  const given = reasons
    .filter(([ballots]) => ballots > 0)
    .map(([ballots, reason]) => `${format.count(ballots)} ${reason}`);
  return [
    [
      "On ",
      figure(ballotsOf(moved.ballots)),
      ` the first choice is not the first mark, or none is left: ${given.join(", ")}.`,
    ],
  ];
}

/** The questions that a pair answers, each in a few sentences. */
export interface PairStory {
  readonly shared: Sentence[];
  readonly closeness: Sentence[];
  readonly directions: Sentence[];
}

/** `one` and `other` are what the candidates are called, `ballots` is N, the ballots of the election. */
export function pairStory(pair: PairDetail, one: string, other: string, ballots: number): PairStory {
  const [a, b] = [name(one), name(other)];
  const shared = pair.shared_ballots;
  if (shared === 0) {
    return {
      shared: [["No ballot ranks both ", a, " and ", b, "."]],
      closeness: [],
      directions: [headToHead(pair, a, b, ballots)],
    };
  }
  return {
    shared: [
      [
        figure(ballotsOf(shared)),
        shared === 1 ? " ranks both " : " rank both ",
        a,
        " and ",
        b,
        ": ",
        figure(format.share(pair.conditional_1_to_2)),
        " of those that rank ",
        a,
        ", and ",
        figure(format.share(pair.conditional_2_to_1)),
        " of those that rank ",
        b,
        ".",
      ],
      againstChance(pair),
    ],
    closeness: [
      [
        "On these ballots they stand on average ",
        figure(format.decimal(pair.avg_ranking_distance)),
        " ranks apart; on ",
        figure(format.share(format.shareOf(pair.strong_coalition_votes, shared))),
        " at most two ranks, on ",
        figure(format.share(format.shareOf(pair.weak_coalition_votes, shared))),
        " four or more.",
      ],
      [
        figure(format.percentage(pair.close_together_rate)),
        " of these ballots have both among the first three choices.",
      ],
      ...closenessAgainstChance(pair),
    ],
    directions: [
      [
        "Of the ballots with both, ",
        figure(format.count(pair.ahead_1)),
        " put ",
        a,
        " ahead, ",
        figure(format.count(pair.ahead_2)),
        " put ",
        b,
        " ahead.",
      ],
      [
        "The choice right after ",
        a,
        " is ",
        b,
        " on ",
        figure(format.percentage(pair.next_choice_rate_1_to_2)),
        " of the ballots that rank ",
        a,
        "; the other way round it is ",
        figure(format.percentage(pair.next_choice_rate_2_to_1)),
        ".",
      ],
      [
        "First choice ",
        a,
        ", second ",
        b,
        ": ",
        figure(ballotsOf(pair.first_then_second_1_to_2)),
        ". First ",
        b,
        ", second ",
        a,
        ": ",
        figure(format.count(pair.first_then_second_2_to_1)),
        ".",
      ],
      headToHead(pair, a, b, ballots),
    ],
  };
}

function againstChance(pair: PairDetail): Sentence {
  if (pair.adjusted_lift === null) return ["Chance alone would give none, so there is nothing to compare with."];
  const compared =
    pair.adjusted_lift >= 1.005
      ? [figure(`${format.decimal(pair.adjusted_lift)} times`), " as many as chance would give"]
      : pair.adjusted_lift > 0.995
        ? ["just about as many as chance would give"]
        : [figure(`${format.share(1 - pair.adjusted_lift, 0)} fewer`), " than chance would give"];
  return [
    "That is ",
    ...compared,
    `: if voters with ballots as long as these picked among candidates as popular as these at random, about ${format.count(pair.expected_shared)} would rank both.`,
  ];
}

/** What the type goes by beside the number of shared ballots. */
function closenessAgainstChance(pair: PairDetail): Sentence[] {
  if (pair.expected_shared <= 0 || pair.expected_close <= 0) return [];
  const either = pair.total_ballots_1 + pair.total_ballots_2 - pair.shared_ballots;
  const closeness = (pair.proximity_weighted_affinity ?? 0) * either;
  const ratio = closeness / pair.shared_ballots / (pair.expected_close / pair.expected_shared);
  return [
    Math.abs(ratio - 1) < 0.005
      ? ["They stand about as close together as on ballots in random order."]
      : [
          `They stand ${ratio > 1 ? "closer together" : "further apart"} than on ballots in random order: `,
          figure(`${format.decimal(ratio)} times`),
          " as close, if neighbours count 1, one rank between them 2/3, two 1/2, and so on.",
        ],
  ];
}

function headToHead(pair: PairDetail, a: Piece, b: Piece, ballots: number): Sentence {
  const undecided = ballots - pair.pairwise_1 - pair.pairwise_2;
  return [
    "Over all ballots, ",
    figure(format.count(pair.pairwise_1)),
    " prefer ",
    a,
    " and ",
    figure(format.count(pair.pairwise_2)),
    " prefer ",
    b,
    ...(undecided > 0 ? [`; ${format.count(undecided)} rank neither.`] : ["."]),
  ];
}
