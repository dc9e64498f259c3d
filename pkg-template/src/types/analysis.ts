import type { CandidateRow, CoalitionType, PairRow } from "./rows.js";

/** The place of a candidate in the network. */
export type PositionType = "Hub" | "Bridge" | "Peripheral" | "Isolated";

/** How a supporter fills in the ballot. */
export type Archetype = "bullet" | "short_list" | "strategic" | "coalition_builder" | "other";

/** Whom else a supporter ranks: candidates of the same cluster or others. */
export type Camp = "alone" | "loyal" | "leaning" | "mixed" | "crossover";

/** A candidate by id and name. */
export interface NamedCandidate {
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
}

/** Some of a whole. */
export interface BallotShare {
  ballots: number;
  /** 0 to 1. Null if the whole is empty. */
  share: number | null;
}

/** Where a candidate stands in the network. Ratios are null where their denominator is 0. */
export interface CentralityRow extends NamedCandidate {
  /** Edges in the network. */
  connection_count: number;
  /** Edges of all that there could be, 0 to 1. Null for one candidate. */
  degree_centrality: number | null;
  /** Sum of the scores of the edges, from 0. */
  strength_centrality: number;
  /** Their mean. Null without an edge. */
  avg_coalition_strength: number | null;
  /** Participation coefficient: 0 = all strength within one cluster, near 1 = over many. Null without a cluster. */
  bridge_score: number | null;
  /** Share of the pairs of others whose shortest paths lead through the candidate, 0 to 1. Null for fewer than three. */
  betweenness_centrality: number | null;
  /** Number of the cluster, from 1. Null without an edge of any strength. */
  cluster_membership: number | null;
  /** From 1: by strength, ties by mentions, then by id. */
  centrality_rank: number;
  position_type: PositionType;
}

/** A candidate in the network. */
export interface NetworkNode
  extends
    Pick<
      CandidateRow,
      "candidate_id" | "candidate_name" | "is_write_in" | "winner" | "mentions" | "first_choice_votes"
    >,
    Pick<CentralityRow, "position_type" | "connection_count" | "strength_centrality"> {
  /** Number of the cluster, from 1. Null without an edge of any strength. */
  cluster: number | null;
}

/** A coalition in the network. */
export interface NetworkEdge extends Pick<
  PairRow,
  | "candidate_1"
  | "candidate_1_name"
  | "candidate_2"
  | "candidate_2_name"
  | "shared_ballots"
  | "coalition_type"
  | "low_support"
  | "adjusted_lift"
> {
  /** The weight of the edge, above 0. */
  coalition_strength_score: number;
}

/** How good a partition into clusters is. */
export interface PartitionQuality {
  /** Q, −1/2 to 1; 0 = no better than chance. Null if no pair of candidates has an edge. */
  modularity: number | null;
  /** γ. */
  resolution: number;
  /** Share of the 64 searches that ended at this partition, above 0 to 1. Null if no pair has an edge. */
  agreement: number | null;
}

/** The network as a whole. */
export interface NetworkStats extends PartitionQuality {
  nodes: number;
  edges: number;
  /** Candidates with an edge. */
  connected_candidates: number;
  /** Candidates without an edge. */
  isolated_candidates: number;
  /** Parts that no edge joins, isolated candidates not counted. */
  components: number;
  /** Edges of all pairs, 0 to 1. Null for one candidate. */
  density: number | null;
  /** Mean score of the edges. Null if there are none. */
  avg_strength: number | null;
  /** Clusters of any size. */
  clusters: number;
}

/** Candidates and the coalitions between them. */
export interface Network {
  /** All candidates, in order of their ids. */
  nodes: NetworkNode[];
  /** Strongest first, ties by ids. */
  edges: NetworkEdge[];
  stats: NetworkStats;
}

/** Candidates who share supporters among themselves more than with others. */
export interface Cluster {
  /** From 1, by total mentions. */
  cluster: number;
  /** Members. */
  size: number;
  /** Mean score of all pairs of members. Null for one member. */
  internal_strength: number | null;
  /** Sum over the members: a ballot that ranks two of them counts twice. */
  total_mentions: number;
  first_choice_votes: number;
  /** Ids of the members who won; null if the winners are not known. */
  winners: number[] | null;
  /** Most mentions first. */
  members: ClusterMember[];
}

export type ClusterMember = Pick<
  CandidateRow,
  "candidate_id" | "candidate_name" | "mentions" | "first_choice_votes" | "winner"
>;

/** All clusters that were found, listed or not. */
export interface ClusterSummary extends PartitionQuality {
  /** Found, of any size. */
  clusters: number;
  /** Of at least `min_group_size` members. */
  listed: number;
  clustered_candidates: number;
  /** Candidates without an edge. */
  unclustered_candidates: number;
  /** Null if none were found. */
  largest_size: number | null;
  /** Null if none were found. */
  avg_size: number | null;
  /** Null if no cluster has one. */
  avg_internal_strength: number | null;
}

export interface Clusters {
  clusters: Cluster[];
  summary: ClusterSummary;
}

/** Who comes directly after a candidate, and on how many ballots nobody does. Shares are of the candidate's ballots. */
export interface NextChoices {
  /** Most ballots first, ties by ids; nobody with none. */
  next_choices: (NamedCandidate & BallotShare)[];
  /** Nobody comes after. */
  terminal: BallotShare;
}

/** A row of `transfers`. */
export interface TransferRow extends NamedCandidate, NextChoices {
  /** Ballots that rank the candidate. */
  mentions: number;
}

export interface Partner extends NamedCandidate {
  shared_ballots: number;
  /** By the method `adjusted`, −1 to 1. */
  coalition_strength_score: number;
  /** Null if chance would give no shared ballots. */
  adjusted_lift: number | null;
  /** Null if no ballot ranks both. */
  coalition_type: CoalitionType | null;
  low_support: boolean;
}

/** One candidate in full. */
export interface CandidateDetail extends NextChoices {
  profile: CandidateRow;
  /** At the default thresholds. */
  centrality: CentralityRow;
  /** The ten highest scores. */
  strongest_partners: Partner[];
  /** The ten lowest scores. */
  weakest_partners: Partner[];
}

/** The supporters of a candidate: the ballots that rank it. Shares are of these. */
export interface Segments extends NamedCandidate, NextChoices {
  /** How many they are. */
  mentions: number;
  /** All five. */
  archetypes: ({ archetype: Archetype } & BallotShare)[];
  /** All five. */
  camps: ({ camp: Camp } & BallotShare)[];
  /** How many equally frequent archetypes would be as mixed, 1 to 5. Null if there are no supporters. */
  diversity: number | null;
  rank_distribution: ({ rank: number } & BallotShare)[];
  /** The most frequent rank. Null if there are no supporters. */
  primary_rank: number | null;
  ballot_length_distribution: ({ length: number } & BallotShare)[];
  /** The ten candidates on most of these ballots. */
  top_co_ranked: (NamedCandidate & BallotShare & Pick<PairRow, "adjusted_lift">)[];
}

export interface CommonRanking extends BallotShare {
  /** Ids, best first. */
  candidates: number[];
  /** Untrusted text. */
  names: string[];
}

/** All ballots that rank anyone. */
export interface BallotSummary {
  ballots: number;
  /** Distinct rankings among them. */
  unique_rankings: number;
  length_distribution: ({ length: number } & BallotShare)[];
  /** The fifty most common; ties in the order of ids. */
  common_rankings: CommonRanking[];
}

/** Columns of {@link CentralityRow}. */
export type CentralityField = keyof CentralityRow;
