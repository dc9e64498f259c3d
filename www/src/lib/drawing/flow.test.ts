import assert from "node:assert/strict";
import { test } from "node:test";
import { flow, targets } from "./flow.ts";

const next = Array.from({ length: 12 }, (_, place) => ({
  candidate_id: place + 1,
  ballots: 120 - place * 10,
  share: 0.05,
}));
const end = { ballots: 40, share: 0.04 };
const name = (id: number): string => `C${id}`;

test("no ballot is lost when the rarer choices are put together", () => {
  const list = targets(next, end, name, 8);
  const sum = (values: readonly { ballots: number }[]): number =>
    values.reduce((total, { ballots }) => total + ballots, 0);
  assert.equal(sum(list), sum(next) + end.ballots);
  assert.deepEqual(
    list.slice(-2).map(({ label }) => label),
    ["4 others", "nobody: ballot ends"],
  );
});

test("one more than fits is shown by name, not as one other", () => {
  assert.ok(targets(next.slice(0, 9), end, name, 8).every(({ key }) => key !== "others"));
});

test("streams are as wide as their ballots are many, and stay inside", () => {
  const { source, targets: placed } = flow(targets(next, end, name, 8), { height: 300 }, 0, 200);
  const [first, second] = placed;
  assert.ok(first && second);
  assert.ok(Math.abs(first.width / second.width - 120 / 110) < 1e-9);
  assert.ok(source.top >= 0 && source.bottom <= 300);
  for (const { top, bottom } of placed) assert.ok(top >= 0 && bottom <= 300.001 && bottom > top);
});

test("without a next choice there is nothing to draw", () => {
  assert.deepEqual(flow(targets([], { ballots: 0, share: null }, name, 8), { height: 300 }, 0, 200).targets, []);
});
