import assert from "node:assert/strict";
import { test } from "node:test";
import { candidatesOf, groupOf, inWords, readWhere, whereOf, type Where } from "./where.ts";

const NESTED: Where = { all: [{ first: 3 }, { not: { any: [{ ranks: 4, within: 2 }, { above: [1, 2] }] } }] };

test("every form is read as it was written", () => {
  const forms: Where[] = [
    {},
    { first: 3 },
    { ranks: 4 },
    { ranks: 4, within: 2 },
    { above: [1, 2] },
    { length: { min: 2 } },
    { length: { min: 2, max: 3 } },
    NESTED,
  ];
  for (const where of forms) assert.deepEqual(readWhere(JSON.stringify(where)), where);
});

test("what is no group of voters is not read, however deep", () => {
  const wrong = [
    "",
    "null",
    "[]",
    '{"not":{}}',
    '{"first":-1}',
    '{"above":[1]}',
    '{"all":[]}',
    '{"length":{"min":0}}',
    '{"first":1,"ranks":2}',
  ];
  for (const text of [...wrong, '{"not":'.repeat(400) + '{"first":1}' + "}".repeat(400)]) {
    assert.equal(readWhere(text), undefined, text.slice(0, 40));
  }
});

test("what is edited stands for the same group, and an empty group for everybody", () => {
  assert.deepEqual(whereOf(groupOf(NESTED)), NESTED);
  assert.deepEqual(whereOf(groupOf({ first: 3 })), { first: 3 });
  assert.equal(whereOf(groupOf(null)), null);
  assert.equal(whereOf(groupOf({})), null);
  assert.equal(whereOf({ join: "any", members: [{ not: true, of: { join: "all", members: [] } }] }), null);
});

test("two negations are none", () => {
  assert.deepEqual(whereOf(groupOf({ not: { not: { first: 1 } } })), { first: 1 });
});

test("every candidate that is named is found", () => {
  assert.deepEqual(candidatesOf(NESTED), [3, 4, 1, 2]);
});

test("a group is told in words", () => {
  const words = inWords(NESTED, (id) => `C${id}`);
  assert.equal(words, "voters who rank C3 first and do not (rank C4 among the first 2 or put C1 above C2)");
  assert.equal(inWords(null, String), "all voters");
  assert.equal(inWords({}, String), "all voters");
});
