import assert from "node:assert/strict";
import { test } from "node:test";
import { GLOSSARY } from "./glossary.ts";
import { CANDIDATE_COLUMNS, CENTRALITY_COLUMNS, PAIR_COLUMNS } from "../state/state.ts";
import { TERM_IDS, termOf } from "./terms.ts";

test("every label leads to an entry, and every entry has its place", () => {
  assert.deepEqual(
    GLOSSARY.map(({ id }) => id),
    [...TERM_IDS],
  );
});

test("every column of figures is explained", () => {
  for (const column of [...CANDIDATE_COLUMNS, ...CENTRALITY_COLUMNS, ...PAIR_COLUMNS]) {
    if (!column.endsWith("_name")) assert.ok(termOf(column), column);
  }
});
