import assert from "node:assert/strict";
import { test } from "node:test";
import { network } from "./network.ts";

const member = (id: number, mentions: number) => ({
  id,
  label: `Candidate ${id}`,
  mentions,
  winner: false,
  cluster: null,
});
const pair = (candidate_1: number, candidate_2: number, coalition_strength_score: number | null) => ({
  candidate_1,
  candidate_2,
  shared_ballots: 100,
  coalition_strength_score,
});

test("pairs above 0 join, and others do not", () => {
  const net = network(
    [member(1, 10), member(2, 30), member(3, 20)],
    [pair(1, 2, 0.3), pair(1, 3, 0), pair(2, 3, null)],
  );
  assert.deepEqual(
    net.edges.map(({ source, target }) => [source, target]),
    [[1, 2]],
  );
  assert.deepEqual(
    net.connected.map(({ id }) => id),
    [2, 1],
  );
  assert.deepEqual(
    net.isolated.map(({ id }) => id),
    [3],
  );
});

test("partners and edges come strongest first", () => {
  const net = network([member(1, 1), member(2, 1), member(3, 1)], [pair(1, 2, 0.1), pair(1, 3, 0.4), pair(2, 3, 0.2)]);
  assert.deepEqual(
    net.edges.map(({ strength }) => strength),
    [0.4, 0.2, 0.1],
  );
  assert.deepEqual(
    net.connected[0]?.partners.map(({ id }) => id),
    [3, 2],
  );
});
