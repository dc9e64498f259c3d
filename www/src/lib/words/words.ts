import type { Archetype, Camp, CoalitionType, Method, PositionType, Preset } from "coalition-lens";
import type { TermId } from "./terms.ts";
import type { CandidateColumn, CentralityColumn, PairColumn, View } from "../state/state.ts";

/** What things are called on the page. */
export const VIEW_NAMES: Record<View, string> = {
  results: "Results",
  overview: "Overview",
  coalitions: "Coalitions",
  pairs: "Pairs",
  candidates: "Candidates",
  voters: "Voters",
  performance: "Performance",
  about: "About the numbers",
};

export const PRESET_NAMES: Record<Preset, string> = {
  alaska: "Alaska",
  irv: "Instant runoff",
  maine: "Maine",
  meek: "Meek",
  "minneapolis-1": "Minneapolis, one seat",
  "minneapolis-3": "Minneapolis, three seats",
  nyc: "New York City",
  "portland-3": "Portland, Oregon, three seats",
  "san-francisco": "San Francisco",
  scotland: "Scotland",
};

export const METHOD_NAMES: Record<Method, string> = {
  adjusted: "Closeness, against chance",
  proximity_weighted: "Overlap, weighted by closeness",
  basic: "Overlap only",
};

/** The entry of "About the numbers" on what strength is, by method. */
export const METHOD_TERMS: Record<Method, TermId> = {
  adjusted: "coalition_strength_score",
  proximity_weighted: "proximity_weighted",
  basic: "basic",
};

/** The class that gives a group its colour, which several groups share if there are many; the number tells them apart. */
export const groupClass = (cluster: number | null): string | undefined =>
  cluster === null ? undefined : `g${((cluster - 1) % 8) + 1}`;

export const TYPE_NAMES: Record<CoalitionType, string> = {
  strong: "Strong",
  moderate: "Moderate",
  strategic: "Strategic",
  neutral: "Neutral",
  opposed: "Opposed",
};

export const TYPE_MEANINGS: Record<CoalitionType, string> = {
  strong: "on many more ballots together than chance would give",
  moderate: "on more ballots together than chance would give",
  strategic: "on more ballots together than chance would give, but further apart",
  neutral: "on about as many ballots together as chance would give",
  opposed: "on fewer ballots together than chance would give",
};

export const PAIR_LABELS: Record<PairColumn, string> = {
  candidate_1_name: "Candidate",
  candidate_2_name: "and candidate",
  coalition_strength_score: "Strength",
  shared_ballots: "Shared ballots",
  adjusted_lift: "Times chance",
  coalition_type: "Type",
  basic_affinity_score: "Overlap",
  conditional_1_to_2: "Of the first’s ballots",
  conditional_2_to_1: "Of the second’s ballots",
  avg_ranking_distance: "Ranks apart",
};

export const CANDIDATE_LABELS: Record<CandidateColumn, string> = {
  candidate_name: "Candidate",
  first_choice_votes: "First choices",
  mentions: "Mentions",
  avg_rank_position: "Average rank",
  bullet_ballots: "Only choice",
};

export const CENTRALITY_LABELS: Record<CentralityColumn, string> = {
  candidate_name: "Candidate",
  centrality_rank: "Place",
  position_type: "Position",
  cluster_membership: "Group",
  reach: "Reach",
  strength_centrality: "Total strength",
  connection_count: "Joined to",
  avg_coalition_strength: "Mean strength",
  bridge_score: "Between groups",
  betweenness_centrality: "On paths",
};

export const POSITION_MEANINGS: Record<PositionType, string> = {
  Hub: "reach at least half above the mean",
  Bridge: "strength spread over several groups",
  Peripheral: "joined, but neither hub nor bridge",
  Isolated: "joined to nobody",
};

export const ARCHETYPE_NAMES: Record<Archetype, string> = {
  bullet: "Ranked nobody else",
  short_list: "Ranked two or three",
  strategic: "First or second of four or more",
  coalition_builder: "Third or later of five or more",
  other: "Third or fourth of four",
};

export const CAMP_NAMES: Record<Camp, string> = {
  alone: "Ranked nobody else",
  loyal: "All others from the same group",
  leaning: "Most others from the same group",
  mixed: "Half and half",
  crossover: "Most others from other groups",
};
