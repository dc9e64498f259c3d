import type { CentralityField } from "./analysis.js";
import type { CandidateField, CandidateSortField, CoalitionType, Method, PairField, PairSortField } from "./rows.js";
import type { WhereParams, WhereUnderstood } from "./voters.js";

/** A candidate by id or by exact name. */
export type CandidateRef = number | string;

export type SortOrder = "asc" | "desc";

/** Goes on where the page that carried the token ended. Given alone: the token carries the other parameters. */
export interface Continuation {
  /** `pagination.next_token` of an answer. Of another snapshot: `E_STALE_TOKEN`. */
  token: string;
}

/** Which page of how many rows. */
export interface PageParams {
  /** From 1; default 1. A page past the end is empty. */
  page?: number | undefined;
  /** 1 to 1000; default 50. */
  page_size?: number | undefined;
  token?: undefined;
}

/** Parameters of `pairs`. */
export interface PairsParams<Field extends PairField = PairField> extends WhereParams, PageParams {
  /** Leaves out pairs that fewer ballots rank together; default 50. */
  min_shared_ballots?: number | undefined;
  /**
   * Leaves out pairs with a lower `coalition_strength_score`, −1 to 1; default 0.1. Pairs whose score is null are listed
   * with −1 only.
   */
  min_strength?: number | undefined;
  /** What `coalition_strength_score` is; default `adjusted`. */
  method?: Method | undefined;
  /** Only the pairs of this candidate. */
  candidate?: CandidateRef | null | undefined;
  /** Only the pairs of this type. */
  coalition_type?: CoalitionType | null | undefined;
  /** Default `coalition_strength_score`. Ties fall back to the order of candidates, nulls come last. */
  sort_by?: PairSortField | undefined;
  /** Default `desc`. */
  sort_order?: SortOrder | undefined;
  /** Only these columns; default all. A list that is not known at compile time types rows as if they had all. */
  fields?: readonly Field[] | null | undefined;
}

/** Parameters of `pair`. */
export interface PairParams extends WhereParams {
  candidate_1: CandidateRef;
  candidate_2: CandidateRef;
}

/** Parameters of `types`. */
export interface TypesParams extends WhereParams {
  /** Leaves out pairs that fewer ballots rank together; default 50. */
  min_shared_ballots?: number | undefined;
}

/** Parameters of `network`. */
export interface NetworkParams extends WhereParams {
  /** Leaves out pairs that fewer ballots rank together; default 50. */
  min_shared_ballots?: number | undefined;
  /** Leaves out edges with a lower score, −1 to 1; default 0.05. Edges have a score above 0 in any case. */
  min_strength?: number | undefined;
  /** What the score is; default `adjusted`. */
  method?: Method | undefined;
}

/** Parameters of `clusters`. */
export interface ClustersParams extends WhereParams {
  /** Leaves out pairs that fewer ballots rank together; default 50. */
  min_shared_ballots?: number | undefined;
  /** Leaves out clusters of fewer candidates; default 3. */
  min_group_size?: number | undefined;
  /** What the score is; default `adjusted`. */
  method?: Method | undefined;
}

/** Parameters of `centrality`. */
export interface CentralityParams<Field extends CentralityField = CentralityField> extends NetworkParams, PageParams {
  /** Default `centrality_rank`. Ties fall back to the order of candidates, nulls come last. */
  sort_by?: CentralityField | undefined;
  /** Default `asc`. */
  sort_order?: SortOrder | undefined;
  /** Only these columns; default all. A list that is not known at compile time types rows as if they had all. */
  fields?: readonly Field[] | null | undefined;
}

/** Parameters of `candidate` and `segments`. */
export interface CandidateParams extends WhereParams {
  candidate: CandidateRef;
}

/** Parameters of `transfers`. */
export interface TransfersParams extends WhereParams {
  /** Default all. */
  candidate?: CandidateRef | null | undefined;
}

/** Parameters of `ballots`. */
export type BallotsParams = WhereParams;

/** `metadata.params` of `ballots`. */
export type BallotsUnderstood = WhereUnderstood;

/** Parameters of `candidates`. */
export interface CandidatesParams<Field extends CandidateField = CandidateField> extends WhereParams, PageParams {
  /** Default `mentions`. Ties fall back to the order of candidates, nulls come last. */
  sort_by?: CandidateSortField | undefined;
  /** Default `desc`. */
  sort_order?: SortOrder | undefined;
  /** Only these columns; default all. A list that is not known at compile time types rows as if they had all. */
  fields?: readonly Field[] | null | undefined;
}

/** `metadata.params` of `pairs`: as understood, with defaults filled in and candidates by id. */
export interface PairsUnderstood extends WhereUnderstood {
  min_shared_ballots: number;
  min_strength: number;
  method: Method;
  candidate: number | null;
  coalition_type: CoalitionType | null;
  sort_by: PairSortField;
  sort_order: SortOrder;
  page: number;
  page_size: number;
  fields: PairField[] | null;
}

/** `metadata.params` of `pair`: candidates by id. */
export interface PairUnderstood extends WhereUnderstood {
  candidate_1: number;
  candidate_2: number;
}

/** `metadata.params` of `types`, with defaults filled in. */
export interface TypesUnderstood extends WhereUnderstood {
  min_shared_ballots: number;
}

/** `metadata.params` of `network`, with defaults filled in. */
export interface NetworkUnderstood extends WhereUnderstood {
  min_shared_ballots: number;
  min_strength: number;
  method: Method;
}

/** `metadata.params` of `clusters`, with defaults filled in. */
export interface ClustersUnderstood extends WhereUnderstood {
  min_shared_ballots: number;
  min_group_size: number;
  method: Method;
}

/** `metadata.params` of `centrality`, with defaults filled in. */
export interface CentralityUnderstood extends NetworkUnderstood {
  sort_by: CentralityField;
  sort_order: SortOrder;
  page: number;
  page_size: number;
  fields: CentralityField[] | null;
}

/** `metadata.params` of `candidate` and `segments`: the candidate by id. */
export interface CandidateUnderstood extends WhereUnderstood {
  candidate: number;
}

/** `metadata.params` of `transfers`: the candidate by id, null for all. */
export interface TransfersUnderstood extends WhereUnderstood {
  candidate: number | null;
}

/** `metadata.params` of `candidates`, with defaults filled in. */
export interface CandidatesUnderstood extends WhereUnderstood {
  sort_by: CandidateSortField;
  sort_order: SortOrder;
  page: number;
  page_size: number;
  fields: CandidateField[] | null;
}
