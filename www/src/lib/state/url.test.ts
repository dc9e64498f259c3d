import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULTS, type ViewState } from "./state.ts";
import { parse, serialise } from "./url.ts";

const EVERYTHING: ViewState = {
  snapshots: "older/",
  election: "portland-2024 & more",
  view: "pairs",
  filters: {
    min_shared_ballots: 200,
    min_strength: -0.25,
    method: "proximity_weighted",
    candidate: 46,
    coalition_type: "strategic",
  },
  pairs: { sort_by: "avg_ranking_distance", sort_order: "asc", page: 3, page_size: 25 },
  candidates: { sort_by: "candidate_name", sort_order: "asc" },
  pair: [17, 3],
  focus: 4_294_967_295,
  form: "matrix",
  profile: 12,
  centrality: { sort_by: "bridge_score", sort_order: "desc" },
  where: { all: [{ first: 3 }, { not: { any: [{ ranks: 4, within: 2 }, { above: [1, 2] }] } }] },
  against: { length: { min: 4 } },
  count: { rules: "scotland", seats: 3, without: [3, 17], round: 9 },
  repulsion: true,
  embed: "first-choices",
};

test("a state comes back from its address as it was", () => {
  for (const state of [DEFAULTS, EVERYTHING, { ...DEFAULTS, against: {} }])
    assert.deepEqual(parse(serialise(state)), { state, notices: [] });
});

test("what is at its default is not in the address", () => {
  assert.equal(serialise(DEFAULTS), "?");
  assert.equal(serialise({ ...DEFAULTS, election: "sample", view: "pairs" }), "?election=sample&view=pairs");
});

test("a value that is not allowed is left at its default, with a notice that names it", () => {
  const wrong: Record<string, string[]> = {
    view: ["secret", "", "Pairs"],
    min_shared_ballots: ["-1", "1.5", "abc", "", "1e3", "99999999999", " 5"],
    min_strength: ["1.01", "-2", "NaN", "Infinity", "", "-", ".", "0x1"],
    method: ["best"],
    candidate: ["Ann", "-3"],
    seats: ["0", "2001", "two"],
    rules: ["cambridge", "x"],
    without: ["Ann", "", "3-", "3,4"],
    round: ["0", "last"],
    coalition_type: ["none"],
    sort_by: ["phi", "constructor"],
    sort_order: ["down"],
    page: ["0", "-1", "two"],
    page_size: ["10", "0", "1000000"],
    candidates_sort_by: ["rank_counts"],
    pair: ["3", "3-3", "3-4-5", "a-b", "-", "3-"],
    focus: ["<script>"],
    form: ["table"],
    profile: ["-1"],
    centrality_sort_by: ["candidate_id"],
    where: ["3", '{"first":"Ann"}', '{"first":3,"x":1}', '{"any":[]}', "{"],
    against: ['{"length":{}}', '{"above":[1,1]}'],
    repulsion: ["true", "0"],
    embed: ["overview", "toString"],
    election: ["", "x".repeat(201)],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const { state, notices } = parse(`?${new URLSearchParams({ [name]: value }).toString()}`);
      assert.deepEqual(state, DEFAULTS, `${name}=${value}`);
      assert.equal(notices.length, 1, `${name}=${value}`);
      assert.ok(notices[0]?.startsWith(`${name}: `), notices[0]);
    }
  }
});

test("one wrong value does not take the right ones with it", () => {
  const { state, notices } = parse("?view=pairs&min_strength=9&min_shared_ballots=7");
  assert.equal(state.view, "pairs");
  assert.equal(state.filters.min_shared_ballots, 7);
  assert.equal(state.filters.min_strength, DEFAULTS.filters.min_strength);
  assert.equal(notices.length, 1);
});

test("parameters of other names are passed over, and of one given twice the first counts", () => {
  assert.deepEqual(parse("?utm_source=x&__proto__=y&view=pairs&view=about"), {
    state: { ...DEFAULTS, view: "pairs" },
    notices: [],
  });
});

test("a long wrong value is cut short in its notice", () => {
  const [notice = ""] = parse(`?view=${"x".repeat(5000)}`).notices;
  assert.ok(notice.length < 200, notice);
});
