import assert from "node:assert/strict";
import { test } from "node:test";
import { label, twoSeats } from "../words/counts.fixture.ts";
import { rctabSummary } from "./rctab.ts";

const facts = {
  title: "Council",
  contest: null,
  jurisdiction: "Here",
  date: "2024-11-05",
  candidates: [1, 2, 3].map((id) => ({ id, name: label(id), is_write_in: false })),
};

test("a count is written as RCTab writes it, votes as texts, what goes to nobody together", () => {
  const { config, results, summary } = JSON.parse(rctabSummary(twoSeats, facts, label)) as {
    config: Record<string, string>;
    results: { tally: object; tallyResults: object[]; inactiveBallots: object; threshold: string }[];
    summary: object;
  };
  assert.equal(config["contest"], "Council");
  assert.deepEqual(results[0]?.tally, { Ann: "50", Bea: "30", Cem: "20" });
  assert.deepEqual(results[0].tallyResults, [
    { elected: "Ann", transfers: { Bea: "2.25", Cem: "10", exhausted: "3.25", "residual surplus": "0.5" } },
  ]);
  assert.deepEqual(results[1]?.inactiveBallots, {
    exhaustedChoices: "3.25",
    overvotes: "0",
    repeatedRankings: "0",
    skippedRankings: "0",
  });
  assert.deepEqual(results[2]?.tallyResults, [{ elected: "Bea", transfers: {} }]);
  assert.deepEqual(summary, {
    finalThreshold: "34",
    numCandidates: 3,
    numWinners: 2,
    totalNumBallots: "100",
    undervotes: 0,
  });
});
