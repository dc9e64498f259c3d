import type { CandidateRef } from "./params.js";

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

/** Two groups of voters. They may overlap. */
export interface Compare {
  where_a: Where;
  where_b: Where;
}
