import {
  CANDIDATE_COLUMNS,
  CENTRALITY_COLUMNS,
  CHART_IDS,
  COALITION_FORMS,
  COALITION_TYPES,
  DEFAULTS,
  METHODS,
  PAGE_SIZES,
  PAIR_COLUMNS,
  PRESETS,
  SORT_ORDERS,
  VIEWS,
  type ViewState,
} from "./state.ts";
import { shortened } from "../text/text.ts";
import { readWhere, type Where } from "./where.ts";

/** How one value is read from text. `read` gives undefined for what is not allowed, and `allowed` says what is. */
interface Kind<T> {
  read: (text: string) => T | undefined;
  write: (value: T) => string;
  allowed: string;
}

function whole(least: number, most: number): Kind<number> {
  return {
    read: (text) => {
      const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
      return value >= least && value <= most ? value : undefined;
    },
    write: String,
    allowed: `a whole number from ${least} to ${most}`,
  };
}

function decimal(least: number, most: number): Kind<number> {
  return {
    read: (text) => {
      const value = /^-?\d{0,9}(\.\d{1,9})?$/.test(text) && /\d/.test(text) ? Number(text) : NaN;
      return value >= least && value <= most ? value : undefined;
    },
    write: String,
    allowed: `a number from ${least} to ${most}`,
  };
}

function oneOf<T extends string | number>(values: readonly T[]): Kind<T> {
  return {
    read: (text) => values.find((value) => String(value) === text),
    write: String,
    allowed: `one of ${values.join(", ")}`,
  };
}

const yes: Kind<boolean> = {
  read: (text) => (text === "1" ? true : undefined),
  write: (value) => (value ? "1" : "0"),
  allowed: "1",
};

const plainText: Kind<string> = {
  read: (text) => (text === "" || text.length > 200 ? undefined : text),
  write: String,
  allowed: "a text of 1 to 200 characters",
};

const MAX_ID = 4_294_967_295;
const candidateId = whole(0, MAX_ID);

const pairOfIds: Kind<readonly [number, number]> = {
  read: (text) => {
    const [first, second, ...rest] = text.split("-").map(candidateId.read);
    if (first === undefined || second === undefined || rest.length > 0 || first === second) return undefined;
    return [first, second];
  },
  write: (ids) => ids.join("-"),
  allowed: "the ids of two candidates, as in 3-17",
};

const listOfIds: Kind<readonly number[]> = {
  read: (text) => {
    const ids = [...new Set(text.split("-").map(candidateId.read))];
    return ids.every((id) => id !== undefined) ? ids.sort((a, b) => a - b) : undefined;
  },
  write: (ids) => ids.join("-"),
  allowed: "the ids of candidates, as in 3-17-20",
};

const voters: Kind<Where> = {
  read: (text) => readWhere(text),
  write: (where) => JSON.stringify(where),
  allowed: `a group of voters, as in {"first":3}`,
};

/** One parameter of the URL: its kind, and its place in the state. */
interface Parameter<T> {
  kind: Kind<T>;
  get: (state: ViewState) => T | null;
  set: (state: ViewState, value: T) => ViewState;
}

const parameter = <T>(kind: Kind<T>, get: Parameter<T>["get"], set: Parameter<T>["set"]): Parameter<unknown> =>
  ({ kind, get, set }) as Parameter<unknown>;

/** In the order in which they stand in the URL. */
const PARAMETERS: Record<string, Parameter<unknown>> = {
  snapshots: parameter(
    plainText,
    (s) => s.snapshots,
    (s, snapshots) => ({ ...s, snapshots }),
  ),
  election: parameter(
    plainText,
    (s) => s.election,
    (s, election) => ({ ...s, election }),
  ),
  view: parameter(
    oneOf(VIEWS),
    (s) => s.view,
    (s, view) => ({ ...s, view }),
  ),
  min_shared_ballots: parameter(
    whole(0, MAX_ID),
    (s) => s.filters.min_shared_ballots,
    (s, min_shared_ballots) => ({ ...s, filters: { ...s.filters, min_shared_ballots } }),
  ),
  min_strength: parameter(
    decimal(-1, 1),
    (s) => s.filters.min_strength,
    (s, min_strength) => ({ ...s, filters: { ...s.filters, min_strength } }),
  ),
  method: parameter(
    oneOf(METHODS),
    (s) => s.filters.method,
    (s, method) => ({ ...s, filters: { ...s.filters, method } }),
  ),
  candidate: parameter(
    candidateId,
    (s) => s.filters.candidate,
    (s, candidate) => ({ ...s, filters: { ...s.filters, candidate } }),
  ),
  coalition_type: parameter(
    oneOf(COALITION_TYPES),
    (s) => s.filters.coalition_type,
    (s, coalition_type) => ({ ...s, filters: { ...s.filters, coalition_type } }),
  ),
  sort_by: parameter(
    oneOf(PAIR_COLUMNS),
    (s) => s.pairs.sort_by,
    (s, sort_by) => ({ ...s, pairs: { ...s.pairs, sort_by } }),
  ),
  sort_order: parameter(
    oneOf(SORT_ORDERS),
    (s) => s.pairs.sort_order,
    (s, sort_order) => ({ ...s, pairs: { ...s.pairs, sort_order } }),
  ),
  page: parameter(
    whole(1, 1_000_000),
    (s) => s.pairs.page,
    (s, page) => ({ ...s, pairs: { ...s.pairs, page } }),
  ),
  page_size: parameter(
    oneOf<number>(PAGE_SIZES),
    (s) => s.pairs.page_size,
    (s, page_size) => ({ ...s, pairs: { ...s.pairs, page_size } }),
  ),
  candidates_sort_by: parameter(
    oneOf(CANDIDATE_COLUMNS),
    (s) => s.candidates.sort_by,
    (s, sort_by) => ({ ...s, candidates: { ...s.candidates, sort_by } }),
  ),
  candidates_sort_order: parameter(
    oneOf(SORT_ORDERS),
    (s) => s.candidates.sort_order,
    (s, sort_order) => ({ ...s, candidates: { ...s.candidates, sort_order } }),
  ),
  pair: parameter(
    pairOfIds,
    (s) => s.pair,
    (s, pair) => ({ ...s, pair }),
  ),
  focus: parameter(
    candidateId,
    (s) => s.focus,
    (s, focus) => ({ ...s, focus }),
  ),
  profile: parameter(
    candidateId,
    (s) => s.profile,
    (s, profile) => ({ ...s, profile }),
  ),
  centrality_sort_by: parameter(
    oneOf(CENTRALITY_COLUMNS),
    (s) => s.centrality.sort_by,
    (s, sort_by) => ({ ...s, centrality: { ...s.centrality, sort_by } }),
  ),
  centrality_sort_order: parameter(
    oneOf(SORT_ORDERS),
    (s) => s.centrality.sort_order,
    (s, sort_order) => ({ ...s, centrality: { ...s.centrality, sort_order } }),
  ),
  where: parameter(
    voters,
    (s) => s.where,
    (s, where) => ({ ...s, where }),
  ),
  against: parameter(
    voters,
    (s) => s.against,
    (s, against) => ({ ...s, against }),
  ),
  rules: parameter(
    oneOf(PRESETS),
    (s) => s.count.rules,
    (s, rules) => ({ ...s, count: { ...s.count, rules } }),
  ),
  seats: parameter(
    whole(1, 2000),
    (s) => s.count.seats,
    (s, seats) => ({ ...s, count: { ...s.count, seats } }),
  ),
  without: parameter(
    listOfIds,
    (s) => s.count.without,
    (s, without) => ({ ...s, count: { ...s.count, without } }),
  ),
  round: parameter(
    whole(1, 1_000_000),
    (s) => s.count.round,
    (s, round) => ({ ...s, count: { ...s.count, round } }),
  ),
  form: parameter(
    oneOf(COALITION_FORMS),
    (s) => s.form,
    (s, form) => ({ ...s, form }),
  ),
  repulsion: parameter(
    yes,
    (s) => s.repulsion,
    (s, repulsion) => ({ ...s, repulsion }),
  ),
  embed: parameter(
    oneOf(CHART_IDS),
    (s) => s.embed,
    (s, embed) => ({ ...s, embed }),
  ),
};

/**
 * The state that a query string stands for. What is not allowed is left at its default, with a sentence that says so;
 * parameters of other names are passed over. Of a parameter given twice the first counts.
 */
export function parse(search: string): { state: ViewState; notices: string[] } {
  const given = new URLSearchParams(search);
  const notices: string[] = [];
  let state = DEFAULTS;
  for (const [name, { kind, set }] of Object.entries(PARAMETERS)) {
    const text = given.get(name);
    if (text === null) continue;
    const value = kind.read(text);
    if (value === undefined) {
      notices.push(`${name}: “${shortened(text, 40)}” is not ${kind.allowed}, so the default is used.`);
    } else {
      state = set(state, value);
    }
  }
  return { state, notices };
}

/** The query string of a state, with its `?`; what is at its default is left out. */
export function serialise(state: ViewState): string {
  const search = new URLSearchParams();
  for (const [name, { kind, get }] of Object.entries(PARAMETERS)) {
    const value = get(state);
    const fallback = get(DEFAULTS);
    if (value === null || (fallback !== null && kind.write(value) === kind.write(fallback))) continue;
    search.set(name, kind.write(value));
  }
  return `?${search.toString()}`;
}
