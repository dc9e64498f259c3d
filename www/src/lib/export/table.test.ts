import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, json, type Table } from "./table.ts";

interface Row {
  name: string;
  share: number | null;
}

const table = (rows: Row[]): Table<Row> => ({
  columns: [
    { key: "candidate_name", label: "Candidate", value: (row) => row.name },
    { key: "share", label: "Share", value: (row) => row.share },
  ],
  rows,
});

test("names with commas, quotes and line breaks survive a CSV", () => {
  const text = csv(table([{ name: 'Lee, "Ann"\nJr.', share: 0.5 }]));
  assert.equal(text, '\uFEFFcandidate_name,share\r\n"Lee, ""Ann""\nJr.",0.5\r\n');
});

test("a name cannot become a formula in a spreadsheet, and a negative figure stays a figure", () => {
  const text = csv(table([{ name: "=HYPERLINK(1)", share: -0.25 }]));
  assert.ok(text.includes("'=HYPERLINK(1),-0.25"), text);
});

test("figures that are not defined are empty in CSV and null in JSON, never 0", () => {
  const rows = table([{ name: "Ann", share: null }]);
  assert.ok(csv(rows).endsWith("Ann,\r\n"));
  assert.deepEqual(JSON.parse(json(rows)), [{ candidate_name: "Ann", share: null }]);
});
