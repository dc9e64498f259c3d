// Every query with parameters that reach its branches. The same list is asked natively, in Node and in browsers.
const pairs = [
  {},
  { min_shared_ballots: 0, min_strength: -1, page_size: 1000 },
  { min_shared_ballots: 0, min_strength: -1, page_size: 7, page: 3 },
  { page: 400 },
  { min_strength: 0, min_shared_ballots: 200, sort_by: "shared_ballots", sort_order: "asc" },
  { min_strength: -1, sort_by: "candidate_2_name", page_size: 10 },
  { min_strength: -1, sort_by: "coalition_type", sort_order: "asc", page_size: 13, page: 2 },
  { min_strength: -0.05, sort_by: "phi", fields: "candidate_1,phi,distance_counts,low_support" },
  { method: "proximity_weighted", min_strength: 0.3 },
  { method: "basic", min_strength: 0.125, sort_by: "lift" },
  { candidate: 3, min_strength: -1, min_shared_ballots: 1 },
  { coalition_type: "strategic", min_strength: -1 },
  { coalition_type: "opposed", min_strength: -1, sort_order: "asc" },
  { coalition_type: "strong", min_strength: -1, min_shared_ballots: 0 },
  { min_shared_ballots: 1e9 },
  { where: { first: 1 }, min_strength: -1, sort_by: "phi" },
  { where: { all: [{ ranks: 2, within: 2 }, { not: { length: { max: 1 } } }] }, min_shared_ballots: 0, page_size: 7 },
  { compare: { where_a: { first: 1 }, where_b: { above: [2, 1] } }, min_strength: -1, page_size: 20 },
];
const pair = [
  { candidate_1: 1, candidate_2: 2 },
  { candidate_1: 1, candidate_2: 3, where: { any: [{ first: 2 }, { length: { min: 3, max: 4 } }] } },
  { candidate_1: 2, candidate_2: 1 },
  { candidate_1: 4, candidate_2: 3 },
];
const types = [{}, { min_shared_ballots: 0 }, { min_shared_ballots: 1e9 }];
const candidates = [
  {},
  { sort_by: "candidate_name", sort_order: "asc" },
  { sort_by: "ranking_consistency", page_size: 4, page: 2 },
  { sort_by: "winner", fields: "candidate_name,rank_counts,winner" },
];
const network = [
  {},
  { min_shared_ballots: 0, min_strength: -1 },
  { min_strength: 0.1, method: "proximity_weighted" },
  { method: "basic", min_shared_ballots: 300 },
  { where: { ranks: 1 }, min_shared_ballots: 0, min_strength: 0 },
  { compare: { where_a: {}, where_b: { not: { ranks: 1 } } } },
  { min_shared_ballots: 1e9 },
];
const clusters = [
  {},
  { min_group_size: 1, min_shared_ballots: 0 },
  { method: "proximity_weighted", min_group_size: 2 },
  { where: { length: { min: 2 } }, min_group_size: 1 },
  { method: "basic" },
  { min_shared_ballots: 1e9 },
];
const centrality = [
  {},
  { min_shared_ballots: 0, min_strength: 0 },
  { method: "basic", sort_by: "bridge_score", sort_order: "desc", page_size: 5, page: 2 },
  { where: { above: [1, 2] } },
  { compare: { where_a: { first: 1 }, where_b: { first: 2 } }, min_shared_ballots: 0, page_size: 4, page: 2 },
  { min_strength: 0.02, sort_by: "position_type", fields: "candidate_name,position_type,betweenness_centrality" },
];
const one = [{ candidate: 1 }, { candidate: 3 }, { candidate: 4 }, { candidate: 2, where: { not: { first: 2 } } }];
const transfers = [{}, { candidate: 2 }, { where: { first: 3 } }];
const ballots = [{}, { where: { not: {} } }, { where: { any: [{ first: 1 }, { first: 2 }] } }];
const byQuery = {
  pairs,
  pair,
  types,
  network,
  clusters,
  centrality,
  candidates,
  candidate: one,
  segments: one,
  transfers,
  ballots,
};

export const ELECTIONS = ["sample", "awkward"];

/** Ids of candidates differ by election: 1, 2, … stand for the first, the second, …. */
export function questions(candidateIds) {
  return ELECTIONS.flatMap((election) =>
    Object.entries(byQuery).flatMap(([query, list]) =>
      list.map((params) => ({ election, query, params: withIds(params, candidateIds[election]) })),
    ),
  );
}

const ID = /^(candidate|first$|ranks$|above$)/;

const withIds = (params, ids) =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (ID.test(name)) return [name, Array.isArray(value) ? value.map((id) => ids[id - 1]) : ids[value - 1]];
      if (Array.isArray(value)) return [name, value.map((part) => withIds(part, ids))];
      return [name, typeof value === "object" ? withIds(value, ids) : value];
    }),
  );

/** The parameters as JavaScript has them: lists are lists. */
export const asParams = ({ fields, ...others }) =>
  fields === undefined ? others : { ...others, fields: fields.split(",") };
