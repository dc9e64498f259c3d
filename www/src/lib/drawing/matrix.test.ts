import assert from "node:assert/strict";
import { test } from "node:test";
import { matrix } from "./matrix.ts";

const pair = (candidate_1: number, candidate_2: number, coalition_strength_score: number | null) => ({
  candidate_1,
  candidate_2,
  shared_ballots: 10,
  coalition_strength_score,
});

test("candidates of one group stand together, those without one last", () => {
  const members = [
    { id: 1, mentions: 50, cluster: 2 },
    { id: 2, mentions: 40, cluster: 1 },
    { id: 3, mentions: 99, cluster: null },
    { id: 4, mentions: 70, cluster: 1 },
  ];
  assert.deepEqual(matrix(members, []).order, [4, 2, 1, 3]);
});

test("every pair is there twice, and pairs of candidates that are not shown are left out", () => {
  const { cells, most } = matrix(
    [
      { id: 1, mentions: 2 },
      { id: 2, mentions: 1 },
    ],
    [pair(1, 2, -0.4), pair(1, 3, 0.9)],
  );
  assert.deepEqual(
    cells.map(({ row, column }) => [row, column]),
    [
      [1, 2],
      [2, 1],
    ],
  );
  assert.equal(most, 0.4);
});

test("without any strength the scale does not divide by nothing", () => {
  assert.equal(matrix([{ id: 1, mentions: 0 }], [pair(1, 2, null)]).most, 1);
});
