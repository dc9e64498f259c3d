// Made from the engine's definitions by `make contract`: change those, not this.

/** The values of parameters that are not given, by query; null: none. */
export const defaults = {
  pairs: {
    min_shared_ballots: 50,
    min_strength: 0.1,
    method: "adjusted",
    candidate: null,
    coalition_type: null,
    sort_by: "coalition_strength_score",
    sort_order: "desc",
    page: 1,
    page_size: 50,
    fields: null,
    where: null,
  },
  pair: {
    where: null,
  },
  types: {
    min_shared_ballots: 50,
    where: null,
  },
  network: {
    min_shared_ballots: 50,
    min_strength: 0.05,
    method: "adjusted",
    where: null,
  },
  clusters: {
    min_shared_ballots: 50,
    min_group_size: 3,
    method: "adjusted",
    where: null,
  },
  centrality: {
    min_shared_ballots: 50,
    min_strength: 0.05,
    method: "adjusted",
    sort_by: "centrality_rank",
    sort_order: "asc",
    page: 1,
    page_size: 50,
    fields: null,
    where: null,
  },
  candidates: {
    sort_by: "mentions",
    sort_order: "desc",
    page: 1,
    page_size: 50,
    fields: null,
    where: null,
  },
  candidate: {
    where: null,
  },
  segments: {
    where: null,
  },
  transfers: {
    candidate: null,
    where: null,
  },
  ballots: {
    where: null,
  },
} as const;

/** The queries whose answers come in pages. */
export const paged: readonly string[] = ["pairs", "centrality", "candidates"];

/** The words that parameters and rows are made of, in their order. */
export const vocabularies = {
  Method: ["adjusted", "proximity_weighted", "basic"],
  CoalitionType: ["strong", "moderate", "strategic", "neutral", "opposed"],
  SortOrder: ["asc", "desc"],
  PositionType: ["Hub", "Bridge", "Peripheral", "Isolated"],
  Archetype: ["bullet", "short_list", "strategic", "coalition_builder", "other"],
  Camp: ["alone", "loyal", "leaning", "mixed", "crossover"],
} as const;

/** What a manifest says that it is written in. */
export const format = { name: "coalition-lens", version: 2 };
