import type { CandidateRow, CoalitionType, PairRow } from "./rows.js";

/** A candidate by name. */
export interface Named {
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
}

/** Ballots, counted with their weight, and their share. */
export interface Share {
  ballots: number;
  /** 0 to 1. Null if there are no ballots to take a share of. */
  share: number | null;
}

/** A candidate's place in the network: many strong edges, edges into other clusters, some edges, none. */
export type PositionType = "Hub" | "Bridge" | "Peripheral" | "Isolated";

/** One candidate's place in the coalition network. */
export interface CentralityRow extends Named {
  /** Edges. */
  connection_count: number;
  /** `connection_count` of all others, 0 to 1. Null if there are no others. */
  degree_centrality: number | null;
  /** Sum of the scores of the edges. */
  strength_centrality: number;
  /** Mean score of the edges. Null without edges. */
  avg_coalition_strength: number | null;
  /** How evenly the support goes to several clusters, 0 to below 1 (participation coefficient). Null without support. */
  bridge_score: number | null;
  /** Share of the pairs of others whose shortest paths lead through the candidate, 0 to 1. Null with fewer than three. */
  betweenness_centrality: number | null;
  /** From 1, the cluster with most mentions. Null if in none. */
  cluster_membership: number | null;
  /** From 1: by strength, then by mentions. */
  centrality_rank: number;
  position_type: PositionType;
}

export interface NetworkNode
  extends
    Named,
    Pick<CandidateRow, "is_write_in" | "winner" | "mentions" | "first_choice_votes">,
    Pick<CentralityRow, "position_type" | "connection_count" | "strength_centrality"> {
  /** From 1. Null if in none. */
  cluster: number | null;
}

export type NetworkEdge = Pick<
  PairRow,
  | "candidate_1"
  | "candidate_1_name"
  | "candidate_2"
  | "candidate_2_name"
  | "shared_ballots"
  | "coalition_type"
  | "low_support"
  | "adjusted_lift"
> & {
  /** By the method asked for. */
  coalition_strength_score: number;
};

/** How the clusters were found. */
export interface Clustering {
  /** How many there are. */
  clusters: number;
  /** Of the partition, at `resolution`. Null without any support. */
  modularity: number | null;
  /** The resolution at which neighbouring ones agree most. */
  resolution: number;
  /** How much they agree: adjusted Rand index. Null if there is nothing to compare. */
  agreement: number | null;
}

export interface NetworkStats extends Clustering {
  nodes: number;
  edges: number;
  connected_candidates: number;
  isolated_candidates: number;
  /** Of the connected candidates. */
  components: number;
  /** `edges` of the possible ones, 0 to 1. Null with fewer than two candidates. */
  density: number | null;
  /** Mean score of the edges. Null without edges. */
  avg_strength: number | null;
}

/** All candidates, and the pairs above the thresholds. */
export interface Network {
  /** By ascending id. */
  nodes: NetworkNode[];
  /** Strongest first. */
  edges: NetworkEdge[];
  stats: NetworkStats;
}

export interface Cluster {
  /** From 1, most mentions first. */
  cluster: number;
  /** Candidates. */
  size: number;
  /** Mean score of the pairs within. Null if none has a score. */
  internal_strength: number | null;
  total_mentions: number;
  first_choice_votes: number;
  /** By id. Null if the winners are not known. */
  winners: number[] | null;
  /** Most mentions first. */
  members: (Named & Pick<CandidateRow, "mentions" | "first_choice_votes" | "winner">)[];
}

export interface ClusterSummary extends Clustering {
  /** Those with at least `min_group_size` candidates. */
  listed: number;
  clustered_candidates: number;
  unclustered_candidates: number;
  /** Null without clusters. */
  largest_size: number | null;
  /** Null without clusters. */
  avg_size: number | null;
  /** Null without clusters. */
  avg_internal_strength: number | null;
}

/** Groups of candidates that support each other more than others. */
export interface ClusterList {
  /** Those with at least `min_group_size` candidates, most mentions first. */
  clusters: Cluster[];
  /** Of all that were found. */
  summary: ClusterSummary;
}

/** Where a candidate's ballots go on to. Shares are of the candidate's ballots. */
export interface NextChoices {
  /** Who comes directly after the candidate, most ballots first. */
  next_choices: (Named & Share)[];
  /** Ballots on which nobody comes after. */
  terminal: Share;
}

export type Partner = Named &
  Pick<PairRow, "shared_ballots" | "adjusted_lift" | "low_support"> & {
    /** By the method `adjusted`, −1 to 1. */
    coalition_strength_score: number;
    coalition_type: CoalitionType | null;
  };

/** One candidate in full. */
export interface CandidateProfile extends NextChoices {
  profile: CandidateRow;
  /** At the default thresholds. */
  centrality: CentralityRow;
  /** Ten at most. */
  strongest_partners: Partner[];
  /** Ten at most. */
  weakest_partners: Partner[];
}

/** Kinds of ballots by their length and the candidate's rank on them. */
export type Archetype = "bullet" | "short_list" | "strategic" | "coalition_builder" | "other";
/** Kinds of ballots by who else is on them: nobody, the own cluster only, mostly, half, less than half. */
export type Camp = "alone" | "loyal" | "leaning" | "mixed" | "crossover";

/** The supporters of a candidate. Shares are of the candidate's ballots. */
export interface Segments extends Named, NextChoices {
  mentions: number;
  archetypes: (Share & { archetype: Archetype })[];
  camps: (Share & { camp: Camp })[];
  /** How many equally large archetypes there would be, 1 to 5. Null if there are no ballots. */
  diversity: number | null;
  rank_distribution: (Share & { rank: number })[];
  /** The most frequent rank. Null if there are no ballots. */
  primary_rank: number | null;
  ballot_length_distribution: (Share & { length: number })[];
  /** Ten at most, most ballots first. */
  top_co_ranked: (Named & Share & Pick<PairRow, "adjusted_lift">)[];
}

export interface TransferRow extends Named, NextChoices {
  mentions: number;
}

export interface BallotSummary {
  ballots: number;
  /** Different rankings. */
  unique_rankings: number;
  length_distribution: (Share & { length: number })[];
  /** Fifty at most, most ballots first. */
  common_rankings: (Share & {
    /** Ids, first choice first. */
    candidates: number[];
    /** Untrusted text. */
    names: string[];
  })[];
}

/** Columns of {@link CentralityRow}, all of which rows can be sorted by. */
export type CentralityField = keyof CentralityRow;
