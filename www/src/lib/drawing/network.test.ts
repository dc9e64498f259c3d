import assert from "node:assert/strict";
import { test } from "node:test";
import { network } from "./network.ts";

const node = (candidate_id: number, mentions: number) => ({ candidate_id, mentions, winner: null, cluster: null });
const pair = (candidate_1: number, candidate_2: number, coalition_strength_score: number) => ({
  candidate_1,
  candidate_2,
  shared_ballots: 100,
  coalition_strength_score,
});
const label = (id: number): string => `Candidate ${id}`;

test("candidates with an edge are told apart from those without, most mentions first", () => {
  const net = network([node(1, 10), node(2, 30), node(3, 20), node(4, 40)], [pair(1, 2, 0.3)], label);
  assert.deepEqual(
    net.connected.map(({ id }) => id),
    [2, 1],
  );
  assert.deepEqual(
    net.isolated.map(({ id }) => id),
    [4, 3],
  );
  assert.equal(net.connected[0]?.label, "Candidate 2");
});

test("partners come strongest first", () => {
  const edges = [pair(1, 3, 0.4), pair(2, 3, 0.2), pair(1, 2, 0.1)];
  const net = network([node(1, 1), node(2, 1), node(3, 1)], edges, label);
  assert.deepEqual(
    net.connected[0]?.partners.map(({ id }) => id),
    [3, 2],
  );
});

test("who is avoided is shown only between candidates that are drawn", () => {
  const net = network([node(1, 1), node(2, 1), node(3, 1)], [pair(1, 2, 0.4)], label, [
    pair(1, 2, -0.1),
    pair(1, 3, -0.2),
  ]);
  assert.deepEqual(
    net.repelled.map(({ strength }) => strength),
    [-0.1],
  );
});
