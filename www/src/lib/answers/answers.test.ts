import assert from "node:assert/strict";
import { test } from "node:test";
import { whoHoldsSeats } from "./answers.ts";

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
