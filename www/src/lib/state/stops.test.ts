import assert from "node:assert/strict";
import { test } from "node:test";
import { ballotStops, nearestStop } from "./stops.ts";

test("stops rise from 0 to the largest value and hold the usual thresholds", () => {
  const stops = ballotStops(17_502);
  assert.equal(stops[0], 0);
  assert.equal(stops[stops.length - 1], 17_502);
  assert.deepEqual(
    stops,
    [...new Set(stops)].sort((a, b) => a - b),
  );
  for (const usual of [1, 10, 50, 100, 200, 500, 1000]) assert.ok(stops.includes(usual), String(usual));
});

test("an election without shared ballots has the stop 0 alone", () => {
  assert.deepEqual(ballotStops(0), [0]);
});

test("a value between stops is shown at the nearest", () => {
  const stops = [0, 10, 20, 50];
  assert.equal(nearestStop(stops, 19), 2);
  assert.equal(nearestStop(stops, 1e9), 3);
  assert.equal(nearestStop(stops, 0), 0);
});
