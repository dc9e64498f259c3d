import { defaults, vocabularies } from "coalition-lens";
import type {
  CandidateSortField,
  CentralityField,
  CoalitionType,
  Method,
  PairSortField,
  Preset,
  SortOrder,
} from "coalition-lens";
import { candidatesOf, type Where } from "./where.ts";

/** What the reader is looking at. Everything here is in the URL; names are those of the queries. */
export interface ViewState {
  /** A folder of snapshots other than the page's own, relative to the page; null: the page's own. */
  readonly snapshots: string | null;
  readonly election: string | null;
  readonly view: View;
  readonly filters: Filters;
  readonly pairs: TableState<PairColumn>;
  readonly candidates: Sorting<CandidateColumn>;
  /** The pair whose details are open, by candidate ids, told in this order. */
  readonly pair: readonly [number, number] | null;
  /** The candidate held in the network, by id. */
  readonly focus: number | null;
  /** How the coalitions are drawn. */
  readonly form: CoalitionForm;
  /** Whether the network also shows who is avoided together. */
  readonly repulsion: boolean;
  /** The candidate whose profile is open, by id. */
  readonly profile: number | null;
  readonly centrality: Sorting<CentralityColumn>;
  /** The voters looked at; null: all. */
  readonly where: Where | null;
  /** The voters they are compared with, who may be all of them; null: no comparison. */
  readonly against: Where | null;
  /** How the ballots are counted in the results. */
  readonly count: CountState;
  /** The one chart that is shown, inside another page. */
  readonly embed: ChartId | null;
}

/** A count other than the election's own; of the voters looked at. */
export interface CountState {
  /** A preset's name; null: the election's own rules. */
  readonly rules: Preset | null;
  /** Seats to fill; null: as many as there were. */
  readonly seats: number | null;
  /** Candidates who are counted as if they had not stood, by id, ascending. */
  readonly without: readonly number[];
  /** The round that is shown, from 1; null: the one that decides. */
  readonly round: number | null;
}

/** Which pairs are shown, as a table and as a network. */
export interface Filters {
  readonly min_shared_ballots: number;
  readonly min_strength: number;
  readonly method: Method;
  readonly candidate: number | null;
  readonly coalition_type: CoalitionType | null;
}

export interface Sorting<Column> {
  readonly sort_by: Column;
  readonly sort_order: SortOrder;
}

export interface TableState<Column> extends Sorting<Column> {
  readonly page: number;
  readonly page_size: number;
}

export const VIEWS = [
  "results",
  "overview",
  "coalitions",
  "pairs",
  "candidates",
  "voters",
  "performance",
  "about",
] as const;
export type View = (typeof VIEWS)[number];

export const COALITION_FORMS = ["network", "matrix"] as const;
export type CoalitionForm = (typeof COALITION_FORMS)[number];

/** Charts that can stand alone in another page. */
export const CHART_IDS = [
  "rounds",
  "streams",
  "first-choices",
  "mentions",
  "ballot-lengths",
  "network",
  "matrix",
  "pair-distances",
  "partners",
  "supporters",
  "ranks",
  "next-choices",
  "latencies",
] as const;
export type ChartId = (typeof CHART_IDS)[number];

export const METHODS = vocabularies.Method;
export const COALITION_TYPES = vocabularies.CoalitionType;
/** Rules that have a name. */
export const PRESETS = vocabularies.Preset;
export const SORT_ORDERS = vocabularies.SortOrder;

export const PAGE_SIZES = [25, 50, 100, 250] as const;

/** The columns of the pairs table, in the order shown. */
export const PAIR_COLUMNS = [
  "candidate_1_name",
  "candidate_2_name",
  "coalition_strength_score",
  "shared_ballots",
  "adjusted_lift",
  "coalition_type",
  "basic_affinity_score",
  "conditional_1_to_2",
  "conditional_2_to_1",
  "avg_ranking_distance",
] as const satisfies readonly PairSortField[];
export type PairColumn = (typeof PAIR_COLUMNS)[number];

/** The columns of the candidates table, in the order shown. */
export const CANDIDATE_COLUMNS = [
  "candidate_name",
  "first_choice_votes",
  "mentions",
  "avg_rank_position",
  "bullet_ballots",
] as const satisfies readonly CandidateSortField[];
export type CandidateColumn = (typeof CANDIDATE_COLUMNS)[number];

/** The columns of the centrality table, in the order shown. */
export const CENTRALITY_COLUMNS = [
  "candidate_name",
  "centrality_rank",
  "position_type",
  "cluster_membership",
  "reach",
  "strength_centrality",
  "connection_count",
  "avg_coalition_strength",
  "bridge_score",
  "betweenness_centrality",
] as const satisfies readonly CentralityField[];
export type CentralityColumn = (typeof CENTRALITY_COLUMNS)[number];

const { sort_by, sort_order, page, page_size } = defaults.pairs;

/**
 * Where a reader begins; what is at its default is not in the URL. One set of filters serves the network and the table of
 * pairs, so thresholds are those of `network`: the table shows the pairs that are drawn.
 */
export const DEFAULTS: ViewState = {
  snapshots: null,
  election: null,
  view: "results",
  filters: {
    min_shared_ballots: defaults.network.min_shared_ballots,
    min_strength: defaults.network.min_strength,
    method: defaults.network.method,
    candidate: null,
    coalition_type: null,
  },
  pairs: { sort_by, sort_order, page, page_size },
  candidates: { sort_by: "first_choice_votes", sort_order: "desc" },
  pair: null,
  focus: null,
  form: "network",
  repulsion: false,
  profile: null,
  centrality: { sort_by: defaults.centrality.sort_by, sort_order: defaults.centrality.sort_order },
  where: null,
  against: null,
  count: { rules: null, seats: null, without: [], round: null },
  embed: null,
};

/** The filters that let every pair through, those without a score as well. */
export const ALL_PAIRS: Filters = { ...DEFAULTS.filters, min_shared_ballots: 0, min_strength: -1 };

/** Another count; it is shown from the round that decides it. */
export function withCount(state: ViewState, count: Partial<Omit<CountState, "round">>): ViewState {
  return { ...state, count: { ...state.count, ...count, round: null } };
}

/** The parameters of the count that a state asks for; none where they are the election's own. */
export const countParams = ({ count: { rules, seats, without }, where }: Pick<ViewState, "count" | "where">) => ({
  ...(rules === null ? {} : { rules }),
  ...(seats === null ? {} : { seats }),
  ...(without.length === 0 ? {} : { without }),
  ...(where === null ? {} : { where }),
});

/** Whether the count is another than the election's own. */
export const isAnother = (state: Pick<ViewState, "count" | "where">): boolean =>
  Object.keys(countParams(state)).length > 0;

/** The candidate taken out of the count, or put back. */
export function withoutOrWith({ without }: CountState, id: number): Partial<CountState> {
  const others = without.filter((other) => other !== id);
  return { without: others.length < without.length ? others : [...without, id].sort((a, b) => a - b) };
}

/** Other filters; the pages begin anew. */
export function withFilters(state: ViewState, filters: Partial<Filters>): ViewState {
  return { ...state, filters: { ...state.filters, ...filters }, pairs: { ...state.pairs, page: 1 } };
}

/** The pairs of a type, or of all. Those that chance would give, or fewer, have strengths about 0 or below: they are let through. */
export function withType(type: CoalitionType | null): Partial<Filters> {
  const isBeyondChance = type !== "neutral" && type !== "opposed";
  return { coalition_type: type, ...(isBeyondChance ? {} : { min_strength: ALL_PAIRS.min_strength }) };
}

/** Sorted by this column; by the same column again: the other way round. Names start at A, figures at the highest. */
export function sortedBy<Column extends string>(sorting: Sorting<Column>, column: Column): Sorting<Column> {
  const initial: SortOrder =
    column.endsWith("_name") ||
    column === "coalition_type" ||
    column === "centrality_rank" ||
    column === "position_type"
      ? "asc"
      : "desc";
  const opposite: SortOrder = sorting.sort_order === "asc" ? "desc" : "asc";
  return { sort_by: column, sort_order: sorting.sort_by === column ? opposite : initial };
}

/** Another page or page size. A new size keeps the first row that was shown in view. */
export function withPage(state: ViewState, change: { page: number } | { page_size: number }): ViewState {
  if ("page" in change) return { ...state, pairs: { ...state.pairs, page: change.page } };
  const firstRow = (state.pairs.page - 1) * state.pairs.page_size;
  const page = Math.floor(firstRow / change.page_size) + 1;
  return { ...state, pairs: { ...state.pairs, page, page_size: change.page_size } };
}

/** The state with everything that names a candidate the election does not have taken out, and a sentence for each. */
export function fitted(state: ViewState, candidateIds: ReadonlySet<number>): { state: ViewState; notices: string[] } {
  const notices: string[] = [];
  const known = (id: number | null, what: string, instead: string): number | null => {
    if (id === null || candidateIds.has(id)) return id;
    notices.push(`${what}: this election has no candidate ${id}, so ${instead}.`);
    return null;
  };
  const candidate = known(state.filters.candidate, "candidate", "pairs of all candidates are shown");
  const focus = known(state.focus, "focus", "no candidate is held in the network");
  let pair = state.pair;
  if (pair?.some((id) => !candidateIds.has(id))) {
    notices.push(`pair: this election has no pair ${pair[0]}-${pair[1]}, so no pair is opened.`);
    pair = null;
  }
  const profile = known(state.profile, "profile", "all candidates are listed");
  const voters = (where: Where | null, what: string, instead: string): Where | null => {
    const stranger = where === null ? undefined : candidatesOf(where).find((id) => !candidateIds.has(id));
    if (stranger === undefined) return where;
    known(stranger, what, instead);
    return null;
  };
  const where = voters(state.where, "where", "all voters are shown");
  const against = voters(state.against, "against", "no groups are compared");
  const without = state.count.without.filter((id) => candidateIds.has(id));
  const stranger = state.count.without.find((id) => !candidateIds.has(id)) ?? null;
  known(stranger, "without", "nobody of that id is left out");
  if (notices.length === 0) return { state, notices };
  const filters = { ...state.filters, candidate };
  return {
    state: { ...state, filters, focus, pair, profile, where, against, count: { ...state.count, without } },
    notices,
  };
}
