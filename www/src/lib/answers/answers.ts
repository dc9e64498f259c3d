import type {
  CandidateField,
  CandidateRow,
  CandidatesParams,
  CentralityParams,
  CentralityRow,
  ComparedPairRow,
  CountOutcome,
  Descriptor,
  Election,
  Method,
  NetworkEdge,
  NetworkNode,
  PairRow,
} from "coalition-lens";
import type { CandidateColumn, Filters, Sorting } from "../state/state.ts";
import { ALL_VOTERS, type Where } from "../state/where.ts";

/** Only the ballots of these voters; null: all ballots. */
const of = (where: Where | null): { where?: Where } => (where === null ? {} : { where });

const LARGEST_PAGE = 1000;

/** These columns of all candidates, in the order asked. */
async function allCandidates<Field extends CandidateField>(
  election: Election,
  params: Pick<CandidatesParams<Field>, "sort_by" | "sort_order"> & { fields: readonly Field[] },
  where: Where | null,
  signal: AbortSignal,
): Promise<Pick<CandidateRow, Field>[]> {
  const rows: Pick<CandidateRow, Field>[] = [];
  const asked = { ...params, ...of(where), page_size: LARGEST_PAGE };
  for await (const page of election.pages("candidates", asked, { signal })) {
    rows.push(...page.data);
  }
  return rows;
}

/** In the order of the query's columns, as its ready-made answers name them. */
const FIGURES = [
  "candidate_id",
  "is_write_in",
  "winner",
  "mentions",
  "first_choice_votes",
  "first_choice_percentage",
  "rank_counts",
  "avg_rank_position",
  "bullet_ballots",
] as const;
export type CandidateFigures = Pick<CandidateRow, (typeof FIGURES)[number]>;

/** What the overview shows of all candidates. */
export function candidateFigures(
  election: Election,
  { sort_by, sort_order }: Sorting<CandidateColumn>,
  signal: AbortSignal,
): Promise<CandidateFigures[]> {
  return allCandidates(election, { sort_by, sort_order, fields: FIGURES }, null, signal);
}

/** Who won: by the official result where it says otherwise than the count, else in the order of election. */
export function whoHoldsSeats({ official, winners }: Pick<CountOutcome, "official" | "winners">): number[] {
  return official && !official.agrees ? official.winners : winners.map(({ candidate_id }) => candidate_id);
}

/** Whether the count takes a number of seats that nobody gave, nor does an official result: it makes nobody a winner. */
export function isSeatsGuessed({
  seats_assumed: assumed,
  official,
}: Pick<CountOutcome, "seats_assumed" | "official">): boolean {
  return assumed && official === null;
}

/** The ballots of a count of all, those with marks of which none counts among them; null where it is not known how many. */
export function markedBallots({
  ballots,
  inactive_ballots: inactive,
}: Pick<Descriptor, "ballots" | "inactive_ballots">): number | null {
  if (inactive === undefined) return null;
  return ballots + inactive.ended + inactive.overvote + inactive.skipped + inactive.duplicate;
}

/** Who won as the election itself records it, by ascending id; null if that is not known. */
export function recordedWinners({ candidates }: Pick<Descriptor, "candidates">): number[] | null {
  if (candidates.every(({ winner }) => winner === undefined)) return null;
  return candidates.filter(({ winner }) => winner === true).map(({ id }) => id);
}

/** Who is marked as elected: also where the votes are not counted here, and nobody by a guess. */
export function whoIsMarked(
  outcome: Pick<CountOutcome, "official" | "seats_assumed" | "winners"> | undefined,
  descriptor: Pick<Descriptor, "candidates">,
): number[] {
  const isCounted = outcome !== undefined && !isSeatsGuessed(outcome);
  return isCounted ? whoHoldsSeats(outcome) : (recordedWinners(descriptor) ?? []);
}

/** Why the votes are not counted by the election's own rules; null where they are. */
export function whyNotCounted({ tabulation }: Pick<Descriptor, "tabulation">): string | null {
  return tabulation?.not_counted ?? (tabulation?.rules === null ? "they are not known" : null);
}

const EDGE_FIELDS = ["candidate_1", "candidate_2", "shared_ballots", "coalition_strength_score"] as const;
export type EdgeRow = Pick<PairRow, (typeof EDGE_FIELDS)[number]>;
type Joined = EdgeRow & { coalition_strength_score: number };
const isJoined = (row: EdgeRow): row is Joined => row.coalition_strength_score !== null;

/** The candidates and, of the pairs that join them, those that the filters let through, `most` of them at the most. */
export async function joined(
  election: Election,
  filters: Filters,
  where: Where | null,
  most: number,
  signal: AbortSignal,
): Promise<{ nodes: NetworkNode[]; edges: NetworkEdge[]; cut: boolean }> {
  const { data } = await election.network({ ...graphOf(filters), ...of(where) }, { signal });
  const { candidate, coalition_type } = filters;
  const edges = data.edges.filter(
    (edge) =>
      (candidate === null || edge.candidate_1 === candidate || edge.candidate_2 === candidate) &&
      (coalition_type === null || edge.coalition_type === coalition_type),
  );
  return { nodes: data.nodes, edges: edges.slice(0, most), cut: edges.length > most };
}

/** The pairs with a strength below 0 among those the filters let through, the most avoided first. */
export async function repelledPairs(
  election: Election,
  { min_shared_ballots, min_strength, method, candidate, coalition_type }: Filters,
  where: Where | null,
  most: number,
  signal: AbortSignal,
): Promise<Joined[]> {
  const params = { min_shared_ballots, min_strength: -1, method, candidate, coalition_type, fields: EDGE_FIELDS };
  const { data } = await election.pairs(
    { ...params, ...of(where), sort_by: "coalition_strength_score", sort_order: "asc", page_size: most },
    { signal },
  );
  const far = Math.max(0, min_strength);
  return data.filter(isJoined).filter(({ coalition_strength_score: score }) => score < 0 && score <= -far);
}

/** Every pair, whatever its strength. */
export async function allPairs(
  election: Election,
  method: Method,
  where: Where | null,
  signal: AbortSignal,
): Promise<EdgeRow[]> {
  const pairs: EdgeRow[] = [];
  const params = {
    ...of(where),
    method,
    min_shared_ballots: 0,
    min_strength: -1,
    fields: EDGE_FIELDS,
    page_size: LARGEST_PAGE,
  };
  for await (const page of election.pages("pairs", params, { signal })) pairs.push(...page.data);
  return pairs;
}

/** Which pairs join candidates: the filters without those that only a list has. */
export function graphOf({ min_shared_ballots, min_strength, method }: Filters) {
  return { min_shared_ballots, min_strength: Math.max(0, min_strength), method };
}

/** The place of every candidate in the network, in the order asked. */
export async function allCentrality(
  election: Election,
  params: Omit<CentralityParams, "page" | "page_size" | "token" | "fields">,
  where: Where | null,
  signal: AbortSignal,
): Promise<CentralityRow[]> {
  const rows: CentralityRow[] = [];
  const asked = { ...params, ...of(where), page_size: LARGEST_PAGE };
  for await (const page of election.pages("centrality", asked, { signal })) rows.push(...page.data);
  return rows;
}

/** How many voters are meant, the strongest pairs among them, and who is joined to most. */
export async function segmentFigures(
  election: Election,
  filters: Filters,
  where: Where | null,
  most: number,
  signal: AbortSignal,
) {
  const [ballots, pairs, central] = await Promise.all([
    election.ballots(of(where), { signal }),
    election.pairs({ ...graphOf(filters), ...of(where), fields: EDGE_FIELDS, page_size: most }, { signal }),
    election.centrality({ ...graphOf(filters), ...of(where), page_size: most }, { signal }),
  ]);
  return {
    ballots: ballots.data,
    pairs: pairs.data.filter(({ coalition_strength_score: score }) => (score ?? 0) > 0),
    central: central.data.filter(({ connection_count }) => connection_count > 0),
  };
}

const COMPARED_FIELDS = [
  "candidate_1",
  "candidate_2",
  "coalition_strength_score_a",
  "coalition_strength_score_b",
  "coalition_strength_score_difference",
  "shared_share_z",
] as const;
export type ComparedPair = Pick<ComparedPairRow, (typeof COMPARED_FIELDS)[number]>;

/** The pairs in which two groups of voters differ most, first those that are stronger in the one, then in the other. */
export async function comparedPairs(
  election: Election,
  filters: Filters,
  one: Where | null,
  other: Where | null,
  most: number,
  signal: AbortSignal,
): Promise<ComparedPair[]> {
  const compare = { where_a: one ?? ALL_VOTERS, where_b: other ?? ALL_VOTERS };
  const ends = (["desc", "asc"] as const).map(async (sort_order) => {
    const sorting = { sort_by: "coalition_strength_score_difference", sort_order } as const;
    const params = { ...graphOf(filters), ...sorting, compare, fields: COMPARED_FIELDS, page_size: most };
    return (await election.pairs(params, { signal })).data;
  });
  const [above = [], below = []] = await Promise.all(ends);
  const listed = new Set(above.map((row) => `${row.candidate_1}-${row.candidate_2}`));
  return [...above, ...below.reverse().filter((row) => !listed.has(`${row.candidate_1}-${row.candidate_2}`))];
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
