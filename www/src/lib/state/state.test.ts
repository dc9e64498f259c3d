import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  ALL_PAIRS,
  COALITION_TYPES,
  DEFAULTS,
  PAIR_COLUMNS,
  fitted,
  sortedBy,
  withFilters,
  withPage,
  withType,
} from "./state.ts";

test("a new filter begins at page 1 and leaves the sorting alone", () => {
  const before = withPage({ ...DEFAULTS, pairs: { ...DEFAULTS.pairs, sort_order: "asc" } }, { page: 4 });
  const after = withFilters(before, { min_shared_ballots: 1 });
  assert.deepEqual(after.pairs, { ...before.pairs, page: 1 });
  assert.equal(after.filters.min_shared_ballots, 1);
});

test("a column sorts names from A and figures from the highest, and the other way round when chosen again", () => {
  const byStrength = DEFAULTS.pairs;
  const byName = sortedBy(byStrength, "candidate_1_name");
  assert.deepEqual(byName, { sort_by: "candidate_1_name", sort_order: "asc" });
  assert.equal(sortedBy(byName, "candidate_1_name").sort_order, "desc");
  assert.equal(sortedBy(byName, "shared_ballots").sort_order, "desc");
  assert.equal(sortedBy(byStrength, "coalition_strength_score").sort_order, "asc");
});

test("a type whose pairs have no strength above chance lets them through, and every other leaves the threshold alone", () => {
  const of = (type: (typeof COALITION_TYPES)[number] | null) => withFilters(DEFAULTS, withType(type)).filters;
  for (const type of COALITION_TYPES) {
    const least = type === "neutral" || type === "opposed" ? -1 : DEFAULTS.filters.min_strength;
    assert.deepEqual(of(type), { ...DEFAULTS.filters, coalition_type: type, min_strength: least });
  }
  assert.deepEqual(of(null), DEFAULTS.filters);
});

test("a type stands beside what it goes by", () => {
  assert.equal(PAIR_COLUMNS.indexOf("coalition_type"), PAIR_COLUMNS.indexOf("adjusted_lift") + 1);
});

test("another page size keeps the first row that was shown in view", () => {
  const onThird = withPage({ ...DEFAULTS, pairs: { ...DEFAULTS.pairs, page_size: 50 } }, { page: 3 });
  assert.equal(withPage(onThird, { page_size: 25 }).pairs.page, 5);
  assert.equal(withPage(onThird, { page_size: 100 }).pairs.page, 2);
  assert.equal(withPage(onThird, { page_size: 250 }).pairs.page, 1);
});

test("candidates that the election does not have are taken out of the state, with a notice for each", () => {
  const groups = { where: { first: 96 }, against: { not: { ranks: 95 } } };
  const state = withFilters({ ...DEFAULTS, ...groups, pair: [1, 99], focus: 98 }, { candidate: 97 });
  const { state: after, notices } = fitted(state, new Set([1, 2]));
  assert.equal(after.pair, null);
  assert.equal(after.focus, null);
  assert.equal(after.filters.candidate, null);
  assert.equal(after.where, null);
  assert.equal(after.against, null);
  assert.equal(notices.length, 5);
  assert.ok(notices.includes("against: this election has no candidate 95, so no groups are compared."));
});

test("a state that fits is handed back as it is", () => {
  const state = withFilters({ ...DEFAULTS, pair: [2, 1], focus: 1 }, { candidate: 2 });
  const { state: after, notices } = fitted(state, new Set([1, 2]));
  assert.equal(after, state);
  assert.deepEqual(notices, []);
});

test("the questions that a snapshot answers ahead are asked with the page's own thresholds", () => {
  interface Warm {
    query: string;
    params?: { min_shared_ballots?: number; min_strength?: number };
  }
  const list = JSON.parse(readFileSync(new URL("../../../warm.json", import.meta.url), "utf8")) as Warm[];
  const asked = list.filter(({ query }) => query === "pairs").map(({ params }) => params?.min_strength);
  assert.ok(asked.includes(DEFAULTS.filters.min_strength));
  assert.deepEqual(new Set(asked), new Set([DEFAULTS.filters.min_strength, ALL_PAIRS.min_strength]));
});
