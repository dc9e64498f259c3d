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
  rounds: {
    rules: null,
    seats: null,
    order: null,
    without: null,
    where: null,
  },
  outcome: {
    rules: null,
    seats: null,
    order: null,
    without: null,
    where: null,
  },
  follow_through: {
    candidate: null,
    rules: null,
    seats: null,
    order: null,
    without: null,
    where: null,
  },
  matchups: {
    without: null,
    where: null,
  },
  ballots: {
    where: null,
  },
} as const;

/** Of ready-made answers that are this engine's: a fingerprint of parameters, defaults and fields, by query. */
export const contracts: Readonly<Record<string, string>> = {
  pairs: "9c0ad440",
  pair: "da5e156e",
  types: "f12defad",
  network: "0f34157e",
  clusters: "9eb0de7f",
  centrality: "5552e14a",
  candidates: "949243b5",
  candidate: "fc7380e4",
  segments: "77c52e0f",
  transfers: "973e6227",
  rounds: "16d36055",
  outcome: "fe13de56",
  follow_through: "d731f17a",
  matchups: "dcb0c04b",
  ballots: "b5af320a",
};

/** The queries whose answers come in pages. */
export const paged: readonly string[] = ["pairs", "centrality", "candidates"];

/** The words that parameters and rows are made of, in their order. */
export const vocabularies = {
  Method: ["adjusted", "proximity_weighted", "basic"],
  CoalitionType: ["strong", "moderate", "strategic", "neutral", "opposed"],
  SortOrder: ["asc", "desc"],
  Preset: ["alaska", "irv", "maine", "meek", "minneapolis-1", "minneapolis-3", "nyc", "portland-3", "san-francisco", "scotland"],
  PositionType: ["Hub", "Bridge", "Peripheral", "Isolated"],
  Standing: ["elected", "eliminated", "continuing"],
  Archetype: ["bullet", "short_list", "strategic", "coalition_builder", "other"],
  Camp: ["alone", "loyal", "leaning", "mixed", "crossover"],
  CountMethod: ["irv", "stv", "bottoms_up", "percentage", "sequential", "meek"],
  NoCandidate: ["ended", "overvote", "skipped", "duplicate", "final_surplus", "residual"],
  TieKind: ["eliminate", "elect", "surplus"],
  TieBreak: ["previous_rounds", "order"],
  Quota: ["droop_whole", "droop_fraction", "hare"],
  ThresholdOf: ["continuing", "first_round"],
  SurplusOrder: ["together", "largest_first"],
  TransferValue: ["fraction", "product"],
  LastSurplus: ["transfer", "keep", "stop"],
  SentenceKind: ["official", "seats", "winner", "final", "transfers", "condorcet", "exhausted", "tie"],
} as const;

/** What a manifest says that it is written in. */
export const format = { name: "coalition-lens", version: 2 };
