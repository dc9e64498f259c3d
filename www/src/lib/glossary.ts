/** What each figure means, where it is undefined, and its formula. Shown on the page "About the numbers". */
export interface Term {
  readonly id: string;
  readonly term: string;
  readonly meaning: string;
  readonly formula?: string;
  /** When the figure is undefined and shown as a dash. */
  readonly undefinedWhen?: string;
}

export const GLOSSARY: readonly Term[] = [
  {
    id: "ballots",
    term: "Ballots",
    meaning:
      "The ballots that rank at least one candidate after cleaning (N). A ranking is the ordered list of candidates on a ballot, without gaps.",
  },
  {
    id: "first_choice_votes",
    term: "First choices",
    meaning: "Ballots that rank the candidate first.",
  },
  {
    id: "mentions",
    term: "Mentions",
    meaning: "Ballots that rank the candidate anywhere (m).",
  },
  {
    id: "avg_rank_position",
    term: "Average rank",
    meaning: "The mean position of the candidate on the ballots that rank it; 1 is first.",
    undefinedWhen: "no ballot ranks the candidate",
  },
  {
    id: "bullet_ballots",
    term: "Only choice",
    meaning: "Ballots that rank this candidate and nobody else.",
  },
  {
    id: "shared_ballots",
    term: "Shared ballots",
    meaning: "Ballots that rank both candidates of a pair (c), at whatever ranks.",
  },
  {
    id: "coalition_strength_score",
    term: "Strength, against chance (adjusted)",
    meaning:
      "How much more the two are ranked together, and close together, than chance would give. 0 is what chance gives; above 0 they share supporters; below 0 they are avoided together. Chance keeps how long each ballot is and how popular each candidate is, so neither popular candidates nor voters who rank many make a coalition by themselves.",
    formula:
      "(Σ k(d) · c(d) − Eᵏ) / √(m₁ m₂), with c(d) the shared ballots on which they stand d ranks apart, k(d) = 2/(1 + d), and Eᵏ what the sum would be by chance",
    undefinedWhen: "one of the two is on no ballot",
  },
  {
    id: "proximity_weighted",
    term: "Strength, by closeness (proximity_weighted)",
    meaning:
      "A blend of overlap and of overlap weighted by closeness, from 0 to 1, without regard to chance: popular candidates score high with everyone.",
    formula: "(0.2 · c + 0.8 · Σ k(d) · c(d)) / (m₁ + m₂ − c)",
    undefinedWhen: "neither of the two is on any ballot",
  },
  {
    id: "basic",
    term: "Strength, overlap only (basic)",
    meaning: "The overlap below, taken as strength.",
  },
  {
    id: "coalition_type",
    term: "Type",
    meaning:
      "Strong: ranked on average at most 1.5 ranks apart, and within two ranks on at least 60% of the shared ballots. Moderate: at most 2.5 ranks, and 40%. Strategic: otherwise, if at least half of the shared ballots have them four or more ranks apart. Weak: the rest. The type is about closeness alone; a pair may be close and yet share fewer voters than chance would give.",
    undefinedWhen: "no ballot ranks both",
  },
  {
    id: "adjusted_lift",
    term: "Times chance",
    meaning:
      "Shared ballots, divided by how many there would be by chance, with ballot lengths and popularity kept. 1× is chance, 2× twice as many.",
    formula: "c / E",
    undefinedWhen: "chance would give no shared ballot at all",
  },
  {
    id: "basic_affinity_score",
    term: "Overlap",
    meaning: "Of the ballots that rank one or the other, the share that ranks both.",
    formula: "c / (m₁ + m₂ − c)",
    undefinedWhen: "neither of the two is on any ballot",
  },
  {
    id: "conditional_1_to_2",
    term: "Of the first’s ballots, of the second’s ballots",
    meaning: "Of the ballots that rank the one candidate, the share that ranks the other as well.",
    formula: "c / m₁ and c / m₂",
    undefinedWhen: "the candidate is on no ballot",
  },
  {
    id: "avg_ranking_distance",
    term: "Ranks apart",
    meaning: "The mean number of ranks between the two, on the ballots that rank both; 1 means always neighbours.",
    undefinedWhen: "no ballot ranks both",
  },
  {
    id: "low_support",
    term: "Few ballots",
    meaning:
      "Fewer than 30 ballots rank both, or chance would give fewer than 30: the figures of such a pair rest on few voters.",
  },
];

/** The term that explains a column. */
export function termOf(column: string): Term | undefined {
  const id = column === "conditional_2_to_1" ? "conditional_1_to_2" : column;
  return GLOSSARY.find((term) => term.id === id);
}
