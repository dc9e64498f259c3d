import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "./download.ts";

test("a file is called by election and chart", () => {
  assert.equal(fileName("Sample election", ["rounds", ""], "csv"), "sample-election-rounds.csv");
  assert.equal(fileName("¡!", [], "svg"), "chart.svg");
});

test("a what if is one by its file name, however long the title of the election", () => {
  const parts = ["rounds", "what if As if \u2068Jamie Dunphy\u2069 had not stood"];
  assert.equal(
    fileName("Portland · District 1", parts, "csv"),
    "portland-district-1-rounds-what-if-as-if-jamie-dunphy-had-not-stood.csv",
  );
  assert.match(fileName("x".repeat(200), parts, "rctab.json"), /x-rounds-what-if-as-if-jamie.*[a-z]\.rctab\.json$/);
});
