import assert from "node:assert/strict";
import { test } from "node:test";
import { label, oneSeat, twoSeats } from "../words/counts.fixture.ts";
import { roundsTable, transfersTable } from "./rounds.ts";
import { csv } from "./table.ts";

test("the table of rounds has a row for every candidate, and what counts for nobody by cause", () => {
  assert.deepEqual(csv(roundsTable(oneSeat, label)).slice(1).trimEnd().split("\r\n"), [
    "candidate_name,result,round_1,round_2,round_3",
    "Bea,elected in round 3,30,38,55",
    "Ann,not elected,40,40,42",
    "Cem,out in round 2,20,20,",
    "Dov,out in round 1,10,,",
    "Exhausted: ranking at its end,,0,2,2",
    "Exhausted: overvote,,0,0,1",
    "Majority,,51,50,49",
  ]);
});

test("every column of the table adds up to the ballots", () => {
  for (const count of [oneSeat, twoSeats]) {
    const { rows } = roundsTable(count, label);
    count.rounds.forEach((_, place) => {
      const sum = rows
        .filter(({ name }) => !["Majority", "Quota"].includes(name))
        .reduce((total, { values }) => total + (values[place] ?? 0), 0);
      assert.equal(sum, count.ballots);
    });
  }
});

test("votes are shown to their last decimal", () => {
  const { columns, rows } = roundsTable(twoSeats, label);
  assert.deepEqual(
    rows.map((row) => columns[3]?.show?.(row)),
    ["34", "32.25", "30", "3.25", "0.5", "34"],
  );
});

test("counts one after the other have columns of their own", () => {
  const again = oneSeat.rounds.map((round) => ({ ...round, tabulation: 2 }));
  const { columns } = roundsTable({ ...oneSeat, rounds: [...oneSeat.rounds, ...again] }, label);
  assert.deepEqual([columns[2]?.key, columns[5]?.label], ["count_1_round_1", "Count 2, round 1"]);
});

test("the table of transfers has every transfer", () => {
  const { rows } = transfersTable(oneSeat, label);
  assert.equal(rows.length, 5);
  assert.deepEqual(rows[1], { round: "1", from: "Dov", to: "Exhausted: ranking at its end", votes: 2 });
});
