import assert from "node:assert/strict";
import { test } from "node:test";
import * as format from "./format.ts";

test("figures that are not defined are a dash, never 0 and never NaN", () => {
  for (const show of [format.count, format.decimal, format.share, format.percentage, format.factor]) {
    assert.equal(show(null), "–");
    assert.equal(show(undefined), "–");
    assert.notEqual(show(0), "–");
  }
});

test("figures are rounded for reading", () => {
  assert.equal(format.count(77157), "77,157");
  assert.equal(format.decimal(0.3456), "0.35");
  assert.equal(format.decimal(-0.3456, 3), "−0.346");
  assert.equal(format.share(0.4124), "41.2%");
  assert.equal(format.percentage(16.1711), "16.2%");
  assert.equal(format.factor(1.2049), "1.20×");
});

test("what rounds to nothing has no sign", () => {
  assert.equal(format.decimal(-0.001), "0.00");
  assert.equal(format.share(-0.0001), "0.0%");
});

test("one is not many", () => {
  assert.equal(format.counted(1, "ballot", "ballots"), "1 ballot");
  assert.equal(format.counted(0, "ballot", "ballots"), "0 ballots");
  assert.equal(format.counted(1200, "ballot", "ballots"), "1,200 ballots");
});

test("sizes are in units of a thousand", () => {
  assert.equal(format.bytes(999), "999 bytes");
  assert.equal(format.bytes(1_240_000), "1.2 MB");
  assert.equal(format.bytes(48_200), "48 kB");
});

test("dates and times are written out in UTC, and what is none is left as it is", () => {
  assert.equal(format.date("2024-11-05"), "November 5, 2024");
  assert.equal(format.date("2024-13-45"), "2024-13-45");
  assert.equal(format.date("autumn"), "autumn");
  assert.equal(format.moment("2024-08-18T10:30:00Z"), "August 18, 2024, 10:30 UTC");
  assert.equal(format.moment("2024-08-18T00:05:00Z"), "August 18, 2024, 00:05 UTC");
  assert.equal(format.moment("final count"), "final count");
});

test("how long ago something was is told in one unit", () => {
  assert.equal(format.duration(1400), "1 second");
  assert.equal(format.duration(-5), "0 seconds");
  assert.equal(format.duration(90_000), "2 minutes");
  assert.equal(format.duration(3 * 3_600_000), "3 hours");
  assert.equal(format.duration(72 * 3_600_000), "3 days");
});
