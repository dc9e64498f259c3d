/** What the tables of several charts have in common. */
import type { Shown } from "../state/context.ts";
import * as format from "../text/format.ts";
import type { TableColumn } from "./table.ts";

interface ScoredPair {
  readonly shared_ballots: number;
  readonly strength: number | null;
}

/** Pairs with their strength; the first name leads to the pair. */
export function pairColumns<Row extends ScoredPair>(
  { session, label }: Pick<Shown, "session" | "label">,
  idsOf: (row: Row) => readonly [number, number],
): TableColumn<Row>[] {
  return [
    {
      key: "candidate_1_name",
      label: "Candidate",
      value: (row) => label(idsOf(row)[0]),
      isName: true,
      href: (row) => session.href({ pair: idsOf(row), embed: null }),
    },
    { key: "candidate_2_name", label: "and candidate", value: (row) => label(idsOf(row)[1]), isName: true },
    {
      key: "coalition_strength_score",
      label: "Strength",
      value: (row) => row.strength,
      show: (row) => format.decimal(row.strength, 3),
    },
    { key: "shared_ballots", label: "Shared ballots", value: (row) => row.shared_ballots },
  ];
}

/** A number of ballots and its share. */
export function ballotColumns<
  Row extends { readonly ballots: number; readonly share: number | null },
>(): TableColumn<Row>[] {
  return [
    { key: "ballots", label: "Ballots", value: (row) => row.ballots },
    { key: "share", label: "Share", value: (row) => row.share, show: (row) => format.share(row.share) },
  ];
}
