import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decidingRound,
  exhaustedOf,
  folded,
  longestBar,
  openingPlace,
  rowsAt,
  standings,
  tabulationOf,
  votesOf,
} from "./rounds.ts";
import { streamsOf, placedStreams } from "./streams.ts";
import { oneSeat, twoSeats } from "../words/counts.fixture.ts";

const rounds = oneSeat.rounds;
const [first, second, third] = rounds;

test("candidates stand by how far they got: the elected, who was left, the last out first", () => {
  assert.deepEqual(
    standings(rounds).map(({ id, electedIn, eliminatedIn, lastVotes }) => [id, electedIn, eliminatedIn, lastVotes]),
    [
      [2, 3, null, 55],
      [1, null, null, 42],
      [3, null, 2, 20],
      [4, null, 1, 10],
    ],
  );
});

test("a count opens at the round that fills the last seat, though others follow", () => {
  assert.ok(third);
  const quiet = { ...third, round: 4, elected: [] };
  const longer = { ...oneSeat, rounds: [...rounds, quiet] };
  assert.equal(decidingRound(longer), third);
  assert.equal(openingPlace(longer), 3);
  const again = { ...third, tabulation: 2, round: 1 };
  assert.equal(openingPlace({ ...longer, rounds: [...longer.rounds, again] }), 5);
});

test("a count that is not decided opens at its last round", () => {
  const cut = { ...twoSeats, decided_round: null, rounds: twoSeats.rounds.slice(0, 2), winners: [1] };
  assert.equal(decidingRound(cut), null);
  assert.equal(openingPlace(cut), 2);
});

test("the order is the same in every round, and who is out has no votes", () => {
  assert.ok(first && second && third);
  for (const round of rounds)
    assert.deepEqual(
      rowsAt(rounds, round).map(({ id }) => id),
      [2, 1, 3, 4],
    );
  assert.deepEqual(
    rowsAt(rounds, first).map(({ votes, gained }) => [votes, gained]),
    [
      [30, 0],
      [40, 0],
      [20, 0],
      [10, 0],
    ],
  );
  assert.deepEqual(
    rowsAt(rounds, third).map(({ votes, gained }) => [votes, gained]),
    [
      [55, 17],
      [42, 2],
      [null, 0],
      [null, 0],
    ],
  );
});

test("who loses votes to a surplus has gained none", () => {
  const [, after] = twoSeats.rounds;
  assert.ok(after);
  const row = rowsAt(twoSeats.rounds, after).find(({ id }) => id === 1);
  assert.deepEqual([row?.votes, row?.gained], [34, 0]);
});

test("many candidates are folded, but never a single one", () => {
  assert.ok(first);
  const rows = rowsAt(rounds, first);
  assert.equal(folded(rows, 3).others.length, 0);
  const { shown, others } = folded(rows, 2);
  assert.deepEqual([shown.length, others.length, votesOf(others)], [2, 2, 30]);
});

test("the longest bar is that of all rounds, the threshold among them", () => {
  assert.equal(longestBar(rounds), 55);
  assert.equal(longestBar(rounds.slice(0, 1)), 51);
  assert.equal(longestBar([]), 0);
});

test("rounds of several counts are told apart", () => {
  const again = rounds.map((round) => ({ ...round, tabulation: 2 }));
  assert.ok(again[0]);
  assert.deepEqual(tabulationOf([...rounds, ...again], again[0]), again);
});

test("of every round the streams take all votes on to the next, and no more", () => {
  for (const count of [oneSeat, twoSeats]) {
    const streams = streamsOf(count.rounds, 10);
    count.rounds.slice(0, -1).forEach((round, column) => {
      const next = count.rounds[column + 1];
      assert.ok(next);
      const of = (holder: number | "exhausted", end: "from" | "to"): number =>
        streams
          .filter((stream) => stream.column === column && stream[end] === holder)
          .reduce((sum, { votes }) => sum + votes, 0);
      for (const { candidate_id: id, votes } of round.votes) {
        const lost = round.transfers.filter(({ from, to }) => from === id && to === "residual");
        assert.equal(of(id, "from"), votes - (lost[0]?.votes ?? 0));
      }
      for (const { candidate_id: id, votes } of next.votes) assert.equal(of(id, "to"), votes);
      assert.equal(of("exhausted", "to"), exhaustedOf(next));
    });
  }
});

test("candidates who are not drawn one by one are drawn together, with all their votes", () => {
  const streams = streamsOf(rounds, 2).filter(({ column }) => column === 0);
  const of = (from: number | "others") =>
    streams.filter((stream) => stream.from === from).map(({ to, votes }) => [to, votes]);
  assert.deepEqual(of("others"), [
    [2, 8],
    ["exhausted", 2],
    ["others", 20],
  ]);
});

test("streams lie between their rounds, as wide as their votes are many", () => {
  const { holders, streams } = placedStreams(rounds, 10, { width: 500, height: 300 }, 100);
  assert.deepEqual([...new Set(holders.map(({ column }) => column))].sort(), [0, 1, 2]);
  assert.ok(holders.every(({ x, top, bottom }) => x >= 100 && x <= 500 && top >= 0 && bottom <= 300));
  const widths = streams.map(({ width, votes }) => width / votes);
  assert.ok(widths.every((width) => Math.abs(width - (widths[0] ?? 0)) < 1e-9));
  assert.deepEqual(placedStreams(rounds.slice(0, 1), 10, { width: 500, height: 300 }, 100), {
    holders: [],
    streams: [],
  });
});
