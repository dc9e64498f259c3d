/** The entries of "About the numbers", which labels lead to. Their texts are in glossary.ts, fetched with that page. */
export const TERM_IDS = [
  "ballots",
  "first_choice_votes",
  "mentions",
  "avg_rank_position",
  "bullet_ballots",
  "shared_ballots",
  "coalition_strength_score",
  "proximity_weighted",
  "basic",
  "coalition_type",
  "adjusted_lift",
  "basic_affinity_score",
  "conditional_1_to_2",
  "avg_ranking_distance",
  "low_support",
  "transfer_efficiency",
  "rank_distribution",
  "next_choices",
  "archetypes",
  "cluster_membership",
  "reach",
  "strength_centrality",
  "centrality_rank",
  "connection_count",
  "avg_coalition_strength",
  "bridge_score",
  "betweenness_centrality",
  "position_type",
  "rounds",
  "threshold",
  "transfers",
  "exhausted",
  "where",
  "shared_share_z",
] as const;
export type TermId = (typeof TERM_IDS)[number];

/** The term that explains a column. */
export function termOf(column: string): TermId | undefined {
  const id = column === "conditional_2_to_1" ? "conditional_1_to_2" : column;
  return TERM_IDS.find((term) => term === id);
}
