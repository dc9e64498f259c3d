import type { Descriptor, PairDetail } from "coalition-lens";
import assert from "node:assert/strict";
import { test } from "node:test";
import { cleaningReport, pairStory, type Sentence } from "./sentences.ts";

const read = (sentence: Sentence): string =>
  sentence
    .map((piece) => (typeof piece === "string" ? piece : "figure" in piece ? piece.figure : `[${piece.name}]`))
    .join("");

const NOTHING: Descriptor["cleaning"] = {
  options: {
    overvote: "skip",
    skipped: "condense",
    duplicate: "first",
    max_rankings: null,
    blank: "skip",
    write_in: {},
    drop_candidate: [],
  },
  counts: {
    ballots_read: 100,
    blank_ballots: 0,
    unmarked_ballots: 0,
    changed_ballots: 0,
    overvoted_ballots: 0,
    overvoted_ranks: 0,
    skipped_rank_ballots: 0,
    skipped_ranks: 0,
    duplicate_marks: 0,
    write_in_slot_marks: 0,
    dropped_candidate_marks: 0,
    exhausted_by_overvote: 0,
    exhausted_by_skips: 0,
    exhausted_by_duplicate: 0,
    marks_beyond_max_rankings: 0,
    first_choices_moved: {
      ballots: 0,
      overvote: 0,
      skipped: 0,
      duplicate: 0,
      max_rankings: 0,
      write_in_slot: 0,
      dropped_candidate: 0,
    },
    zero_weight_rows: 0,
  },
};

test("a clean file is told in four sentences", () => {
  assert.deepEqual(cleaningReport(NOTHING, 100).map(read), [
    "100 ballots were read; 100 of them rank at least one candidate and are counted here.",
    "On every ballot the ranking is exactly what was marked.",
    "Two or more marks at one rank (an overvote) are no vote: there were none.",
    "After a skipped rank, later choices move up: there were none.",
  ]);
});

test("empty ranks that count and other spellings of candidates are told", () => {
  const options = { ...NOTHING.options, blank: "write-in" as const, alias: { ADA: "Ada", "A. Poe": "Ada" } };
  const told = cleaningReport({ ...NOTHING, options }, 100).map(read);
  assert.ok(told.includes("An empty rank is a mark for a write-in whose name was not counted apart."));
  assert.ok(told.includes("Other spellings are counted with their candidates: [ADA] as [Ada], [A. Poe] as [Ada]."));
});

test("what cleaning changed is told by category, under the rules that were used", () => {
  const report = cleaningReport(
    {
      options: {
        ...NOTHING.options,
        overvote: "exhaust",
        skipped: "exhaust-after-2",
        drop_candidate: ["Ann", "Bob <b>"],
      },
      counts: {
        ...NOTHING.counts,
        ballots_read: 1000,
        blank_ballots: 40,
        unmarked_ballots: 30,
        changed_ballots: 55,
        overvoted_ranks: 12,
        overvoted_ballots: 11,
        exhausted_by_overvote: 11,
        skipped_ranks: 9,
        skipped_rank_ballots: 8,
        exhausted_by_skips: 3,
        duplicate_marks: 7,
        write_in_slot_marks: 6,
        dropped_candidate_marks: 5,
        zero_weight_rows: 1,
      },
    },
    960,
  ).map(read);
  assert.deepEqual(report.slice(1), [
    "40 ballots were left out as blank, 30 of them without any mark in this contest.",
    "On 55 ballots (5.5%) the ranking is not quite what was marked, for the reasons below.",
    "Two or more marks at one rank (an overvote) end the ballot before it: 12 ranks on 11 ballots; 11 ballots ended early.",
    "2 skipped ranks in a row end the ballot; after fewer, later choices move up: 9 ranks on 8 ballots; 3 ballots ended early.",
    "A candidate marked again further down counts once, at the first mark: 7 repeated marks.",
    "Write-ins that were not resolved to a person are no vote: 6 marks.",
    "Left out of the contest: [Ann], [Bob <b>]; 5 marks are no votes.",
    "1 row of weight 0 stands for no ballot and was passed over.",
  ]);
});

test("rules of a place, ranks that are not read and first choices that moved are told", () => {
  const report = cleaningReport(
    {
      options: {
        ...NOTHING.options,
        skipped: "exhaust-after-1",
        duplicate: "exhaust",
        max_rankings: 3,
        blank: "skip",
        rule_set: { name: "minneapolis-3", overridden: ["duplicate exhaust"] },
      },
      counts: {
        ...NOTHING.counts,
        duplicate_marks: 4,
        exhausted_by_duplicate: 4,
        marks_beyond_max_rankings: 2,
        first_choices_moved: {
          ballots: 1200,
          overvote: 1150,
          skipped: 0,
          duplicate: 0,
          max_rankings: 0,
          write_in_slot: 80,
          dropped_candidate: 0,
        },
      },
    },
    100,
  ).map(read);
  assert.deepEqual(report.slice(2), [
    "The rules are those of [minneapolis-3], but for duplicate exhaust.",
    "Two or more marks at one rank (an overvote) are no vote: there were none.",
    "A skipped rank ends the ballot: there were none.",
    "A candidate marked again further down ends the ballot there: 4 ballots.",
    "Only the first 3 ranks are read: 2 marks stand beyond.",
    "On 1,200 ballots the first choice is not the first mark, or none is left: 1,150 for an overvote, 80 for an unresolved write-in.",
  ]);
});

const PAIR: PairDetail = {
  candidate_1: 1,
  transferred_1_to_2: null,
  transferred_2_to_1: null,
  transfer_rounds_1_to_2: null,
  transfer_rounds_2_to_1: null,
  transferred_sentence_1_to_2: null,
  transferred_sentence_2_to_1: null,
  candidate_1_name: "Ann",
  candidate_2: 2,
  candidate_2_name: "Bob",
  shared_ballots: 400,
  total_ballots_1: 1000,
  total_ballots_2: 800,
  coalition_strength_score: 0.1,
  coalition_type: "strong",
  low_support: false,
  basic_affinity_score: 0.29,
  proximity_weighted_affinity: 315.3333 / 1400,
  lift: 1,
  adjusted_lift: 1.25,
  phi: 0,
  expected_shared: 320,
  expected_close: 200,
  conditional_1_to_2: 0.4,
  conditional_2_to_1: 0.5,
  avg_ranking_distance: 1.75,
  min_ranking_distance: 1,
  max_ranking_distance: 5,
  distance_counts: [200, 120, 40, 30, 10],
  strong_coalition_votes: 320,
  weak_coalition_votes: 40,
  ahead_1: 250,
  ahead_2: 150,
  pairwise_1: 850,
  pairwise_2: 550,
  next_1_to_2: 120,
  next_2_to_1: 80,
  next_choice_rate_1_to_2: 12,
  next_choice_rate_2_to_1: 10,
  first_then_second_1_to_2: 60,
  first_then_second_2_to_1: 30,
  transfer_votes_1_to_2: 60,
  transfer_votes_2_to_1: 30,
  both_top_3: 220,
  close_together_rate: 55,
  next_choice_sentence_1_to_2: "",
  next_choice_sentence_2_to_1: "",
  close_together_sentence: "",
  transfer_sentence_1_to_2: "",
  transfer_sentence_2_to_1: "",
  scores: { adjusted: 0.1, proximity_weighted: 0.2, basic: 0.29 },
  median_ranking_distance: 1,
  distance_distribution: [],
};

test("a pair is told in sentences, in the order asked", () => {
  const story = pairStory(PAIR, "Ann", "Bob", 2000);
  assert.deepEqual([...story.shared, ...story.closeness, ...story.directions].map(read), [
    "400 ballots rank both [Ann] and [Bob]: 40.0% of those that rank [Ann], and 50.0% of those that rank [Bob].",
    "That is 1.25 times as many as chance would give: if voters with ballots as long as these picked among candidates as popular as these at random, about 320 would rank both.",
    "On these ballots they stand on average 1.75 ranks apart; on 80.0% at most two ranks, on 10.0% four or more.",
    "55.0% of these ballots have both among the first three choices.",
    "They stand closer together than on ballots in random order: 1.26 times as close, if neighbours count 1, one rank between them 2/3, two 1/2, and so on.",
    "Of the ballots with both, 250 put [Ann] ahead, 150 put [Bob] ahead.",
    "The choice right after [Ann] is [Bob] on 12.0% of the ballots that rank [Ann]; the other way round it is 10.0%.",
    "First choice [Ann], second [Bob]: 60 ballots. First [Bob], second [Ann]: 30.",
    "Over all ballots, 850 prefer [Ann] and 550 prefer [Bob]; 600 rank neither.",
  ]);
});

test("fewer than chance is told as fewer, and chance as chance", () => {
  const compared = (adjusted_lift: number | null): string =>
    read(pairStory({ ...PAIR, adjusted_lift }, "Ann", "Bob", 2000).shared[1] ?? []);
  assert.match(compared(0.6), /^That is 40% fewer than chance would give/);
  assert.match(compared(1.001), /^That is just about as many as chance would give/);
  assert.match(compared(null), /nothing to compare with/);
});

test("a pair that stands further apart than chance has it is told so, and one without an expectation is not compared", () => {
  const compared = (change: Partial<PairDetail>): string =>
    read(pairStory({ ...PAIR, ...change }, "Ann", "Bob", 2000).closeness[2] ?? []);
  assert.match(
    compared({ proximity_weighted_affinity: 184.6667 / 1400 }),
    /^They stand further apart than on ballots in random order: 0\.74 times as close/,
  );
  assert.match(compared({ expected_close: (315.3333 / 400) * 320 }), /^They stand about as close together/);
  assert.equal(compared({ expected_shared: 0, expected_close: 0, adjusted_lift: null }), "");
});

test("a pair without a shared ballot has no ratios to tell", () => {
  const story = pairStory({ ...PAIR, shared_ballots: 0, ahead_1: 0, ahead_2: 0 }, "Ann", "Bob", 2000);
  assert.deepEqual(story.shared.map(read), ["No ballot ranks both [Ann] and [Bob]."]);
  assert.deepEqual(story.closeness, []);
  assert.equal(story.directions.length, 1);
});
