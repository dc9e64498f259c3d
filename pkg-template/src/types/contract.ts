// Made from the engine's definitions by `make contract`: change those, not this.
import type { Answer, Page } from "./answers.js";
import type { CandidateRef, Rules } from "./params.js";
import type { Compare, Where } from "./voters.js";

/** The queries by name. */
export type Query = "pairs" | "pair" | "types" | "network" | "clusters" | "centrality" | "candidates" | "candidate" | "segments" | "transfers" | "rounds" | "outcome" | "follow_through" | "matchups" | "ballots";

/** What `coalition_strength_score` is: closeness against chance, a blend of affinities, or the Jaccard index. */
export type Method = "adjusted" | "proximity_weighted" | "basic";

/** How many ballots rank both of a pair, and how close together, against chance. */
export type CoalitionType = "strong" | "moderate" | "strategic" | "neutral" | "opposed";

/** The direction of an order. Nulls come last in both. */
export type SortOrder = "asc" | "desc";

/** Rules by the place that has them, or by the way of counting. */
export type Preset = "alaska" | "irv" | "maine" | "meek" | "minneapolis-1" | "minneapolis-3" | "nyc" | "portland-3" | "san-francisco" | "scotland";

/** The place of a candidate in the network. */
export type PositionType = "Hub" | "Bridge" | "Peripheral" | "Isolated";

/** What became of a candidate in a count; `continuing` is neither elected nor eliminated. */
export type Standing = "elected" | "eliminated" | "continuing";

/** How a supporter fills in the ballot. */
export type Archetype = "bullet" | "short_list" | "strategic" | "coalition_builder" | "other";

/** Whom else a supporter ranks: candidates of the same cluster or others. */
export type Camp = "alone" | "loyal" | "leaning" | "mixed" | "crossover";

/** How seats are filled. */
export type CountMethod = "irv" | "stv" | "bottoms_up" | "percentage" | "sequential" | "meek";

/**
 * Where votes go that go to no candidate: they are exhausted, by why their rankings end, or `final_surplus`;
 * `residual` is what cutting to the places leaves.
 */
export type NoCandidate = "ended" | "overvote" | "skipped" | "duplicate" | "final_surplus" | "residual";

/** What one of several with equal votes is chosen for. */
export type TieKind = "eliminate" | "elect" | "surplus";

/** What decides between equal votes. */
export type TieBreak = "previous_rounds" | "order";

/** Votes that elect where there are several seats. */
export type Quota = "droop_whole" | "droop_fraction" | "hare";

/** Whose votes the threshold is a share of. */
export type ThresholdOf = "continuing" | "first_round";

/** Which surpluses are passed on in a round. */
export type SurplusOrder = "together" | "largest_first";

/** How the value of ballots of a surplus is cut. */
export type TransferValue = "fraction" | "product";

/** What happens to surpluses when all seats are filled by quota. */
export type LastSurplus = "transfer" | "keep" | "stop";

/** What a sentence about an outcome is about. */
export type SentenceKind = "official" | "seats" | "winner" | "final" | "transfers" | "condorcet" | "exhausted" | "tie";

/**
 * Two candidates, as seen from candidate 1. Counts are ballots, counted with their weight. Ratios are null where their
 * denominator is 0.
 */
export interface PairRow {
  /** Id. In `pairs` the lower of the two; in `pair` the one asked for first. */
  candidate_1: number;
  /** Untrusted text. */
  candidate_1_name: string;
  /** Id. */
  candidate_2: number;
  /** Untrusted text. */
  candidate_2_name: string;
  /** Ballots that rank both. */
  shared_ballots: number;
  /** Ballots that rank candidate 1. */
  total_ballots_1: number;
  /** Ballots that rank candidate 2. */
  total_ballots_2: number;
  /**
   * By `method`. `adjusted`: −1 to 1, 0 as chance would have it, negative where the two are avoided together.
   * `proximity_weighted` and `basic`: 0 to 1. Null if one of the two is on no ballot (`basic`, `proximity_weighted`:
   * if both are).
   */
  coalition_strength_score: number | null;
  /** By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none. */
  coalition_type: CoalitionType | null;
  /** Fewer than 30 shared ballots, seen or expected: read the ratios with care. */
  low_support: boolean;
  /** Jaccard index: shared ballots of the ballots that rank either, 0 to 1. Null if no ballot ranks either. */
  basic_affinity_score: number | null;
  /** The same with each shared ballot weighted by 2 / (1 + distance), 0 to 1. Null if no ballot ranks either. */
  proximity_weighted_affinity: number | null;
  /** Shared ballots against independence, from 0; 1 = independent. Null if one of the two is on no ballot. */
  lift: number | null;
  /** Shared ballots against chance with ballot lengths kept, from 0; 1 = chance. Null if none are expected. */
  adjusted_lift: number | null;
  /** Correlation of being ranked, −1 to 1. Null if one of the two is on no ballot or on all. */
  phi: number | null;
  /** Shared ballots that chance would give. */
  expected_shared: number;
  /** Shared ballots that chance would give, each weighted by 2 / (1 + distance). */
  expected_close: number;
  /** Share of candidate 1's ballots that rank candidate 2, 0 to 1. Null if candidate 1 is on no ballot. */
  conditional_1_to_2: number | null;
  /** Share of candidate 2's ballots that rank candidate 1, 0 to 1. Null if candidate 2 is on no ballot. */
  conditional_2_to_1: number | null;
  /** Mean difference of the two ranks over the shared ballots, from 1. Null if there are none. */
  avg_ranking_distance: number | null;
  /** The smallest of these differences. Null if there are no shared ballots. */
  min_ranking_distance: number | null;
  /** The largest. Null if there are no shared ballots. */
  max_ranking_distance: number | null;
  /** Shared ballots at rank distance 1, 2, … */
  distance_counts: number[];
  /** Shared ballots at distance 1 or 2. */
  strong_coalition_votes: number;
  /** Shared ballots at distance 4 or more. */
  weak_coalition_votes: number;
  /** Shared ballots with candidate 1 above candidate 2. */
  ahead_1: number;
  /** Shared ballots with candidate 2 above candidate 1. */
  ahead_2: number;
  /** Ballots that prefer candidate 1: above candidate 2, or ranked while candidate 2 is not. */
  pairwise_1: number;
  /** Ballots that prefer candidate 2. */
  pairwise_2: number;
  /** Ballots with candidate 2 directly after candidate 1. */
  next_1_to_2: number;
  /** Ballots with candidate 1 directly after candidate 2. */
  next_2_to_1: number;
  /** `next_1_to_2` in percent of candidate 1's ballots. Null if there are none. */
  next_choice_rate_1_to_2: number | null;
  /** `next_2_to_1` in percent of candidate 2's ballots. Null if there are none. */
  next_choice_rate_2_to_1: number | null;
  /** Ballots with candidate 1 first and candidate 2 second. */
  first_then_second_1_to_2: number;
  /** Ballots with candidate 2 first and candidate 1 second. */
  first_then_second_2_to_1: number;
  /** First-choice ballots of candidate 1 that go to candidate 2 when candidate 1 is eliminated first. */
  transfer_votes_1_to_2: number;
  /** First-choice ballots of candidate 2 that go to candidate 1 when candidate 2 is eliminated first. */
  transfer_votes_2_to_1: number;
  /** Ballots with both among the first three. */
  both_top_3: number;
  /** `both_top_3` in percent of the shared ballots. Null if there are none. */
  close_together_rate: number | null;
}

/** A pair of candidates in two groups. */
export interface ComparedPairRow {
  /** Id, the lower of the two. */
  candidate_1: number;
  /** Untrusted text. */
  candidate_1_name: string;
  /** Id. */
  candidate_2: number;
  /** Untrusted text. */
  candidate_2_name: string;
  /** Ballots of the group. In group a. */
  ballots_a: number;
  /** Ballots of the group. In group b. */
  ballots_b: number;
  /**
   * By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none. In group
   * a.
   */
  coalition_type_a: CoalitionType | null;
  /**
   * By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none. In group
   * b.
   */
  coalition_type_b: CoalitionType | null;
  /** Fewer than 30 shared ballots, seen or expected: read the ratios with care. In group a. */
  low_support_a: boolean;
  /** Fewer than 30 shared ballots, seen or expected: read the ratios with care. In group b. */
  low_support_b: boolean;
  /** Ballots that rank both. In group a. */
  shared_ballots_a: number;
  /** Ballots that rank both. In group b. */
  shared_ballots_b: number;
  /** `shared_ballots_a` less `shared_ballots_b`. Null where either of the two is. */
  shared_ballots_difference: number | null;
  /** Ballots that rank both, of the group's ballots, 0 to 1. Null if it has none. In group a. */
  shared_share_a: number | null;
  /** Ballots that rank both, of the group's ballots, 0 to 1. Null if it has none. In group b. */
  shared_share_b: number | null;
  /** `shared_share_a` less `shared_share_b`. Null where either of the two is. */
  shared_share_difference: number | null;
  /** By `method`, as in `pairs`. In group a. */
  coalition_strength_score_a: number | null;
  /** By `method`, as in `pairs`. In group b. */
  coalition_strength_score_b: number | null;
  /** `coalition_strength_score_a` less `coalition_strength_score_b`. Null where either of the two is. */
  coalition_strength_score_difference: number | null;
  /**
   * Shared ballots against chance with ballot lengths kept, from 0; 1 = chance. Null if none are expected. In group a.
   */
  adjusted_lift_a: number | null;
  /**
   * Shared ballots against chance with ballot lengths kept, from 0; 1 = chance. Null if none are expected. In group b.
   */
  adjusted_lift_b: number | null;
  /** `adjusted_lift_a` less `adjusted_lift_b`. Null where either of the two is. */
  adjusted_lift_difference: number | null;
  /**
   * Jaccard index: shared ballots of the ballots that rank either, 0 to 1. Null if no ballot ranks either. In group a.
   */
  basic_affinity_score_a: number | null;
  /**
   * Jaccard index: shared ballots of the ballots that rank either, 0 to 1. Null if no ballot ranks either. In group b.
   */
  basic_affinity_score_b: number | null;
  /** `basic_affinity_score_a` less `basic_affinity_score_b`. Null where either of the two is. */
  basic_affinity_score_difference: number | null;
  /** Correlation of being ranked, −1 to 1. Null if one of the two is on no ballot or on all. In group a. */
  phi_a: number | null;
  /** Correlation of being ranked, −1 to 1. Null if one of the two is on no ballot or on all. In group b. */
  phi_b: number | null;
  /** `phi_a` less `phi_b`. Null where either of the two is. */
  phi_difference: number | null;
  /** Share of candidate 1's ballots that rank candidate 2, 0 to 1. Null if candidate 1 is on no ballot. In group a. */
  conditional_1_to_2_a: number | null;
  /** Share of candidate 1's ballots that rank candidate 2, 0 to 1. Null if candidate 1 is on no ballot. In group b. */
  conditional_1_to_2_b: number | null;
  /** `conditional_1_to_2_a` less `conditional_1_to_2_b`. Null where either of the two is. */
  conditional_1_to_2_difference: number | null;
  /** Share of candidate 2's ballots that rank candidate 1, 0 to 1. Null if candidate 2 is on no ballot. In group a. */
  conditional_2_to_1_a: number | null;
  /** Share of candidate 2's ballots that rank candidate 1, 0 to 1. Null if candidate 2 is on no ballot. In group b. */
  conditional_2_to_1_b: number | null;
  /** `conditional_2_to_1_a` less `conditional_2_to_1_b`. Null where either of the two is. */
  conditional_2_to_1_difference: number | null;
  /** Mean difference of the two ranks over the shared ballots, from 1. Null if there are none. In group a. */
  avg_ranking_distance_a: number | null;
  /** Mean difference of the two ranks over the shared ballots, from 1. Null if there are none. In group b. */
  avg_ranking_distance_b: number | null;
  /** `avg_ranking_distance_a` less `avg_ranking_distance_b`. Null where either of the two is. */
  avg_ranking_distance_difference: number | null;
  /**
   * Two-proportion z of the two `shared_share`; ballots in both groups are allowed for. Null where there is nothing to
   * test: a group is empty, the two are the same ballots, or all or none rank both.
   */
  shared_share_z: number | null;
}

/** One pair in full. */
export interface PairDetail extends PairRow {
  /** `coalition_strength_score` by each method. */
  scores: MethodScores;
  /** The median of the shared ballots' distances. Null if there are none. */
  median_ranking_distance: number | null;
  /** Shared ballots by distance of the two ranks. */
  distance_distribution: DistanceShare[];
  /** Who comes directly after candidate 1, in a sentence with counts and percentage. Holds names: untrusted text. */
  next_choice_sentence_1_to_2: string;
  /** Who comes directly after candidate 2. */
  next_choice_sentence_2_to_1: string;
  /** Whether the two stand close together on the ballots that rank both. */
  close_together_sentence: string;
  /** Where the first-choice ballots of candidate 1 would go. Holds names: untrusted text. */
  transfer_sentence_1_to_2: string;
  /** Where the first-choice ballots of candidate 2 would go. */
  transfer_sentence_2_to_1: string;
  /**
   * Votes that the count passed on from candidate 1 to candidate 2. Null of a group of voters, by the method `meek`,
   * and where the snapshot has no count.
   */
  transferred_1_to_2: number | null;
  /** From candidate 2 to candidate 1. Null as that. */
  transferred_2_to_1: number | null;
  /** After which rounds. Null as `transferred_1_to_2`. */
  transfer_rounds_1_to_2: PassedOn[] | null;
  /** After which rounds, the other way. Null as that. */
  transfer_rounds_2_to_1: PassedOn[] | null;
  /** The same in a sentence. Holds names: untrusted text. Null as `transferred_1_to_2`. */
  transferred_sentence_1_to_2: string | null;
  /** The other way. Null as that. */
  transferred_sentence_2_to_1: string | null;
}

/** `coalition_strength_score` by each method. */
export interface MethodScores {
  /** −1 to 1. Null if one of the two is on no ballot. */
  adjusted: number | null;
  /** 0 to 1. Null if both are on no ballot. */
  proximity_weighted: number | null;
  /** 0 to 1. Null if both are on no ballot. */
  basic: number | null;
}

/** Ballots that rank two candidates so far from each other. */
export interface DistanceShare {
  /** Difference of the two ranks, from 1. */
  distance: number;
  /** How many. */
  ballots: number;
  /** 0 to 1. Null if there are none at all. */
  share: number | null;
}

/** Votes that went from one candidate to another after a round. */
export interface PassedOn {
  /** From 1; above 1 only by the method `sequential`. */
  tabulation: number;
  /** From 1. */
  round: number;
  /** Above 0. */
  votes: number;
}

/** The pairs of one coalition type. */
export interface TypeSummary {
  /** Strong, moderate, strategic, neutral, opposed: in this order. */
  coalition_type: CoalitionType;
  /** Pairs. */
  count: number;
  /** Of the pairs that have a type, 0 to 1. Null if none has. */
  share: number | null;
  /** Mean of shared ballots against chance, from 0; 1 = chance. Null if there are no pairs of this type. */
  mean_adjusted_lift: number | null;
  /** Mean score by the method `adjusted`, −1 to 1. Null if there are no pairs of this type. */
  mean_strength: number | null;
  /** The three strongest; of `opposed`, the three weakest. */
  examples: TypeExample[];
}

/** A pair as an example. */
export interface TypeExample {
  /** Id, the lower of the two. */
  candidate_1: number;
  /** Untrusted text. */
  candidate_1_name: string;
  /** Id. */
  candidate_2: number;
  /** Untrusted text. */
  candidate_2_name: string;
  /** Ballots that rank both. */
  shared_ballots: number;
  /** By the method `adjusted`, −1 to 1. Null if one of the two is on no ballot. */
  coalition_strength_score: number | null;
}

/** Candidates and the coalitions between them. */
export interface Network {
  /** All candidates, in order of their ids. */
  nodes: NetworkNode[];
  /** Strongest first, ties by ids. */
  edges: NetworkEdge[];
  /** Of the whole network. */
  stats: NetworkStats;
}

/** A candidate in the network. */
export interface NetworkNode {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Whether it is a counted write-in bucket. */
  is_write_in: boolean;
  /** Whether the candidate won a seat; null if the winners are not known. */
  winner: boolean | null;
  /** Ballots that rank the candidate. */
  mentions: number;
  /** Ballots with the candidate at the first rank. */
  first_choice_votes: number;
  /** Number of the cluster, from 1, as in `clusters`. Null without an edge of any strength. */
  cluster: number | null;
  /** As in `centrality`. */
  position_type: PositionType;
  /** Edges in the network. */
  connection_count: number;
  /** Sum of the scores of the edges, from 0. */
  strength_centrality: number;
}

/** A coalition in the network. */
export interface NetworkEdge {
  /** Id, the lower of the two. */
  candidate_1: number;
  /** Untrusted text. */
  candidate_1_name: string;
  /** Id. */
  candidate_2: number;
  /** Untrusted text. */
  candidate_2_name: string;
  /** Ballots that rank both. */
  shared_ballots: number;
  /** By `method`: the weight of the edge, above 0. */
  coalition_strength_score: number;
  /** By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none. */
  coalition_type: CoalitionType | null;
  /** Fewer than 30 shared ballots, seen or expected: read the ratios with care. */
  low_support: boolean;
  /** Shared ballots against chance with ballot lengths kept, from 0; 1 = chance. Null if none are expected. */
  adjusted_lift: number | null;
  /**
   * Votes that the count passed on from candidate 1 to candidate 2. Null of a group of voters, by the method `meek`,
   * and where the snapshot has no count.
   */
  transferred_1_to_2: number | null;
  /** From candidate 2 to candidate 1. Null as that. */
  transferred_2_to_1: number | null;
}

/** The network as a whole. */
export interface NetworkStats {
  /** Candidates. */
  nodes: number;
  /** Coalitions. */
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
  /** Q, −1/2 to 1; 0 = no better than chance. Null if no pair of candidates has an edge. */
  modularity: number | null;
  /** γ, always 1. */
  resolution: number;
  /** Share of the 64 searches that ended at these clusters, above 0 to 1. Null if no pair has an edge. */
  agreement: number | null;
}

/** The networks of two groups. */
export interface ComparedNetwork {
  /** All candidates, in order of their ids. */
  nodes: ComparedNode[];
  /** Those of either network, the largest difference of scores first. */
  edges: ComparedEdge[];
  /** Of both networks as a whole. */
  stats: ComparedStats;
}

/** A candidate in the networks of two groups. */
export interface ComparedNode {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Whether it is a counted write-in bucket. */
  is_write_in: boolean;
  /** Whether the candidate won a seat; null if the winners are not known. */
  winner: boolean | null;
  /**
   * Number of the cluster, from 1; clusters are found in each group by itself. Null without an edge of any strength.
   * In group a.
   */
  cluster_a: number | null;
  /**
   * Number of the cluster, from 1; clusters are found in each group by itself. Null without an edge of any strength.
   * In group b.
   */
  cluster_b: number | null;
  /** As in `centrality`. In group a. */
  position_type_a: PositionType;
  /** As in `centrality`. In group b. */
  position_type_b: PositionType;
  /** Ballots that rank the candidate. In group a. */
  mentions_a: number;
  /** Ballots that rank the candidate. In group b. */
  mentions_b: number;
  /** `mentions_a` less `mentions_b`. Null where either of the two is. */
  mentions_difference: number | null;
  /** Ballots with the candidate at the first rank. In group a. */
  first_choice_votes_a: number;
  /** Ballots with the candidate at the first rank. In group b. */
  first_choice_votes_b: number;
  /** `first_choice_votes_a` less `first_choice_votes_b`. Null where either of the two is. */
  first_choice_votes_difference: number | null;
  /** Edges in the network. In group a. */
  connection_count_a: number;
  /** Edges in the network. In group b. */
  connection_count_b: number;
  /** `connection_count_a` less `connection_count_b`. Null where either of the two is. */
  connection_count_difference: number | null;
  /** Sum of the scores of the edges, from 0. In group a. */
  strength_centrality_a: number;
  /** Sum of the scores of the edges, from 0. In group b. */
  strength_centrality_b: number;
  /** `strength_centrality_a` less `strength_centrality_b`. Null where either of the two is. */
  strength_centrality_difference: number | null;
}

/** A coalition in the networks of two groups. */
export interface ComparedEdge {
  /** Id, the lower of the two. */
  candidate_1: number;
  /** Untrusted text. */
  candidate_1_name: string;
  /** Id. */
  candidate_2: number;
  /** Untrusted text. */
  candidate_2_name: string;
  /**
   * By shared ballots and closeness against chance. Null if no ballot of group a ranks both, or chance would give
   * none.
   */
  coalition_type_a: CoalitionType | null;
  /**
   * By shared ballots and closeness against chance. Null if no ballot of group b ranks both, or chance would give
   * none.
   */
  coalition_type_b: CoalitionType | null;
  /** Fewer than 30 shared ballots of group a, seen or expected. */
  low_support_a: boolean;
  /** Fewer than 30 shared ballots of group b, seen or expected. */
  low_support_b: boolean;
  /** Ballots of group a that rank both. */
  shared_ballots_a: number;
  /** Ballots of group b that rank both. */
  shared_ballots_b: number;
  /** `shared_ballots_a` less `shared_ballots_b`. */
  shared_ballots_difference: number;
  /** Share of group a's ballots that rank both less that of group b's. Null if a group is empty. */
  shared_share_difference: number | null;
  /** By `method`, in group a. */
  coalition_strength_score_a: number | null;
  /** By `method`, in group b. */
  coalition_strength_score_b: number | null;
  /** `coalition_strength_score_a` less `coalition_strength_score_b`. Null where either is. */
  coalition_strength_score_difference: number | null;
  /** As in `pairs` with `compare`. */
  shared_share_z: number | null;
  /** Whether the edge is in the network of group a. */
  in_a: boolean;
  /** Whether the edge is in the network of group b. */
  in_b: boolean;
}

/** Both networks as a whole. */
export interface ComparedStats {
  /** Of group a. */
  a: GroupStats;
  /** Of group b. */
  b: GroupStats;
}

/** The network of a group as a whole. */
export interface GroupStats extends GroupBallots {
  /** Candidates. */
  nodes: number;
  /** Coalitions. */
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
  /** Q, −1/2 to 1; 0 = no better than chance. Null if no pair of candidates has an edge. */
  modularity: number | null;
  /** γ, always 1. */
  resolution: number;
  /** Share of the 64 searches that ended at these clusters, above 0 to 1. Null if no pair has an edge. */
  agreement: number | null;
}

/** The ballots of a group. */
export interface GroupBallots {
  /** Ballots of the group. */
  ballots: number;
}

/** Groups of candidates who share supporters. */
export interface Clusters {
  /** Those that are large enough, most mentions first. */
  clusters: Cluster[];
  /** Of all that were found. */
  summary: ClusterSummary;
}

/** Candidates who share supporters among themselves more than with others. */
export interface Cluster {
  /** From 1, by total mentions; the same number as in `network` and `centrality`. */
  cluster: number;
  /** Members. */
  size: number;
  /** Mean score of all pairs of members. Null for one member. */
  internal_strength: number | null;
  /** Sum over the members: a ballot that ranks two of them counts twice. */
  total_mentions: number;
  /** Ballots with a member at the first rank. */
  first_choice_votes: number;
  /** Ids of the members who won; null if the winners are not known. */
  winners: number[] | null;
  /** Most mentions first. */
  members: ClusterMember[];
}

/** A candidate of a cluster. */
export interface ClusterMember {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Ballots that rank the candidate. */
  mentions: number;
  /** Ballots with the candidate at the first rank. */
  first_choice_votes: number;
  /** Whether the candidate won a seat; null if the winners are not known. */
  winner: boolean | null;
}

/** All clusters that were found, listed or not. */
export interface ClusterSummary {
  /** Found, of any size. */
  clusters: number;
  /** Of at least `min_group_size` members. */
  listed: number;
  /** Candidates with an edge of any strength. */
  clustered_candidates: number;
  /** Candidates without one. */
  unclustered_candidates: number;
  /** Null if none were found. */
  largest_size: number | null;
  /** Null if none were found. */
  avg_size: number | null;
  /** Null if no cluster has one. */
  avg_internal_strength: number | null;
  /** Q, −1/2 to 1; 0 = no better than chance. Null if no pair of candidates has an edge. */
  modularity: number | null;
  /** γ, always 1. */
  resolution: number;
  /** Share of the 64 searches that ended at these clusters, above 0 to 1. Null if no pair has an edge. */
  agreement: number | null;
}

/** Where a candidate stands in the network. Ratios are null where their denominator is 0. */
export interface CentralityRow {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Whether the candidate won a seat; null if the winners are not known. */
  winner: boolean | null;
  /** Edges in the network. */
  connection_count: number;
  /** Edges of all that there could be, 0 to 1. Null for one candidate. */
  degree_centrality: number | null;
  /** Sum of the scores of the edges, from 0. */
  strength_centrality: number;
  /** Mean score of the edges. Null without an edge. */
  avg_coalition_strength: number | null;
  /** Participation coefficient: 0 = all strength within one cluster, near 1 = over many. Null without a cluster. */
  bridge_score: number | null;
  /**
   * Ballots that the candidate shares with others beyond chance, over the pairs with `min_shared_ballots`, per ballot
   * of all, from 0. Null without ballots.
   */
  reach: number | null;
  /**
   * Share of the pairs of others whose shortest paths lead through the candidate, 0 to 1. Null for fewer than three
   * candidates.
   */
  betweenness_centrality: number | null;
  /** Number of the cluster, from 1. Null without an edge of any strength. */
  cluster_membership: number | null;
  /** From 1: by `reach`, ties by mentions, then by id. */
  centrality_rank: number;
  /** Hub, bridge, peripheral or isolated. */
  position_type: PositionType;
}

/** A candidate's place in the networks of two groups. */
export interface ComparedCentralityRow {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /**
   * Number of the cluster, from 1; clusters are found in each group by itself. Null without an edge of any strength.
   * In group a.
   */
  cluster_membership_a: number | null;
  /**
   * Number of the cluster, from 1; clusters are found in each group by itself. Null without an edge of any strength.
   * In group b.
   */
  cluster_membership_b: number | null;
  /** As in `centrality`. In group a. */
  position_type_a: PositionType;
  /** As in `centrality`. In group b. */
  position_type_b: PositionType;
  /** From 1: by `reach`, ties by mentions, then by id. In group a. */
  centrality_rank_a: number;
  /** From 1: by `reach`, ties by mentions, then by id. In group b. */
  centrality_rank_b: number;
  /** `centrality_rank_a` less `centrality_rank_b`. Null where either of the two is. */
  centrality_rank_difference: number | null;
  /** Edges in the network. In group a. */
  connection_count_a: number;
  /** Edges in the network. In group b. */
  connection_count_b: number;
  /** `connection_count_a` less `connection_count_b`. Null where either of the two is. */
  connection_count_difference: number | null;
  /** Edges of all that there could be, 0 to 1. Null for one candidate. In group a. */
  degree_centrality_a: number | null;
  /** Edges of all that there could be, 0 to 1. Null for one candidate. In group b. */
  degree_centrality_b: number | null;
  /** `degree_centrality_a` less `degree_centrality_b`. Null where either of the two is. */
  degree_centrality_difference: number | null;
  /** Sum of the scores of the edges, from 0. In group a. */
  strength_centrality_a: number;
  /** Sum of the scores of the edges, from 0. In group b. */
  strength_centrality_b: number;
  /** `strength_centrality_a` less `strength_centrality_b`. Null where either of the two is. */
  strength_centrality_difference: number | null;
  /** Mean score of the edges. Null without an edge. In group a. */
  avg_coalition_strength_a: number | null;
  /** Mean score of the edges. Null without an edge. In group b. */
  avg_coalition_strength_b: number | null;
  /** `avg_coalition_strength_a` less `avg_coalition_strength_b`. Null where either of the two is. */
  avg_coalition_strength_difference: number | null;
  /**
   * Participation coefficient: 0 = all strength within one cluster, near 1 = over many. Null without a cluster. In
   * group a.
   */
  bridge_score_a: number | null;
  /**
   * Participation coefficient: 0 = all strength within one cluster, near 1 = over many. Null without a cluster. In
   * group b.
   */
  bridge_score_b: number | null;
  /** `bridge_score_a` less `bridge_score_b`. Null where either of the two is. */
  bridge_score_difference: number | null;
  /**
   * Ballots that the candidate shares with others beyond chance, over the pairs with `min_shared_ballots`, per ballot
   * of all, from 0. Null without ballots. In group a.
   */
  reach_a: number | null;
  /**
   * Ballots that the candidate shares with others beyond chance, over the pairs with `min_shared_ballots`, per ballot
   * of all, from 0. Null without ballots. In group b.
   */
  reach_b: number | null;
  /** `reach_a` less `reach_b`. Null where either of the two is. */
  reach_difference: number | null;
  /**
   * Share of the pairs of others whose shortest paths lead through the candidate, 0 to 1. Null for fewer than three
   * candidates. In group a.
   */
  betweenness_centrality_a: number | null;
  /**
   * Share of the pairs of others whose shortest paths lead through the candidate, 0 to 1. Null for fewer than three
   * candidates. In group b.
   */
  betweenness_centrality_b: number | null;
  /** `betweenness_centrality_a` less `betweenness_centrality_b`. Null where either of the two is. */
  betweenness_centrality_difference: number | null;
}

/** One candidate. Counts are ballots, counted with their weight. Ratios are null where their denominator is 0. */
export interface CandidateRow {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Whether it is a counted write-in bucket. */
  is_write_in: boolean;
  /** Whether the candidate won a seat; null if the winners are not known. */
  winner: boolean | null;
  /** Ballots that rank the candidate. */
  mentions: number;
  /** Ballots with the candidate at the first rank. */
  first_choice_votes: number;
  /** Of all ballots that rank anyone, 0 to 100. Null if there are none. */
  first_choice_percentage: number | null;
  /** Ballots with the candidate at rank 1, 2, … */
  rank_counts: number[];
  /** Mean rank, from 1. Null if the candidate is on no ballot. */
  avg_rank_position: number | null;
  /** Borda points: the longest ranking's length for a first rank, one less for each rank below. */
  weighted_score: number;
  /**
   * `weighted_score` of what it would be with first ranks only, above 0 to 1. Null if the candidate is on no ballot.
   */
  vote_strength_index: number | null;
  /** 0 (all ranks alike) to 1 (always the same rank). Null if the candidate is on no ballot or nobody ranked two. */
  ranking_consistency: number | null;
  /** Ballots that rank nobody else. */
  bullet_ballots: number;
  /** Ballots on which somebody comes after the candidate. */
  transferable_ballots: number;
  /** `transferable_ballots` of `mentions`, 0 to 1. Null if the candidate is on no ballot. */
  transfer_efficiency: number | null;
}

/** One candidate in full. */
export interface CandidateDetail {
  /** The row of `candidates`. */
  profile: CandidateRow;
  /** The row of `centrality` at the default thresholds. */
  centrality: CentralityRow;
  /** The ten highest scores. */
  strongest_partners: Partner[];
  /** The ten lowest scores. */
  weakest_partners: Partner[];
  /** Who comes directly after the candidate: most ballots first, ties by ids; nobody with none. */
  next_choices: CandidateShare[];
  /** Nobody comes after. */
  terminal: BallotShare;
  /** What became of the candidate in the count. Null of a group of voters, and where the snapshot has no count. */
  in_count: CandidateInCount | null;
}

/** A candidate in relation to another. */
export interface Partner {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Ballots that rank both. */
  shared_ballots: number;
  /** By the method `adjusted`, −1 to 1. */
  coalition_strength_score: number;
  /** Shared ballots against chance, from 0; 1 = chance. Null if chance would give none. */
  adjusted_lift: number | null;
  /** By shared ballots and closeness against chance. Null if no ballot ranks both, or chance would give none. */
  coalition_type: CoalitionType | null;
  /** Fewer than 30 shared ballots, seen or expected: read the ratios with care. */
  low_support: boolean;
}

/** A candidate by id and name, and some of a whole. */
export interface CandidateShare {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** How many. */
  ballots: number;
  /** 0 to 1. Null if the whole is empty. */
  share: number | null;
}

/** Some of a whole. */
export interface BallotShare {
  /** How many. */
  ballots: number;
  /** 0 to 1. Null if the whole is empty. */
  share: number | null;
}

/** What became of a candidate in the count of all ballots by the election's own rules. */
export interface CandidateInCount {
  /** In the end. */
  standing: Standing;
  /** From 1; above 1 only by the method `sequential`. */
  tabulation: number;
  /** The round of election or elimination, from 1; else the last. */
  round: number;
  /** In that round. */
  votes: number;
  /**
   * Whom the votes then went to, or the surplus: most votes first, ties in order of ids. Empty by the method `meek`.
   */
  passed_to: PassedTo[];
  /** Votes that then went to nobody. */
  exhausted: number;
  /** Of all that was passed on, 0 to 1. Null if nothing was. */
  exhausted_share: number | null;
  /** All of this. Holds names: untrusted text. */
  sentence: string;
}

/** Votes that went from a candidate to another. */
export interface PassedTo {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Above 0. */
  votes: number;
  /** Of all that was passed on, 0 to 1. */
  share: number | null;
}

/** The supporters of a candidate: the ballots that rank it. Shares are of these. */
export interface Segments {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** How many they are. */
  mentions: number;
  /** How they fill in the ballot: all five. */
  archetypes: ArchetypeShare[];
  /** Whom else they rank: all five. */
  camps: CampShare[];
  /** How many equally frequent archetypes would be as mixed, 1 to 5. Null if there are no supporters. */
  diversity: number | null;
  /** At which rank they have the candidate. */
  rank_distribution: RankShare[];
  /** The most frequent rank, the lower of equally frequent ones. Null if there are no supporters. */
  primary_rank: number | null;
  /** How many candidates they rank. */
  ballot_length_distribution: LengthShare[];
  /** The ten candidates on most of these ballots. */
  top_co_ranked: CoRanked[];
  /** Who comes directly after the candidate: most ballots first, ties by ids; nobody with none. */
  next_choices: CandidateShare[];
  /** Nobody comes after. */
  terminal: BallotShare;
}

/** Supporters of one archetype. */
export interface ArchetypeShare {
  /** How they fill in the ballot. */
  archetype: Archetype;
  /** How many. */
  ballots: number;
  /** 0 to 1. Null if there are none at all. */
  share: number | null;
}

/** Supporters of one camp. */
export interface CampShare {
  /** Whom else they rank. */
  camp: Camp;
  /** How many. */
  ballots: number;
  /** 0 to 1. Null if there are none at all. */
  share: number | null;
}

/** Ballots that have a candidate at one rank. */
export interface RankShare {
  /** From 1. */
  rank: number;
  /** How many. */
  ballots: number;
  /** 0 to 1. Null if there are none at all. */
  share: number | null;
}

/** Ballots of one length. */
export interface LengthShare {
  /** How many candidates are ranked, from 1. */
  length: number;
  /** How many. */
  ballots: number;
  /** 0 to 1. Null if there are none at all. */
  share: number | null;
}

/** A candidate ranked together with the one in question. */
export interface CoRanked {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** That rank both. */
  ballots: number;
  /** Of the candidate's ballots, 0 to 1. */
  share: number | null;
  /** Shared ballots against chance, from 0; 1 = chance. Null if chance would give none. */
  adjusted_lift: number | null;
}

/** Who comes directly after a candidate, and on how many ballots nobody does. Shares are of the candidate's ballots. */
export interface TransferRow {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Ballots that rank the candidate. */
  mentions: number;
  /** Who comes directly after: most ballots first, ties by ids; nobody with none. */
  next_choices: CandidateShare[];
  /** Nobody comes after. */
  terminal: BallotShare;
}

/** A count, round by round. */
export interface Rounds {
  /** How seats are filled. */
  method: CountMethod;
  /** Seats to fill. Null by the method `percentage`, where they are open. */
  seats: number | null;
  /**
   * Whether nobody told how many seats there are, so that a number is taken: as many as there are official winners,
   * else one.
   */
  seats_assumed: boolean;
  /** Decimals that votes have at most; 0 where whole ballots are passed on. */
  places: number;
  /** Ballots with a mark, also those on which no mark counts. */
  ballots: number;
  /** Votes that elect in the last round. Null where no number of votes does. */
  threshold: number | null;
  /** Ids in the order of election; votes, then `order`, tell those of one round apart. */
  winners: number[];
  /**
   * The round that fills the last seat, from 1 in its tabulation: the last one with somebody elected. Null if a tie,
   * or a round after which no more are counted, is in the way.
   */
  decided_round: number | null;
  /** In their order. */
  rounds: CountRound[];
  /** Those that were decided. */
  ties: CountTie[];
  /** The one that no rule decides, at which the count ends. Null if there is none. */
  tie: OpenTie | null;
  /** As they were used. */
  rules: CountRules;
  /** The name of the rules. Null if they have none. */
  rule_set: string | null;
  /** Rules of cleaning that the rules state and that the ballots were not cleaned by, each as `key value`. */
  cleaning_differs: string[];
}

/**
 * A round, as it stood before the transfers that it causes. All votes, exhausted votes and the residual together are
 * `ballots`.
 */
export interface CountRound {
  /** From 1; above 1 only by the method `sequential`, which counts once for each seat. */
  tabulation: number;
  /** From 1 in each tabulation. */
  round: number;
  /** Votes that elect. Null where no number of votes does. */
  threshold: number | null;
  /** Of all who continue and all elected, in order of their ids. */
  votes: CandidateVotes[];
  /** Ids of those elected in this round, most votes first. */
  elected: number[];
  /** Ids of those eliminated. */
  eliminated: number[];
  /** Ids of those whose surplus is passed on next. */
  surplus_of: number[];
  /** So far. */
  exhausted: ExhaustedVotes;
  /** What cutting to the places has left with the elected over the quota, so far. */
  residual: number;
  /** What this round causes; empty by the method `meek`, which passes nothing on from one to another. */
  transfers: VoteFlow[];
}

/** A candidate with votes. */
export interface CandidateVotes {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** With at most `places` decimals. */
  votes: number;
}

/** Votes that no candidate holds any more, by why their rankings end. */
export interface ExhaustedVotes {
  /** The ranking ends. */
  ended: number;
  /** An overvoted rank ends it. */
  overvote: number;
  /** Ranks without a mark end it. */
  skipped: number;
  /** A candidate who is marked again ends it. */
  duplicate: number;
  /** Last surpluses that go to nobody. */
  final_surplus: number;
}

/** Votes that move after a round, and count in the next. */
export interface VoteFlow {
  /** Id. */
  from: number;
  /** The id of a candidate, or what becomes of votes that go to none. */
  to: number | NoCandidate;
  /** Above 0. */
  votes: number;
}

/** A tie that a rule decided. */
export interface CountTie {
  /** From 1. */
  tabulation: number;
  /** From 1. */
  round: number;
  /** Whether one is eliminated, elected, or passes a surplus on first. */
  kind: TieKind;
  /** Ids. */
  tied: number[];
  /** The id of the one to whom it happened. */
  chosen: number;
  /** The rule that decided. */
  by: TieBreak;
}

/** A tie that no rule decides: the count ends with it. */
export interface OpenTie {
  /** From 1. */
  tabulation: number;
  /** From 1. */
  round: number;
  /** What one is to be chosen for. */
  kind: TieKind;
  /** Ids. */
  tied: number[];
}

/** The rules of a count. */
export interface CountRules {
  /** How seats are filled. */
  method: CountMethod;
  /** Seats to fill. */
  seats: number | null;
  /** Decimals of a vote where surpluses are passed on. */
  places: number;
  /** Votes that elect where there are several seats. */
  quota: Quota;
  /** Whose votes the threshold is a share of. */
  threshold_of: ThresholdOf;
  /** Which surpluses are passed on in a round. */
  surplus: SurplusOrder;
  /** How the value of ballots of a surplus is cut. */
  transfer: TransferValue;
  /** What happens to surpluses when all seats are filled. */
  last: LastSurplus;
  /** Whether the quota is of each round. */
  dynamic_quota: boolean;
  /** Whether only one is elected in a round. */
  one_winner_per_round: boolean;
  /** Whether eliminations go on until two are left. */
  continue_until_two: boolean;
  /** Whether all who together have fewer votes than the next are eliminated at once. */
  batch: boolean;
  /** Whether all who do not have more than the threshold are eliminated at once. */
  cutoff: boolean;
  /** The threshold in percent of the votes. Null but by the method `percentage`. */
  percent: number | null;
  /** Names that are eliminated before anybody is elected. Untrusted text. Null if there are none. */
  write_ins_first: string[] | null;
  /** What decides between equal votes, one after the other: `previous_rounds`, `order`. */
  tie_break: string[];
  /** Ids in the order that breaks ties; those not in it follow in order of their ids. */
  order: number[];
  /** The last round that is counted. Null: until it is decided. */
  stop_after: number | null;
}

/** Who won, and how. */
export interface CountOutcome {
  /** How seats are filled. */
  method: CountMethod;
  /** Seats to fill. Null by the method `percentage`, where they are open. */
  seats: number | null;
  /**
   * Whether nobody told how many seats there are, so that a number is taken: as many as there are official winners,
   * else one.
   */
  seats_assumed: boolean;
  /** Rounds, of all tabulations together. */
  rounds: number;
  /** In the order of election. */
  winners: OutcomeWinner[];
  /** Who won officially. Null if that is not known, of a group of voters, and without some of the candidates. */
  official: OfficialOutcome | null;
  /**
   * The round that fills the last seat, from 1 in its tabulation. Null if a tie, or a round after which no more are
   * counted, is in the way.
   */
  decided_round: number | null;
  /**
   * Votes by which the last elected is ahead of the strongest who is not, in the final round: the last one where one
   * seat is filled, else the deciding one. Where nobody else is left in it, the last round with somebody who is not
   * elected, and whoever had fewest votes in it of those elected later. Null if nobody went without a seat.
   */
  final_margin: number | null;
  /** These two, the elected first. */
  final_two: FinalCandidate[];
  /** The round in which they stand like that. Null if the count decides nothing. */
  final_round: number | null;
  /** The id of the candidate who wins every matchup. Null if nobody does. */
  condorcet_winner: number | null;
  /** Whether that candidate is elected. Null if there is none. */
  condorcet_winner_won: boolean | null;
  /**
   * Votes that no candidate holds when the last seat is filled, what cutting left apart: a surplus that is exhausted
   * later has elected its candidate. In the last round where nothing is decided.
   */
  exhausted: number;
  /** Of all ballots, 0 to 1. Null if there are none. */
  exhausted_share: number | null;
  /** Rules of cleaning that the rules state and that the ballots were not cleaned by, each as `key value`. */
  cleaning_differs: string[];
  /** From whom votes moved in the round before the deciding one. */
  last_transfers_from: TransferSource[];
  /** How many ties the rules decided. */
  tie_count: number;
  /** The last of them, at most 3; `rounds` has all. */
  ties: CountTie[];
  /** The one that no rule decides, at which the count ends. Null if there is none. */
  tie: OpenTie | null;
  /**
   * What is to be said, in this order. Of a group of voters, every sentence says that it is a count of that group's
   * ballots only.
   */
  sentences: OutcomeSentence[];
}

/** Somebody who is elected. */
export interface OutcomeWinner {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** From 1; above 1 only by the method `sequential`. */
  tabulation: number;
  /** From 1: the round of election. */
  round: number;
  /** In that round. */
  votes: number;
  /**
   * Whether these are the votes that elect; else no more candidates continue than there are seats left. Null where no
   * number of votes elects.
   */
  reached_threshold: boolean | null;
}

/** Who won officially. */
export interface OfficialOutcome {
  /** Ids, ascending. */
  winners: number[];
  /** Whether the count elects the same. */
  agrees: boolean;
}

/** A candidate in the final round. */
export interface FinalCandidate {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** In that round. */
  votes: number;
  /** Of the votes that candidates hold in it, 0 to 1. Null if they hold none. */
  share: number | null;
}

/** Somebody from whom votes move. */
export interface TransferSource {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** All that move. */
  votes: number;
  /** Those of them that go to who is elected in the deciding round. */
  to_elected: number;
}

/** Something that is to be said of an outcome. */
export interface OutcomeSentence {
  /** What it is about. */
  kind: SentenceKind;
  /** Holds names: untrusted text. */
  text: string;
}

/** Where the ballots that began with a candidate are in the end. The votes held and exhausted together are `began`. */
export interface FollowedRow {
  /** From 1; above 1 only by the method `sequential`, which counts once for each seat. */
  tabulation: number;
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Votes in the first round: ballots whose first candidate who stands this is. */
  began: number;
  /** Who holds them in the end: most votes first, ties in order of ids; nobody with none. */
  ended_with: VotesHeld[];
  /** Those that nobody holds. */
  exhausted: FollowedExhausted;
}

/** Votes that a candidate holds in the end. */
export interface VotesHeld {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** What is passed on to nobody else and what cutting leaves among them. */
  votes: number;
  /** Of `began`, 0 to 1. Null if that is none. */
  share: number | null;
}

/** Votes that no candidate holds in the end, by why their rankings end. */
export interface FollowedExhausted {
  /** The ranking ends. */
  ended: number;
  /** An overvoted rank ends it. */
  overvote: number;
  /** Ranks without a mark end it. */
  skipped: number;
  /** A candidate who is marked again ends it. */
  duplicate: number;
  /** All of them, of `began`, 0 to 1. Null if that is none. */
  share: number | null;
}

/** Candidates two by two. */
export interface Matchups {
  /** Ballots that rank anyone. */
  ballots: number;
  /** All pairs of those who stand, in order of their ids. */
  pairs: Matchup[];
  /** The id of the candidate who wins every matchup. Null if nobody does. */
  condorcet_winner: number | null;
  /** Ids of the smallest group all of whom win against everybody outside it; a tie does not win. */
  smith_set: number[];
  /** Most matchups won first, ties in order of ids. */
  order: MatchupRecord[];
}

/** Two candidates, and how many ballots prefer either. One who is ranked is preferred to one who is not. */
export interface Matchup {
  /** Id, the lower of the two. */
  candidate_1: number;
  /** Untrusted text. */
  candidate_1_name: string;
  /** Id. */
  candidate_2: number;
  /** Untrusted text. */
  candidate_2_name: string;
  /** Ballots that prefer candidate 1. */
  prefer_1: number;
  /** Ballots that prefer candidate 2. */
  prefer_2: number;
  /** Ballots that rank neither. */
  neither: number;
  /** The id of the one whom more ballots prefer. Null if as many prefer the other. */
  winner: number | null;
}

/** A candidate in all matchups. */
export interface MatchupRecord {
  /** Id. */
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Matchups won. */
  wins: number;
  /** Matchups lost. */
  losses: number;
  /** Matchups in which as many ballots prefer either. */
  ties: number;
}

/** All ballots that rank anyone. */
export interface BallotSummary {
  /** How many. */
  ballots: number;
  /** Distinct rankings among them. */
  unique_rankings: number;
  /** By how many candidates they rank. */
  length_distribution: LengthShare[];
  /** The fifty most common; ties in the order of ids. */
  common_rankings: CommonRanking[];
}

/** One of the most common rankings. */
export interface CommonRanking {
  /** Ids, best first. */
  candidates: number[];
  /** Untrusted text. */
  names: string[];
  /** With exactly this ranking. */
  ballots: number;
  /** Of all ballots, 0 to 1. Null if there are none. */
  share: number | null;
}

/** Columns of {@link PairRow}. */
export type PairField = keyof PairRow;

/** Those that rows can be sorted by. */
export type PairSortField = Exclude<PairField, "distance_counts">;

/** Parameters of `pairs`. */
export interface PairsParams<Field extends PairField = PairField> {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /**
   * Leaves out pairs with a lower `coalition_strength_score`. Pairs whose score is null are listed with −1 only. −1 to
   * 1. Default `0.1`.
   */
  min_strength?: number | undefined;
  /** What `coalition_strength_score` is. Default `adjusted`. */
  method?: Method | undefined;
  /** Only the pairs of this candidate. */
  candidate?: CandidateRef | null | undefined;
  /**
   * Only the pairs of this type. Those of `opposed` and `neutral` mostly score below `min_strength`: lower it to −1
   * for them.
   */
  coalition_type?: CoalitionType | null | undefined;
  /**
   * Column to sort by. Ties fall back to the order of candidates, nulls come last. Default `coalition_strength_score`.
   */
  sort_by?: PairSortField | undefined;
  /** Direction of the order. Default `desc`. */
  sort_order?: SortOrder | undefined;
  /** Which page, from 1. A page past the end is empty. Whole number from 1. Default `1`. */
  page?: number | undefined;
  /** Rows on a page. Whole number from 1 to 1000. Default `50`. */
  page_size?: number | undefined;
  /**
   * Only these columns: a list, or names separated by commas. Rows have them in the order of the table, not of the
   * list.
   */
  fields?: readonly Field[] | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
  /** Goes alone, as a {@link Continuation}. */
  token?: undefined;
}

/** `metadata.params` of `pairs`: as understood, with defaults filled in and candidates by id. */
export interface PairsUnderstood {
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
  where: Where | null;
}

/** What `pairs` answers. */
export type PairsPage<Field extends PairField = PairField> = Page<"pairs", PairsUnderstood, Pick<PairRow, Field>>;

/** Columns of {@link ComparedPairRow}. */
export type ComparedPairField = keyof ComparedPairRow;

/** Those that rows can be sorted by. */
export type ComparedPairSortField = ComparedPairField;

/** Parameters of `pairs` with `compare`. */
export interface ComparePairsParams<Field extends ComparedPairField = ComparedPairField> {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /**
   * Leaves out pairs with a lower `coalition_strength_score`. Pairs whose score is null are listed with −1 only. −1 to
   * 1. Default `0.1`.
   */
  min_strength?: number | undefined;
  /** What `coalition_strength_score` is. Default `adjusted`. */
  method?: Method | undefined;
  /** Only the pairs of this candidate. */
  candidate?: CandidateRef | null | undefined;
  /**
   * Only the pairs of this type. Those of `opposed` and `neutral` mostly score below `min_strength`: lower it to −1
   * for them.
   */
  coalition_type?: CoalitionType | null | undefined;
  /**
   * Column to sort by. Ties fall back to the order of candidates, nulls come last. Default
   * `coalition_strength_score_difference`.
   */
  sort_by?: ComparedPairSortField | undefined;
  /** Direction of the order. Default `desc`. */
  sort_order?: SortOrder | undefined;
  /** Which page, from 1. A page past the end is empty. Whole number from 1. Default `1`. */
  page?: number | undefined;
  /** Rows on a page. Whole number from 1 to 1000. Default `50`. */
  page_size?: number | undefined;
  /**
   * Only these columns: a list, or names separated by commas. Rows have them in the order of the table, not of the
   * list.
   */
  fields?: readonly Field[] | null | undefined;
  /** Sets two groups of voters side by side, in place of `where`. */
  compare: Compare;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: null | undefined;
  /** Goes alone, as a {@link Continuation}. */
  token?: undefined;
}

/** `metadata.params` of `pairs` with `compare`: as understood, with defaults filled in and candidates by id. */
export interface ComparePairsUnderstood {
  min_shared_ballots: number;
  min_strength: number;
  method: Method;
  candidate: number | null;
  coalition_type: CoalitionType | null;
  sort_by: ComparedPairSortField;
  sort_order: SortOrder;
  page: number;
  page_size: number;
  fields: ComparedPairField[] | null;
  compare: Compare;
}

/** What `pairs` answers with `compare`. */
export type ComparedPairsPage<Field extends ComparedPairField = ComparedPairField> = Page<"pairs", ComparePairsUnderstood, Pick<ComparedPairRow, Field>>;

/** Parameters of `pair`. */
export interface PairParams {
  /** The candidate whose side of the pair is told first. */
  candidate_1: CandidateRef;
  /** The other one. */
  candidate_2: CandidateRef;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `pair`: as understood, with defaults filled in and candidates by id. */
export interface PairUnderstood {
  candidate_1: number;
  candidate_2: number;
  where: Where | null;
}

/** What `pair` answers. */
export type PairAnswer = Answer<"pair", PairUnderstood, PairDetail>;

/** Parameters of `types`. */
export interface TypesParams {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `types`: as understood, with defaults filled in and candidates by id. */
export interface TypesUnderstood {
  min_shared_ballots: number;
  where: Where | null;
}

/** What `types` answers. */
export type TypesAnswer = Answer<"types", TypesUnderstood, TypeSummary[]>;

/** Parameters of `network`. */
export interface NetworkParams {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /** Leaves out edges with a lower score. Edges have a score above 0 in any case. −1 to 1. Default `0.05`. */
  min_strength?: number | undefined;
  /** What `coalition_strength_score` is. Default `adjusted`. */
  method?: Method | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `network`: as understood, with defaults filled in and candidates by id. */
export interface NetworkUnderstood {
  min_shared_ballots: number;
  min_strength: number;
  method: Method;
  where: Where | null;
}

/** What `network` answers. */
export type NetworkAnswer = Answer<"network", NetworkUnderstood, Network>;

/** Parameters of `network` with `compare`. */
export interface CompareNetworkParams {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /** Leaves out edges with a lower score. Edges have a score above 0 in any case. −1 to 1. Default `0.05`. */
  min_strength?: number | undefined;
  /** What `coalition_strength_score` is. Default `adjusted`. */
  method?: Method | undefined;
  /** Sets two groups of voters side by side, in place of `where`. */
  compare: Compare;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: null | undefined;
}

/** `metadata.params` of `network` with `compare`: as understood, with defaults filled in and candidates by id. */
export interface CompareNetworkUnderstood {
  min_shared_ballots: number;
  min_strength: number;
  method: Method;
  compare: Compare;
}

/** What `network` answers with `compare`. */
export type ComparedNetworkAnswer = Answer<"network", CompareNetworkUnderstood, ComparedNetwork>;

/** Parameters of `clusters`. */
export interface ClustersParams {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /** Leaves out clusters of fewer candidates. Whole number from 1. Default `3`. */
  min_group_size?: number | undefined;
  /** What `coalition_strength_score` is. Default `adjusted`. */
  method?: Method | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `clusters`: as understood, with defaults filled in and candidates by id. */
export interface ClustersUnderstood {
  min_shared_ballots: number;
  min_group_size: number;
  method: Method;
  where: Where | null;
}

/** What `clusters` answers. */
export type ClustersAnswer = Answer<"clusters", ClustersUnderstood, Clusters>;

/** Columns of {@link CentralityRow}. */
export type CentralityField = keyof CentralityRow;

/** Those that rows can be sorted by. */
export type CentralitySortField = CentralityField;

/** Parameters of `centrality`. */
export interface CentralityParams<Field extends CentralityField = CentralityField> {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /** Leaves out edges with a lower score. Edges have a score above 0 in any case. −1 to 1. Default `0.05`. */
  min_strength?: number | undefined;
  /** What `coalition_strength_score` is. Default `adjusted`. */
  method?: Method | undefined;
  /** Column to sort by. Ties fall back to the order of candidates, nulls come last. Default `centrality_rank`. */
  sort_by?: CentralitySortField | undefined;
  /** Direction of the order. Default `asc`. */
  sort_order?: SortOrder | undefined;
  /** Which page, from 1. A page past the end is empty. Whole number from 1. Default `1`. */
  page?: number | undefined;
  /** Rows on a page. Whole number from 1 to 1000. Default `50`. */
  page_size?: number | undefined;
  /**
   * Only these columns: a list, or names separated by commas. Rows have them in the order of the table, not of the
   * list.
   */
  fields?: readonly Field[] | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
  /** Goes alone, as a {@link Continuation}. */
  token?: undefined;
}

/** `metadata.params` of `centrality`: as understood, with defaults filled in and candidates by id. */
export interface CentralityUnderstood {
  min_shared_ballots: number;
  min_strength: number;
  method: Method;
  sort_by: CentralitySortField;
  sort_order: SortOrder;
  page: number;
  page_size: number;
  fields: CentralityField[] | null;
  where: Where | null;
}

/** What `centrality` answers. */
export type CentralityPage<Field extends CentralityField = CentralityField> = Page<"centrality", CentralityUnderstood, Pick<CentralityRow, Field>>;

/** Columns of {@link ComparedCentralityRow}. */
export type ComparedCentralityField = keyof ComparedCentralityRow;

/** Those that rows can be sorted by. */
export type ComparedCentralitySortField = ComparedCentralityField;

/** Parameters of `centrality` with `compare`. */
export interface CompareCentralityParams<Field extends ComparedCentralityField = ComparedCentralityField> {
  /** Leaves out pairs that fewer ballots rank together. Whole number from 0. Default `50`. */
  min_shared_ballots?: number | undefined;
  /** Leaves out edges with a lower score. Edges have a score above 0 in any case. −1 to 1. Default `0.05`. */
  min_strength?: number | undefined;
  /** What `coalition_strength_score` is. Default `adjusted`. */
  method?: Method | undefined;
  /**
   * Column to sort by. Ties fall back to the order of candidates, nulls come last. Default
   * `strength_centrality_difference`.
   */
  sort_by?: ComparedCentralitySortField | undefined;
  /** Direction of the order. Default `desc`. */
  sort_order?: SortOrder | undefined;
  /** Which page, from 1. A page past the end is empty. Whole number from 1. Default `1`. */
  page?: number | undefined;
  /** Rows on a page. Whole number from 1 to 1000. Default `50`. */
  page_size?: number | undefined;
  /**
   * Only these columns: a list, or names separated by commas. Rows have them in the order of the table, not of the
   * list.
   */
  fields?: readonly Field[] | null | undefined;
  /** Sets two groups of voters side by side, in place of `where`. */
  compare: Compare;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: null | undefined;
  /** Goes alone, as a {@link Continuation}. */
  token?: undefined;
}

/** `metadata.params` of `centrality` with `compare`: as understood, with defaults filled in and candidates by id. */
export interface CompareCentralityUnderstood {
  min_shared_ballots: number;
  min_strength: number;
  method: Method;
  sort_by: ComparedCentralitySortField;
  sort_order: SortOrder;
  page: number;
  page_size: number;
  fields: ComparedCentralityField[] | null;
  compare: Compare;
}

/** What `centrality` answers with `compare`. */
export type ComparedCentralityPage<Field extends ComparedCentralityField = ComparedCentralityField> = Page<"centrality", CompareCentralityUnderstood, Pick<ComparedCentralityRow, Field>>;

/** Columns of {@link CandidateRow}. */
export type CandidateField = keyof CandidateRow;

/** Those that rows can be sorted by. */
export type CandidateSortField = Exclude<CandidateField, "rank_counts">;

/** Parameters of `candidates`. */
export interface CandidatesParams<Field extends CandidateField = CandidateField> {
  /** Column to sort by. Ties fall back to the order of candidates, nulls come last. Default `mentions`. */
  sort_by?: CandidateSortField | undefined;
  /** Direction of the order. Default `desc`. */
  sort_order?: SortOrder | undefined;
  /** Which page, from 1. A page past the end is empty. Whole number from 1. Default `1`. */
  page?: number | undefined;
  /** Rows on a page. Whole number from 1 to 1000. Default `50`. */
  page_size?: number | undefined;
  /**
   * Only these columns: a list, or names separated by commas. Rows have them in the order of the table, not of the
   * list.
   */
  fields?: readonly Field[] | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
  /** Goes alone, as a {@link Continuation}. */
  token?: undefined;
}

/** `metadata.params` of `candidates`: as understood, with defaults filled in and candidates by id. */
export interface CandidatesUnderstood {
  sort_by: CandidateSortField;
  sort_order: SortOrder;
  page: number;
  page_size: number;
  fields: CandidateField[] | null;
  where: Where | null;
}

/** What `candidates` answers. */
export type CandidatesPage<Field extends CandidateField = CandidateField> = Page<"candidates", CandidatesUnderstood, Pick<CandidateRow, Field>>;

/** Parameters of `candidate`. */
export interface CandidateParams {
  /** The candidate in question. */
  candidate: CandidateRef;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `candidate`: as understood, with defaults filled in and candidates by id. */
export interface CandidateUnderstood {
  candidate: number;
  where: Where | null;
}

/** What `candidate` answers. */
export type CandidateAnswer = Answer<"candidate", CandidateUnderstood, CandidateDetail>;

/** Parameters of `segments`. */
export interface SegmentsParams {
  /** The candidate in question. */
  candidate: CandidateRef;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `segments`: as understood, with defaults filled in and candidates by id. */
export interface SegmentsUnderstood {
  candidate: number;
  where: Where | null;
}

/** What `segments` answers. */
export type SegmentsAnswer = Answer<"segments", SegmentsUnderstood, Segments>;

/** Parameters of `transfers`. */
export interface TransfersParams {
  /** Only what comes after this candidate; else after each. */
  candidate?: CandidateRef | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `transfers`: as understood, with defaults filled in and candidates by id. */
export interface TransfersUnderstood {
  candidate: number | null;
  where: Where | null;
}

/** What `transfers` answers. */
export type TransfersAnswer = Answer<"transfers", TransfersUnderstood, TransferRow[]>;

/** Parameters of `rounds`. */
export interface RoundsParams {
  /** The rules of the count: a preset's name, or an object with keys of rules. Not given: those of the election. */
  rules?: Preset | Partial<Rules> | null | undefined;
  /**
   * Seats to fill. Not given: those that the rules name, else those of the election, else one. Whole number from 1 to
   * 2000.
   */
  seats?: number | null | undefined;
  /**
   * Candidates in the order that breaks ties: the earliest is elected, the latest is eliminated. Those not named
   * follow in the order of ids.
   */
  order?: readonly CandidateRef[] | null | undefined;
  /** Candidates who are taken not to have stood: rankings close up. */
  without?: readonly CandidateRef[] | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `rounds`: as understood, with defaults filled in and candidates by id. */
export interface RoundsUnderstood {
  rules: Preset | Partial<Rules> | null;
  seats: number | null;
  order: number[] | null;
  without: number[] | null;
  where: Where | null;
}

/** What `rounds` answers. */
export type RoundsAnswer = Answer<"rounds", RoundsUnderstood, Rounds>;

/** Parameters of `outcome`. */
export interface OutcomeParams {
  /** The rules of the count: a preset's name, or an object with keys of rules. Not given: those of the election. */
  rules?: Preset | Partial<Rules> | null | undefined;
  /**
   * Seats to fill. Not given: those that the rules name, else those of the election, else one. Whole number from 1 to
   * 2000.
   */
  seats?: number | null | undefined;
  /**
   * Candidates in the order that breaks ties: the earliest is elected, the latest is eliminated. Those not named
   * follow in the order of ids.
   */
  order?: readonly CandidateRef[] | null | undefined;
  /** Candidates who are taken not to have stood: rankings close up. */
  without?: readonly CandidateRef[] | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `outcome`: as understood, with defaults filled in and candidates by id. */
export interface OutcomeUnderstood {
  rules: Preset | Partial<Rules> | null;
  seats: number | null;
  order: number[] | null;
  without: number[] | null;
  where: Where | null;
}

/** What `outcome` answers. */
export type OutcomeAnswer = Answer<"outcome", OutcomeUnderstood, CountOutcome>;

/** Parameters of `follow_through`. */
export interface FollowThroughParams {
  /** Only the ballots that began with this candidate; else those of each. */
  candidate?: CandidateRef | null | undefined;
  /** The rules of the count: a preset's name, or an object with keys of rules. Not given: those of the election. */
  rules?: Preset | Partial<Rules> | null | undefined;
  /**
   * Seats to fill. Not given: those that the rules name, else those of the election, else one. Whole number from 1 to
   * 2000.
   */
  seats?: number | null | undefined;
  /**
   * Candidates in the order that breaks ties: the earliest is elected, the latest is eliminated. Those not named
   * follow in the order of ids.
   */
  order?: readonly CandidateRef[] | null | undefined;
  /** Candidates who are taken not to have stood: rankings close up. */
  without?: readonly CandidateRef[] | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `follow_through`: as understood, with defaults filled in and candidates by id. */
export interface FollowThroughUnderstood {
  candidate: number | null;
  rules: Preset | Partial<Rules> | null;
  seats: number | null;
  order: number[] | null;
  without: number[] | null;
  where: Where | null;
}

/** What `follow_through` answers. */
export type FollowThroughAnswer = Answer<"follow_through", FollowThroughUnderstood, FollowedRow[]>;

/** Parameters of `matchups`. */
export interface MatchupsParams {
  /** Candidates who are taken not to have stood: rankings close up. */
  without?: readonly CandidateRef[] | null | undefined;
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `matchups`: as understood, with defaults filled in and candidates by id. */
export interface MatchupsUnderstood {
  without: number[] | null;
  where: Where | null;
}

/** What `matchups` answers. */
export type MatchupsAnswer = Answer<"matchups", MatchupsUnderstood, Matchups>;

/** Parameters of `ballots`. */
export interface BallotsParams {
  /** Only these ballots: the answer is that of an election of theirs alone. */
  where?: Where | null | undefined;
}

/** `metadata.params` of `ballots`: as understood, with defaults filled in and candidates by id. */
export interface BallotsUnderstood {
  where: Where | null;
}

/** What `ballots` answers. */
export type BallotsAnswer = Answer<"ballots", BallotsUnderstood, BallotSummary>;

/** The queries whose answers are lists: in pages, or as a table. */
export interface Lists {
  pairs: { params: PairsParams; understood: PairsUnderstood; row: PairRow };
  centrality: { params: CentralityParams; understood: CentralityUnderstood; row: CentralityRow };
  candidates: { params: CandidatesParams; understood: CandidatesUnderstood; row: CandidateRow };
}

/** Those that compare, with `compare`. */
export interface ComparedLists {
  pairs: { params: ComparePairsParams; understood: ComparePairsUnderstood; row: ComparedPairRow };
  centrality: { params: CompareCentralityParams; understood: CompareCentralityUnderstood; row: ComparedCentralityRow };
}

/** What went wrong, stable across versions. */
export type LensErrorCode =
  /** A parameter or option is not understood; the message names it, its value and what is allowed. */
  | "E_PARAM"
  /** No such election or candidate, or a file that the host does not have. */
  | "E_NOT_FOUND"
  /** A request failed, or the engine's own files could not be loaded. */
  | "E_NETWORK"
  /** A file is cut off, damaged, or not the one that was published. */
  | "E_INTEGRITY"
  /** A file is not in the format it should be in: an HTML page in place of the manifest, say. */
  | "E_FORMAT"
  /** The snapshot is of another major version of the format. */
  | "E_VERSION"
  /** A continuation token of another snapshot. */
  | "E_STALE_TOKEN"
  /** Something is above a stated limit. */
  | "E_TOO_LARGE"
  /** The caller's signal fired; `cause` is its reason. */
  | "E_ABORTED"
  /** The lens has been closed by its owner. */
  | "E_CLOSED"
  /** The engine has stopped: a broken invariant, a worker that died. Open the snapshot again. */
  | "E_STOPPED";
