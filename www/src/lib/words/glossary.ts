/** What each figure means, where it is undefined, and its formula. Shown on the page "About the numbers". */
import type { TermId } from "./terms.ts";

export interface Term {
  readonly id: TermId;
  readonly term: string;
  readonly meaning: string;
  readonly formula?: string;
  /** When the figure is undefined and shown as a dash. */
  readonly undefinedWhen?: string;
  /** What it does not say. */
  readonly limits?: string;
  /** Where the figure comes from in the literature. */
  readonly source?: string;
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
      "How many ballots rank both, and how close together, against what chance would give. Opposed: at most 0.95 times as many as by chance. Neutral: fewer than 1.05 times. Of the pairs above that, strategic: ranked further apart than in random order, with a closeness below 0.95 times chance; strong: at least 1.25 times as many as by chance; moderate: the rest.",
    formula:
      "a = c / E and q = (Σ k(d) · c(d) / c) / (Eᵏ / E): opposed if a ≤ 0.95, neutral if a < 1.05, strategic if q < 0.95, strong if a ≥ 1.25, else moderate",
    undefinedWhen: "no ballot ranks both, or chance would give none",
    limits:
      "A name for reading, with borders that were chosen. It goes by “Times chance”; strength counts closeness as well, so it can be a little above 0 for an opposed pair that stands close together, and below 0 for a strategic one.",
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
  {
    id: "transfer_efficiency",
    term: "Goes on to somebody",
    meaning: "Of the ballots that rank the candidate, the share on which somebody comes after.",
    undefinedWhen: "no ballot ranks the candidate",
    limits: "It says where a ballot could go on to, not where it went: that depends on who is still in the count.",
  },
  {
    id: "rank_distribution",
    term: "Ranks",
    meaning: "Of the ballots that rank the candidate, the share that puts the candidate at each rank; 1 is first.",
    undefinedWhen: "no ballot ranks the candidate",
  },
  {
    id: "next_choices",
    term: "Next choices",
    meaning: "Whom the ballots that rank the candidate put right after, and how many end with the candidate.",
    formula: "ballots with j right after i, divided by mᵢ",
    undefinedWhen: "no ballot ranks the candidate",
    limits:
      "The next candidate may be out of the count already: this is what voters wrote, not how votes were transferred.",
  },
  {
    id: "archetypes",
    term: "Supporters, divided by length and rank, and by who else is ranked",
    meaning:
      "Two divisions of the ballots that rank a candidate, each of which adds up to all of them. By length and rank: nobody else ranked; two or three ranked; four or more, the candidate first or second; five or more, the candidate third or later; the rest. By who else is ranked: nobody; only candidates of the same group; more of the same group than others; as many; fewer.",
    undefinedWhen: "no ballot ranks the candidate",
    limits: "What voters meant by a short or a long ballot is not on the ballot.",
  },
  {
    id: "cluster_membership",
    term: "Group",
    meaning:
      "Groups of candidates that share more voters with each other than with the rest, found among all pairs that have enough shared ballots and a strength above 0; the least strength that is chosen for the network has no part in it. They are numbered by mentions, the largest first. The search is repeated many times from different starts; the best division counts, and agreement says how alike the results were.",
    formula: "the division with the highest modularity, weights being strengths",
    undefinedWhen: "no pair of the candidate has enough shared ballots and a strength above 0",
    source:
      "M. E. J. Newman, Analysis of weighted networks, 2004; V. D. Blondel et al., Fast unfolding of communities in large networks, 2008",
    limits:
      "A division is always found, even where groups run into each other: modularity near 0, or little agreement, says that the groups mean little.",
  },
  {
    id: "reach",
    term: "Reach",
    meaning:
      "The ballots this candidate shares with others beyond chance, per voter: for each other candidate with enough shared ballots, how many more there are than chance would give, added up and divided by all ballots. Pairs below chance count nothing.",
    formula: "Σⱼ max(0, cᵢⱼ − Eᵢⱼ) / N",
    undefinedWhen: "there are no ballots",
    limits:
      "A ballot counts once for each pair that it adds to. It counts ballots, so a candidate on few of them cannot reach far; the least strength chosen for the network has no part in it.",
  },
  {
    id: "strength_centrality",
    term: "Total strength",
    meaning: "The sum of the strengths of all pairs that join the candidate to others in the network.",
    formula: "sᵢ = Σⱼ wᵢⱼ",
    source: "A. Barrat et al., The architecture of complex weighted networks, 2004",
    limits:
      "It grows with the number of candidates, and changes with the thresholds. Strengths are measured against the size of both candidates, so candidates with few supporters come out high.",
  },
  {
    id: "centrality_rank",
    term: "Place",
    meaning: "Candidates in the order of their reach, the furthest first; then by mentions.",
  },
  {
    id: "connection_count",
    term: "Joined to",
    meaning: "How many candidates the candidate is joined to, at the thresholds chosen.",
  },
  {
    id: "avg_coalition_strength",
    term: "Mean strength",
    meaning: "The mean strength of the pairs that join the candidate to others.",
    formula: "sᵢ / kᵢ, with kᵢ the number of pairs",
    undefinedWhen: "the candidate is joined to nobody",
  },
  {
    id: "bridge_score",
    term: "Between groups",
    meaning:
      "How evenly the candidate’s strength is spread over the groups: 0 if all of it is in one group, near 1 if it is spread over many.",
    formula: "1 − Σₛ (sᵢₛ / sᵢ)², with sᵢₛ the strength towards group s, over the pairs among which groups are found",
    undefinedWhen: "the candidate is in no group",
    source: "R. Guimerà and L. A. N. Amaral, Functional cartography of complex metabolic networks, 2005",
    limits: "A candidate with few voters can be spread over all groups by chance.",
  },
  {
    id: "betweenness_centrality",
    term: "On paths",
    meaning:
      "Of the shortest paths between all other candidates, the share that leads through this one; the stronger a pair, the shorter its line.",
    formula: "Σ σ(s, t | i) / σ(s, t), divided by (n − 1)(n − 2) / 2",
    undefinedWhen: "there are fewer than three candidates",
    source: "U. Brandes, A faster algorithm for betweenness centrality, 2001",
  },
  {
    id: "position_type",
    term: "Position",
    meaning:
      "Isolated: joined to nobody. Hub: reach at least 1.5 times the mean of those who are joined. Bridge: joined to at least three, spread over several groups (0.5 or more) and ranked by at least 5% of the ballots. Peripheral: the rest.",
    limits:
      "A name for reading, with borders that were chosen: two candidates on either side of one may hardly differ.",
  },
  {
    id: "rounds",
    term: "Votes, round by round",
    meaning:
      "A count goes in rounds. In each, a ballot counts for the highest-ranked of its candidates who is still in the count. A round elects or eliminates; the ballots of those who are eliminated, and what the elected have beyond the quota, are counted for others in the next. A round is shown as it stands before these transfers.",
    limits:
      "Another count of the same ballots, of some voters, without a candidate or by other rules, takes every ballot as it was cast: had a candidate not stood, or had other rules been in force, voters might have voted otherwise.",
  },
  {
    id: "threshold",
    term: "Quota, majority",
    meaning:
      "The number of votes that elects. With one seat, more than half of the votes that still count; with several, as many as no more candidates than there are seats can have.",
    formula: "⌊V/2⌋ + 1 with one seat; by most rules ⌊V/(S + 1)⌋ + 1 with S seats, of V votes",
    undefinedWhen: "no number of votes elects by these rules",
  },
  {
    id: "transfers",
    term: "Transfers",
    meaning:
      "Votes that go from one candidate to another. An eliminated candidate’s ballots go on at the value that they have; of an elected candidate’s votes only those beyond the quota go on, as all of the ballots at a lower value. What that value loses by rounding is told as lost to rounding.",
  },
  {
    id: "exhausted",
    term: "Exhausted ballots",
    meaning:
      "Ballots that rank nobody who is still in the count, or that ended before: at an overvote, at skipped ranks or at a repeated candidate, where the rules say so. They count for nobody from that round on.",
  },
  {
    id: "where",
    term: "Groups of voters",
    meaning:
      "Every figure can be computed from some of the ballots alone, picked by what is on them. Everything is then counted anew, chance included.",
    limits:
      "Voters who were picked for ranking a candidate all rank that candidate: figures of pairs with that candidate follow from the choice.",
  },
  {
    id: "shared_share_z",
    term: "z of shared ballots",
    meaning:
      "Whether two groups of voters differ in the share of ballots that rank both candidates, in standard errors: between −2 and 2 the difference may well be chance.",
    formula:
      "(p₁ − p₂) / √(p (1 − p) (1/N₁ + 1/N₂ − 2 N₁₂/(N₁ N₂))), with p the share in both groups together and N₁₂ the ballots that are in both",
    undefinedWhen: "a group has no ballot, both groups are the same ballots, or all or none of the ballots rank both",
    limits: "It takes each ballot as independent of the others. With many pairs, some are large by chance.",
  },
];
