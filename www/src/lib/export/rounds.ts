/** The rounds of a count as a table: candidates in rows, rounds in columns, and what counts for nobody below them. */
import { standings } from "../drawing/rounds.ts";
import type { Rounds } from "coalition-lens";
import { CAUSES, FATE_NAMES, thresholdName } from "../words/rounds.ts";
import { decimal } from "../text/format.ts";
import type { Table } from "./table.ts";

export interface RoundsRow {
  readonly name: string;
  readonly result: string;
  /** By round; null where it has none. */
  readonly values: readonly (number | null)[];
}

/** Votes to the last decimal that they have. */
function exact(value: number, places: number): string {
  let digits = 0;
  while (digits < places && Number(value.toFixed(digits)) !== value) digits += 1;
  return decimal(value, digits);
}

export function roundsTable(count: Rounds, label: (id: number) => string): Table<RoundsRow> {
  const { rounds, places, winners } = count;
  const counts = rounds.at(-1)?.tabulation ?? 1;
  const told = ({ tabulation, round }: { tabulation: number; round: number }): string =>
    counts > 1 ? `round ${round} of count ${tabulation}` : `round ${round}`;
  const votes = rounds.map((round) => new Map(round.votes.map((row) => [row.candidate_id, row.votes])));
  const last = rounds.filter(({ tabulation }) => tabulation === counts);
  const ids = [...new Set([...winners, ...standings(last).map(({ id }) => id)])];
  const resultOf = (id: number): string => {
    const won = rounds.find(({ elected }) => elected.includes(id));
    if (won) return `elected in ${told(won)}`;
    const out = rounds.findLast(({ eliminated }) => eliminated.includes(id));
    return out ? `out in ${told(out)}` : "not elected";
  };
  const causes = CAUSES.filter((cause) => rounds.some(({ exhausted }) => exhausted[cause] > 0));
  const rows: RoundsRow[] = ids.map((id) => ({
    name: label(id),
    result: resultOf(id),
    values: votes.map((round) => round.get(id) ?? null),
  }));
  for (const cause of causes) {
    const values = rounds.map(({ exhausted }) => exhausted[cause]);
    rows.push({ name: FATE_NAMES[cause], result: "", values });
  }
  if (rounds.some(({ residual }) => residual > 0)) {
    rows.push({ name: FATE_NAMES.residual, result: "", values: rounds.map(({ residual }) => residual) });
  }
  if (rounds.some(({ threshold }) => threshold !== null)) {
    const name = thresholdName(count.method);
    rows.push({
      name: name.charAt(0).toUpperCase() + name.slice(1),
      result: "",
      values: rounds.map(({ threshold }) => threshold),
    });
  }
  return {
    rows,
    columns: [
      { key: "candidate_name", label: "Candidate", value: (row) => row.name, isName: true },
      { key: "result", label: "Result", value: (row) => row.result },
      ...rounds.map((round, place) => ({
        key: counts > 1 ? `count_${round.tabulation}_round_${round.round}` : `round_${round.round}`,
        label: counts > 1 ? `Count ${round.tabulation}, round ${round.round}` : `Round ${round.round}`,
        value: (row: RoundsRow) => row.values[place] ?? null,
        show: (row: RoundsRow) => {
          const value = row.values[place] ?? null;
          return value === null ? "–" : exact(value, places);
        },
      })),
    ],
  };
}

export interface TransferRow {
  readonly round: string;
  readonly from: string;
  readonly to: string;
  readonly votes: number;
}

/** Every transfer of a count, in the order of the rounds. */
export function transfersTable({ rounds, places }: Rounds, label: (id: number) => string): Table<TransferRow> {
  const counts = rounds.at(-1)?.tabulation ?? 1;
  return {
    rows: rounds.flatMap(({ tabulation, round, transfers }) =>
      transfers.map(({ from, to, votes }) => ({
        round: counts > 1 ? `${tabulation}.${round}` : String(round),
        from: label(from),
        to: typeof to === "number" ? label(to) : FATE_NAMES[to],
        votes,
      })),
    ),
    columns: [
      { key: "round", label: "Round", value: (row) => row.round },
      { key: "from", label: "From", value: (row) => row.from, isName: true },
      { key: "to", label: "To", value: (row) => row.to, isName: true },
      { key: "votes", label: "Votes", value: (row) => row.votes, show: (row) => exact(row.votes, places) },
    ],
  };
}
