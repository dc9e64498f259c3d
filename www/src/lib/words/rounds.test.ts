import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS, type CountState } from "../state/state.ts";
import type { CountRound, CountTie } from "coalition-lens";
import { label, oneSeat, twoSeats } from "./counts.fixture.ts";
import {
  another,
  ballotsCounted,
  comparedWithOwn,
  exhaustedStory,
  listed,
  notCountedHere,
  roundStory,
  rulesStory,
  seatsTaken,
  standpointOf,
  tieBroken,
  tieLeft,
  votes,
  whoIsElected,
  whoIsRecorded,
  whoWon,
  whoWouldFill,
} from "./rounds.ts";
import type { Sentence } from "./sentences.ts";

const read = (sentence: Sentence): string =>
  sentence.map((piece) => (typeof piece === "string" ? piece : "figure" in piece ? piece.figure : piece.name)).join("");
const all = (story: readonly Sentence[]): string[] => story.map(read);
const [first, second, third] = oneSeat.rounds;
assert.ok(first && second && third);

test("votes are whole, or as many decimals as tell them from nothing", () => {
  assert.deepEqual([12345, 1234.5678, 0.0385, 0].map(votes), ["12,345", "1,234.6", "0.0385", "0"]);
});

test("names are listed as in a sentence", () => {
  assert.deepEqual(
    [[], ["A"], ["A", "B"], ["A", "B", "C"]].map((names) => read(listed(names))),
    ["", "A", "A and B", "A, B and C"],
  );
});

test("who won is said with the seats they won", () => {
  assert.equal(read(whoWon([2], 1, label)), "Bea won the seat.");
  assert.equal(read(whoWon([1, 2, 3], 3, label)), "Ann, Bea and Cem won the three seats.");
  assert.equal(read(whoWon([1, 2], 3, label)), "Ann and Bea won two of three seats.");
  assert.equal(read(whoWon([], 1, label)), "Nobody was elected.");
  assert.equal(
    read(whoWouldFill([2], 1, label)),
    "Counted for one seat, since it is not known how many there were: Bea is elected.",
  );
  assert.equal(read(whoWon([1, 2], null, label)), "Ann and Bea won a seat each.");
});

test("a number of ballots says which they are, and a number of seats that nobody gave says so", () => {
  assert.equal(ballotsCounted(19_268, 19_152), "19,268 ballots with a mark");
  assert.equal(ballotsCounted(1, 1), "1 ballot with a mark");
  assert.equal(ballotsCounted(null, 19_152), "19,152 ballots that rank anyone");
  assert.equal(read(seatsTaken(1)), "It is not known how many seats there were: the count is for one seat.");
  assert.equal(read(seatsTaken(3)), "It is not known how many seats there were: the count is for three seats.");
});

test("another count says in which way it is another", () => {
  const count: CountState = { ...DEFAULTS.count, without: [3], seats: 2, rules: "scotland" };
  assert.equal(
    read(whoIsElected({ count, where: null, rounds: { seats: 2, winners: [1, 2] } }, 1, label)),
    "As if Cem had not stood, with 2 seats, by the rules “Scotland”: Ann and Bea are elected.",
  );
  const many = { ...DEFAULTS.count, without: [1, 2, 3, 4, 5] };
  assert.equal(read(another(many, null, label)), "As if Ann, Bea, Cem and 2 others had not stood");
  assert.deepEqual(another(DEFAULTS.count, null, label), []);
});

test("a what if says in its caption, as plain text and in file names what it is", () => {
  const count: CountState = { ...DEFAULTS.count, without: [3], round: 2 };
  const found = standpointOf({ count, where: { first: 2 }, rounds: oneSeat }, undefined, label);
  assert.ok(found);
  assert.equal(
    read(found.said),
    "As if Cem had not stood, on only the ballots of voters who rank Bea first.",
    "and a group of voters is said in the same place",
  );
  assert.equal(found.text.replaceAll(/[\u2068\u2069]/g, ""), read(found.said));
  assert.match(found.file, /^what if As if .Cem. had not stood/);
});

test("rules that fill another number of seats than the election say so", () => {
  const asked = { count: { ...DEFAULTS.count, rules: "irv" } as CountState, where: null, rounds: oneSeat };
  const said = (seats: number | null): string =>
    read(standpointOf(asked, { seats, official: null }, label)?.said ?? []);
  assert.equal(said(3), "With 1 seat, by the rules “Instant runoff”.");
  assert.equal(said(1), "By the rules “Instant runoff”.");
  assert.equal(said(null), "By the rules “Instant runoff”.");
  assert.equal(
    read(whoIsElected(asked, 3, label)),
    "With 1 seat, by the rules “Instant runoff”: Bea is elected.",
    "the headline too",
  );
});

test("the election's own count says nothing of itself, but where the official result is another", () => {
  const asked = { count: DEFAULTS.count, where: null, rounds: oneSeat };
  const own = (agrees: boolean) => ({ seats: 1, official: { winners: [1], agrees } });
  assert.equal(standpointOf(asked, undefined, label), null);
  assert.equal(standpointOf(asked, own(true), label), null);
  const found = standpointOf(asked, own(false), label);
  assert.equal(read(found?.said ?? []), "The official result is another than this count: Ann won the seat.");
  assert.equal(found?.file, "not official");
});

test("a count of some voters is said to be one, and never that somebody would have won", () => {
  const where = { first: 3 };
  const said = [
    read(whoIsElected({ count: DEFAULTS.count, where, rounds: { seats: 1, winners: [3] } }, 1, label)),
    ...all(comparedWithOwn({ winners: [3], ballots: 20 }, where, [2], label)),
  ];
  assert.deepEqual(said, [
    "On only the ballots of voters who rank Cem first: Cem is elected.",
    "This is a count of the 20 ballots of this group only: it says how this group ranks, and not who would hold the seats.",
    "In the election itself: Bea.",
  ]);
  assert.ok(said.every((text) => !text.includes("would have won")));
  assert.deepEqual(all(comparedWithOwn({ winners: [2], ballots: 100 }, null, [2], label)), [
    "The same as in the election itself.",
  ]);
});

test("an elimination is told with where the votes go", () => {
  assert.deepEqual(all(roundStory(oneSeat, first, label)), [
    "Dov has the fewest votes, 10, and is eliminated.",
    "Of Dov’s 10 votes go on: 8 (80%) to Bea; 2 (20%) are exhausted.",
  ]);
});

test("the last round says who is elected, and that the count ends", () => {
  assert.deepEqual(all(roundStory(oneSeat, third, label)), [
    "Bea has 55 votes, the majority of 49, and is elected.",
    "The count ends here.",
  ]);
});

test("a surplus is told as one, and who takes the last seat without the quota too", () => {
  const [surplus, , end] = twoSeats.rounds;
  assert.ok(surplus && end);
  assert.deepEqual(all(roundStory(twoSeats, surplus, label)), [
    "Ann has 50 votes, at least the quota of 34, and is elected.",
    "Of Ann’s 16 votes of surplus go on: 10 (63%) to Cem, 2.3 (14%) to Bea; 3.3 (20%) are exhausted.",
  ]);
  assert.match(read(roundStory(twoSeats, end, label)[0] ?? []), /^Bea is elected with 33\.8 votes: no more/);
});

test("candidates who go out at once are told together, and each one’s ballots apart", () => {
  const batch: CountRound = {
    ...first,
    eliminated: [3, 4],
    transfers: [
      { from: 3, to: 2, votes: 20 },
      { from: 4, to: 2, votes: 8 },
      { from: 4, to: "ended", votes: 2 },
    ],
  };
  assert.deepEqual(all(roundStory(oneSeat, batch, label)), [
    "Cem and Dov are eliminated at once, with 30 votes together.",
    "Of Cem’s 20 votes go on: 20 (100%) to Bea.",
    "Of Dov’s 10 votes go on: 8 (80%) to Bea; 2 (20%) are exhausted.",
  ]);
});

test("a tie is told with those tied and what decided; one that nothing decides ends the count", () => {
  const tie: CountTie = { tabulation: 1, round: 1, kind: "eliminate", tied: [3, 4], chosen: 4, by: "order" };
  assert.equal(
    read(tieBroken(tie, [4, 3], label)),
    "Tied in round 1: Cem and Dov. Dov is eliminated, by the order that the rules give for ties.",
  );
  assert.match(read(tieLeft(tie, label)), /^The count stops in round 1: Cem and Dov are tied/);
  const cut = { ...oneSeat, rounds: [{ ...first, eliminated: [], transfers: [] }], tie };
  const [only] = cut.rounds;
  assert.ok(only);
  assert.deepEqual(all(roundStory(cut, only, label)), [read(tieLeft(tie, label))]);
});

test("where the rules name nobody for ties, the order of the candidates decides, and is said to", () => {
  const tie: CountTie = { tabulation: 1, round: 1, kind: "eliminate", tied: [3, 4], chosen: 4, by: "order" };
  for (const order of [[], [1]]) {
    assert.match(read(tieBroken(tie, order, label)), /Dov is eliminated, by the order of the candidates\.$/);
  }
  assert.match(
    read(rulesStory({ ...oneSeat, rules: { ...oneSeat.rules, order: [4, 3] } })[0] ?? []),
    /then the order that the rules give for ties\.$/,
  );
});

test("exhausted ballots are told by cause, and what rounding takes", () => {
  assert.deepEqual(all(exhaustedStory(oneSeat, third)), [
    "3 of 100 ballots (3.0%) counted for nobody at the end: 2 ranked nobody who was left, 1 ended at two or more marks at one rank.",
  ]);
  assert.deepEqual(all(exhaustedStory(oneSeat, first)), [
    "No ballot was exhausted: each counted for somebody to the end.",
  ]);
  const [, lost] = twoSeats.rounds;
  assert.ok(lost);
  assert.match(read(exhaustedStory(twoSeats, lost)[1] ?? []), /^0\.5000 votes are lost to rounding/);
});

test("the rules are told, and what of them the count does not follow", () => {
  assert.deepEqual(all(rulesStory(oneSeat)), [
    "One seat: round by round the candidate with the fewest votes is eliminated, until somebody has a majority of the votes that still count. Between equal votes decides the votes of the rounds before, then the order of the candidates.",
  ]);
  const told = all(rulesStory({ ...twoSeats, rule_set: "maine", cleaning_differs: ["overvote exhaust"] }));
  assert.match(told[0] ?? "", /^The rules are maine\. Several seats by quota/);
  assert.match(told[1] ?? "", /^These rules also read ballots otherwise \(overvote exhaust\), which is not done here/);
});

test("where the votes are not counted, the official result is told, and why there is no count", () => {
  assert.equal(read(whoIsRecorded([1, 3], 2, label)), "Ann and Cem won the two seats.");
  assert.equal(read(whoIsRecorded(null, 2, label)), "Who won is not known here.");
  assert.equal(
    read(notCountedHere("whole ballots are passed on", "cambridge", true)),
    "This is the official result. The votes are not counted here by the rules of this election, cambridge: whole ballots are passed on. “Count it another way” counts the same ballots by other rules.",
  );
  assert.match(
    read(notCountedHere("too many", null, false)),
    /^The votes .+ by the rules of this election: too many\./,
  );
});

test("another count is compared with the election itself only where it is known who won", () => {
  assert.deepEqual(comparedWithOwn({ winners: [1], ballots: 10 }, null, null, label), []);
  assert.equal(comparedWithOwn({ winners: [1], ballots: 10 }, { first: 1 }, null, label).length, 1);
  assert.deepEqual(all(comparedWithOwn({ winners: [1], ballots: 10 }, null, [2], label)), [
    "In the election itself: Bea.",
  ]);
});
