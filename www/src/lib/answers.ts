import type { CandidateField, CandidateRow, CandidatesParams, Election, Method, PairRow } from "coalition-lens";
import type { Filters } from "./state.ts";

const LARGEST_PAGE = 1000;

/** These columns of all candidates, in the order asked. */
export async function allCandidates<Field extends CandidateField>(
  election: Election,
  params: Pick<CandidatesParams<Field>, "sort_by" | "sort_order"> & { fields: readonly Field[] },
  signal: AbortSignal,
): Promise<Pick<CandidateRow, Field>[]> {
  const rows: Pick<CandidateRow, Field>[] = [];
  for await (const page of election.pages("candidates", { ...params, page_size: LARGEST_PAGE }, { signal })) {
    rows.push(...page.data);
  }
  return rows;
}

const EDGE_FIELDS = ["candidate_1", "candidate_2", "shared_ballots", "coalition_strength_score"] as const;
export type EdgeRow = Pick<PairRow, (typeof EDGE_FIELDS)[number]>;

/** The strongest pairs with a strength above 0 that the filters let through, `most` of them; and how many there are. */
export async function strongestPairs(
  election: Election,
  filters: Filters,
  most: number,
  signal: AbortSignal,
): Promise<{ pairs: EdgeRow[]; cut: boolean }> {
  const pairs: EdgeRow[] = [];
  const params = { ...filters, fields: EDGE_FIELDS, page_size: Math.min(most, LARGEST_PAGE) };
  for await (const page of election.pages("pairs", params, { signal })) {
    const above = page.data.filter(({ coalition_strength_score: score }) => score !== null && score > 0);
    const room = most - pairs.length;
    pairs.push(...above.slice(0, room));
    if (above.length < page.data.length) return { pairs, cut: false };
    if (pairs.length === most) return { pairs, cut: above.length > room || page.pagination.has_next };
  }
  return { pairs, cut: false };
}

/** Between which values the thresholds are worth moving. */
export interface Ranges {
  readonly mostShared: number;
  readonly weakest: number;
  readonly strongest: number;
}

/** The largest number of shared ballots, and the lowest and highest strength, over all pairs. */
export async function ranges(election: Election, method: Method, signal: AbortSignal): Promise<Ranges> {
  const extreme = async (sort_by: "shared_ballots" | "coalition_strength_score", sort_order: "asc" | "desc") => {
    const params = { method, min_shared_ballots: 0, min_strength: -1, sort_by, sort_order, page_size: 1 };
    const { data } = await election.pairs({ ...params, fields: [sort_by] }, { signal });
    return data[0]?.[sort_by] ?? 0;
  };
  return {
    mostShared: await extreme("shared_ballots", "desc"),
    weakest: await extreme("coalition_strength_score", "asc"),
    strongest: await extreme("coalition_strength_score", "desc"),
  };
}
