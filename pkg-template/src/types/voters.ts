import type { CentralityRow, NetworkNode, NetworkStats } from "./analysis.js";
import type { Answer, Page } from "./answers.js";
import type {
  CandidateRef,
  CentralityParams,
  CentralityUnderstood,
  NetworkParams,
  NetworkUnderstood,
  PairsParams,
  PairsUnderstood,
} from "./params.js";
import type { PairRow } from "./rows.js";

/** A condition on a ballot. Conditions nest at most 32 deep. */
export type Where =
  /** Every ballot: `{}`. */
  | {
      first?: undefined;
      ranks?: undefined;
      within?: undefined;
      above?: undefined;
      length?: undefined;
      all?: undefined;
      any?: undefined;
      not?: undefined;
    }
  /** The candidate is first. */
  | { first: CandidateRef }
  /** The candidate is ranked, at one of the first `within` positions if given. */
  | { ranks: CandidateRef; within?: number | null | undefined }
  /** The first candidate is ranked, and the second is below or not ranked. */
  | { above: readonly [CandidateRef, CandidateRef] }
  /** So many candidates are ranked; one of the bounds may be left out. */
  | { length: { min?: number | null | undefined; max?: number | null | undefined } }
  | { all: readonly Where[] }
  | { any: readonly Where[] }
  | { not: Where };

/** What every query takes. */
export interface WhereParams {
  /** Only these ballots: the answer is that of an election of theirs alone. Default all. */
  where?: Where | null | undefined;
}

/** In `metadata.params` of every answer. */
export interface WhereUnderstood {
  /** In the one form that all spellings of a condition have, candidates by id; null for all ballots. */
  where: Where | null;
}

/** Two groups of voters. They may overlap. */
export interface Compare {
  where_a: Where;
  where_b: Where;
}

/** Sets two groups side by side, in place of `where`. */
export interface CompareParams {
  compare: Compare;
  where?: null | undefined;
}

type Compared<Understood, Field> = Omit<Understood, "where" | "sort_by" | "fields"> & {
  sort_by: Field;
  fields: Field[] | null;
  compare: Compare;
};

type Sides<Row, Name extends keyof Row & string> = { [Key in Name as `${Key}_a` | `${Key}_b`]: Row[Key] };
/** `…_difference` is a less b; null where either is. */
type Differences<Row, Name extends keyof Row & string> = Sides<Row, Name> & {
  [Key in Name as `${Key}_difference`]: number | null;
};

/** A pair of candidates in two groups. */
export type ComparedPairRow = Pick<PairRow, "candidate_1" | "candidate_1_name" | "candidate_2" | "candidate_2_name"> &
  Sides<{ ballots: number }, "ballots"> &
  Sides<PairRow, "coalition_type" | "low_support"> &
  Differences<
    PairRow,
    | "shared_ballots"
    | "coalition_strength_score"
    | "adjusted_lift"
    | "basic_affinity_score"
    | "phi"
    | "conditional_1_to_2"
    | "conditional_2_to_1"
    | "avg_ranking_distance"
  > &
  /** Ballots that rank both, of the group's ballots; null if it has none. */
  Differences<{ shared_share: number | null }, "shared_share"> & {
    /** Two-proportion z of the shares; ballots in both groups are allowed for. Null where there is nothing to test. */
    shared_share_z: number | null;
  };

/** A candidate's place in the networks of two groups. */
export type ComparedCentralityRow = Pick<CentralityRow, "candidate_id" | "candidate_name"> &
  Sides<CentralityRow, "cluster_membership" | "position_type"> &
  Differences<
    CentralityRow,
    | "centrality_rank"
    | "connection_count"
    | "degree_centrality"
    | "strength_centrality"
    | "avg_coalition_strength"
    | "bridge_score"
    | "betweenness_centrality"
  >;

/** The networks of two groups. */
export interface ComparedNetwork {
  /** All candidates, in order of their ids. */
  nodes: (Pick<NetworkNode, "candidate_id" | "candidate_name" | "is_write_in" | "winner"> &
    Sides<NetworkNode, "cluster" | "position_type"> &
    Differences<NetworkNode, "mentions" | "first_choice_votes" | "connection_count" | "strength_centrality">)[];
  /** Those of either network, the largest difference of scores first. */
  edges: (Pick<
    ComparedPairRow,
    | "candidate_1"
    | "candidate_1_name"
    | "candidate_2"
    | "candidate_2_name"
    | "coalition_type_a"
    | "coalition_type_b"
    | "low_support_a"
    | "low_support_b"
    | "shared_ballots_a"
    | "shared_ballots_b"
    | "shared_ballots_difference"
    | "shared_share_difference"
    | "coalition_strength_score_a"
    | "coalition_strength_score_b"
    | "coalition_strength_score_difference"
    | "shared_share_z"
  > & {
    /** Whether the edge is in the network of the group. */
    in_a: boolean;
    in_b: boolean;
  })[];
  stats: { a: NetworkStats & { ballots: number }; b: NetworkStats & { ballots: number } };
}

/** Columns of {@link ComparedPairRow}. */
export type ComparedPairField = keyof ComparedPairRow;
/** Columns of {@link ComparedCentralityRow}. */
export type ComparedCentralityField = keyof ComparedCentralityRow;

/** Parameters of `pairs` with `compare`: lists what `pairs` lists for either group. */
export interface ComparePairsParams<Field extends ComparedPairField = ComparedPairField>
  extends Omit<PairsParams, "where" | "sort_by" | "fields">, CompareParams {
  /** Default `coalition_strength_score_difference`. */
  sort_by?: ComparedPairField | undefined;
  fields?: readonly Field[] | null | undefined;
}

/** Parameters of `network` with `compare`. */
export interface CompareNetworkParams extends Omit<NetworkParams, "where">, CompareParams {}

/** Parameters of `centrality` with `compare`. */
export interface CompareCentralityParams<Field extends ComparedCentralityField = ComparedCentralityField>
  extends Omit<CentralityParams, "where" | "sort_by" | "sort_order" | "fields">, CompareParams {
  /** Default `strength_centrality_difference`. */
  sort_by?: ComparedCentralityField | undefined;
  /** Default `desc`. */
  sort_order?: "asc" | "desc" | undefined;
  fields?: readonly Field[] | null | undefined;
}

export type ComparedPairsPage<Field extends ComparedPairField = ComparedPairField> = Page<
  "pairs",
  Compared<PairsUnderstood, ComparedPairField>,
  Pick<ComparedPairRow, Field>
>;
export type ComparedNetworkAnswer = Answer<
  "network",
  Omit<NetworkUnderstood, "where"> & { compare: Compare },
  ComparedNetwork
>;
export type ComparedCentralityPage<Field extends ComparedCentralityField = ComparedCentralityField> = Page<
  "centrality",
  Compared<CentralityUnderstood, ComparedCentralityField>,
  Pick<ComparedCentralityRow, Field>
>;
