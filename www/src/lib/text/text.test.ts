import assert from "node:assert/strict";
import { test } from "node:test";
import { labels, lines, shortened } from "./text.ts";

test("a short text is not shortened", () => {
  assert.equal(shortened("Ann", 3), "Ann");
});

test("a long text ends in an ellipsis and is no longer than asked", () => {
  assert.equal(shortened("x".repeat(200), 10), `${"x".repeat(9)}…`);
});

test("characters made of several code points are not torn apart", () => {
  const family = "👩‍👩‍👧‍👦";
  assert.equal(shortened(family.repeat(4), 3), `${family.repeat(2)}…`);
  assert.equal(shortened("e\u0301".repeat(5), 3), `${"e\u0301".repeat(2)}…`);
});

test("a text is broken into lines between words, and none is lost", () => {
  const text = "As if Incomprehensibilities had not stood";
  const fits = (line: string): boolean => line.length <= 10;
  assert.deepEqual(lines(text, fits), ["As if", "Incomprehensibilities", "had not", "stood"]);
  assert.deepEqual(lines("", fits), [""]);
});

test("candidates of one name are told apart by their ids", () => {
  const named = labels([
    { id: 1, name: "Ann" },
    { id: 2, name: "Bob" },
    { id: 7, name: "Ann" },
  ]);
  assert.deepEqual([...named.values()], ["Ann (1)", "Bob", "Ann (7)"]);
});

test("names that look the same on one line count as one name", () => {
  assert.deepEqual(
    [
      ...labels([
        { id: 1, name: "Ann\nLee" },
        { id: 2, name: " Ann  Lee " },
      ]).values(),
    ],
    ["Ann Lee (1)", "Ann Lee (2)"],
  );
});

test("marks that turn a name round are left out of it", () => {
  assert.deepEqual([...labels([{ id: 1, name: "Eve \u202Eevil\u2066 name\u0007" }]).values()], ["Eve evil name"]);
});

test("a candidate without a name is called by the id", () => {
  assert.deepEqual([...labels([{ id: 5, name: " " }]).values()], ["(no name, candidate 5)"]);
});
