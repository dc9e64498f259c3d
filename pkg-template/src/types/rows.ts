/** What `coalition_strength_score` is: closeness against chance, a blend of affinities, or the Jaccard index. */
export type Method = "adjusted" | "proximity_weighted" | "basic";

/** How close to each other the ballots with both rank the two. */
export type CoalitionType = "strong" | "moderate" | "strategic" | "weak";

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
   * By method. `adjusted`: −1 to 1, 0 as chance would have it, negative where the two are avoided together.
   * `proximity_weighted` and `basic`: 0 to 1. Null if one of the two is on no ballot (`basic`, `proximity_weighted`: if
   * both are).
   */
  coalition_strength_score: number | null;
  /** Null if no ballot ranks both. */
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
  /** Null if there are no shared ballots. */
  min_ranking_distance: number | null;
  /** Null if there are no shared ballots. */
  max_ranking_distance: number | null;
  /** Shared ballots at rank distance 1, 2, …. */
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

/** One pair in full. */
export interface PairDetail extends PairRow {
  /** `coalition_strength_score` by each method. */
  scores: Record<Method, number | null>;
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
}

export interface DistanceShare {
  /** From 1. */
  distance: number;
  ballots: number;
  /** Of the shared ballots, 0 to 1. Null if there are none. */
  share: number | null;
}

/** The pairs of one coalition type. */
export interface TypeSummary {
  coalition_type: CoalitionType;
  /** Pairs. */
  count: number;
  /** Of the pairs that have a type, 0 to 1. Null if none has. */
  share: number | null;
  /** Mean score by the method `adjusted`, −1 to 1. Null if there are no pairs of this type. */
  mean_strength: number | null;
  /** The three strongest. */
  examples: TypeExample[];
}

export type TypeExample = Pick<
  PairRow,
  | "candidate_1"
  | "candidate_1_name"
  | "candidate_2"
  | "candidate_2_name"
  | "shared_ballots"
  | "coalition_strength_score"
>;

/** One candidate. Counts are ballots, counted with their weight. Ratios are null where their denominator is 0. */
export interface CandidateRow {
  candidate_id: number;
  /** Untrusted text. */
  candidate_name: string;
  /** Whether it is a counted write-in bucket. */
  is_write_in: boolean;
  /** Whether the candidate won a seat; null if the winners are not known. */
  winner: boolean | null;
  /** Ballots that rank the candidate. */
  mentions: number;
  first_choice_votes: number;
  /** Of all ballots, 0 to 100. Null if there are no ballots. */
  first_choice_percentage: number | null;
  /** Ballots with the candidate at rank 1, 2, … */
  rank_counts: number[];
  /** Mean rank, from 1. Null if the candidate is on no ballot. */
  avg_rank_position: number | null;
  /** Points: the longest ranking's length for a first rank, one less for each rank below. */
  weighted_score: number;
  /** `weighted_score` of what it would be with first ranks only, above 0 to 1. Null if the candidate is on no ballot. */
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

/** Columns of {@link PairRow}. */
export type PairField = keyof PairRow;
/** Columns that pairs can be sorted by. */
export type PairSortField = Exclude<PairField, "distance_counts">;
/** Columns of {@link CandidateRow}. */
export type CandidateField = keyof CandidateRow;
/** Columns that candidates can be sorted by. */
export type CandidateSortField = Exclude<CandidateField, "rank_counts">;
