import assert from "node:assert/strict";
import { test } from "node:test";
import { markedBallots, recordedWinners, whoHoldsSeats, whoIsMarked, whyNotCounted } from "./answers.ts";

const winners = [3, 1].map((candidate_id) => ({
  candidate_id,
  candidate_name: "",
  tabulation: 1,
  round: 1,
  votes: 1,
  reached_threshold: true,
}));

test("who won is the official result where it differs, else the count in its order", () => {
  assert.deepEqual(whoHoldsSeats({ winners, official: null }), [3, 1]);
  assert.deepEqual(whoHoldsSeats({ winners, official: { winners: [1, 3], agrees: true } }), [3, 1]);
  assert.deepEqual(whoHoldsSeats({ winners, official: { winners: [1, 2], agrees: false } }), [1, 2]);
});

const candidates = (won: Record<number, boolean | undefined>) =>
  Object.entries(won).map(([id, winner]) => ({
    id: Number(id),
    name: "",
    is_write_in: false,
    ...(winner === undefined ? {} : { winner }),
  }));

test("where the votes are not counted, who won is what the election records", () => {
  const descriptor = { candidates: candidates({ 1: true, 2: false, 3: true }) };
  assert.deepEqual(recordedWinners(descriptor), [1, 3]);
  assert.deepEqual(whoIsMarked(undefined, descriptor), [1, 3]);
  assert.equal(recordedWinners({ candidates: candidates({ 1: undefined, 2: undefined }) }), null);
  assert.deepEqual(recordedWinners({ candidates: candidates({ 1: false, 2: false }) }), []);
});

test("a count for seats that nobody gave marks nobody as elected", () => {
  const unknown = candidates({ 1: undefined, 3: undefined });
  const outcome = { winners, official: null };
  assert.deepEqual(whoIsMarked({ ...outcome, seats_assumed: true }, { candidates: unknown }), []);
  assert.deepEqual(whoIsMarked({ ...outcome, seats_assumed: false }, { candidates: unknown }), [3, 1]);
  const official = { winners: [1, 3], agrees: true };
  assert.deepEqual(whoIsMarked({ winners, official, seats_assumed: true }, { candidates: unknown }), [3, 1]);
});

test("ballots whose marks all fail are among those of a count, where it is known how many they are", () => {
  const inactive = { ended: 1, overvote: 20, skipped: 300, duplicate: 4000 };
  assert.equal(markedBallots({ ballots: 10_000, inactive_ballots: inactive }), 14_321);
  assert.equal(markedBallots({ ballots: 10_000 }), null);
});

test("an election that is not counted by its own rules says why", () => {
  assert.equal(whyNotCounted({ tabulation: { rules: null, not_counted: "too many" } }), "too many");
  assert.equal(whyNotCounted({ tabulation: { rules: {}, not_counted: "too large" } }), "too large");
  assert.equal(whyNotCounted({ tabulation: { rules: null } }), "they are not known");
  assert.equal(whyNotCounted({ tabulation: { rules: {} } }), null);
  assert.equal(whyNotCounted({}), null);
});
