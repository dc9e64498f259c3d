import type {
  BallotSummary,
  CandidateDetail,
  CentralityField,
  CentralityRow,
  Clusters,
  Network,
  Segments,
  TransferRow,
} from "./analysis.js";
import type {
  BallotsUnderstood,
  CandidatesUnderstood,
  CandidateUnderstood,
  CentralityUnderstood,
  ClustersUnderstood,
  NetworkUnderstood,
  PairsUnderstood,
  PairUnderstood,
  TransfersUnderstood,
  TypesUnderstood,
} from "./params.js";
import type { CandidateField, CandidateRow, PairDetail, PairField, PairRow, TypeSummary } from "./rows.js";

/** Where an answer came from. */
export interface Metadata<Query extends string, Params> {
  /** Milliseconds in the engine, loading included. */
  query_time_ms: number;
  /** Whether the answer had been given before. */
  cache_hit: boolean;
  /** The manifest's. */
  data_version: string;
  /** The snapshot that the answer comes from. */
  snapshot_id: string;
  election_id: string;
  query: Query;
  /** As understood: defaults filled in, candidates by id. */
  params: Params;
  /** Whether the answer was cut short at a size limit. */
  truncated: boolean;
}

/** The place of a page in the whole list. */
export interface Pagination {
  /** From 1. */
  page: number;
  page_size: number;
  total_pages: number;
  total_items: number;
  has_next: boolean;
  has_previous: boolean;
  /** Goes on after this page; null on the last one. */
  next_token: string | null;
}

/** An answer without pages. */
export interface Answer<Query extends string, Params, Data> {
  data: Data;
  metadata: Metadata<Query, Params>;
}

/** One page of a list. */
export interface Page<Query extends string, Params, Row> extends Answer<Query, Params, Row[]> {
  pagination: Pagination;
}

export type PairsPage<Field extends PairField = PairField> = Page<"pairs", PairsUnderstood, Pick<PairRow, Field>>;
export type PairAnswer = Answer<"pair", PairUnderstood, PairDetail>;
/** Four summaries, in the order strong, moderate, strategic, weak. */
export type TypesAnswer = Answer<"types", TypesUnderstood, TypeSummary[]>;
export type CandidatesPage<Field extends CandidateField = CandidateField> = Page<
  "candidates",
  CandidatesUnderstood,
  Pick<CandidateRow, Field>
>;

export type NetworkAnswer = Answer<"network", NetworkUnderstood, Network>;
export type ClustersAnswer = Answer<"clusters", ClustersUnderstood, Clusters>;
export type CentralityPage<Field extends CentralityField = CentralityField> = Page<
  "centrality",
  CentralityUnderstood,
  Pick<CentralityRow, Field>
>;
export type CandidateAnswer = Answer<"candidate", CandidateUnderstood, CandidateDetail>;
export type SegmentsAnswer = Answer<"segments", CandidateUnderstood, Segments>;
export type TransfersAnswer = Answer<"transfers", TransfersUnderstood, TransferRow[]>;
export type BallotsAnswer = Answer<"ballots", BallotsUnderstood, BallotSummary>;

/** The queries by name. */
export type Query =
  | "pairs"
  | "pair"
  | "types"
  | "network"
  | "clusters"
  | "centrality"
  | "candidates"
  | "candidate"
  | "segments"
  | "transfers"
  | "ballots";
