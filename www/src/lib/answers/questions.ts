/** Questions that several parts of a view ask: each is asked once for all of them. */
import type { CandidateDetail, CountOutcome, PairDetail, Segments } from "coalition-lens";
import { candidateFigures, type CandidateFigures } from "./answers.ts";
import { shown } from "../state/context.ts";
import { asking, shared, type Question } from "../loading/query.svelte.ts";

/** All candidates, in the order that the table of the overview has. */
export function askedCandidates(): Question<CandidateFigures[]> {
  const { session, election } = shown();
  return shared("candidates", () =>
    asking(() => {
      const sorting = session.state.candidates;
      return (signal) => candidateFigures(election, sorting, signal);
    }),
  );
}

/** Who won, as the election itself was counted. */
export function askedOutcome(): Question<CountOutcome> {
  const { election } = shown();
  return shared("outcome", () => asking(() => async (signal) => (await election.outcome({}, { signal })).data));
}

/** The candidate whose profile is open; null while none is. */
export function askedProfile(): Question<CandidateDetail | null> {
  const { election } = shown();
  return ofProfile("candidate", (candidate, signal) => election.candidate({ candidate }, { signal }));
}

/** The supporters of that candidate. */
export function askedSegments(): Question<Segments | null> {
  const { election } = shown();
  return ofProfile("segments", (candidate, signal) => election.segments({ candidate }, { signal }));
}

function ofProfile<T>(
  name: string,
  ask: (candidate: number, signal: AbortSignal) => Promise<{ data: T }>,
): Question<T | null> {
  const { session } = shown();
  return shared(name, () =>
    asking(() => {
      const candidate = session.state.profile;
      return async (signal) => (candidate === null ? null : (await ask(candidate, signal)).data);
    }),
  );
}

/** The pair that is open, told in the order of the address; null while none is. */
export function askedPair(): Question<PairDetail | null> {
  const { session, election } = shown();
  return shared("pair", () =>
    asking(() => {
      const ids = session.state.pair;
      return async (signal) =>
        ids === null ? null : (await election.pair({ candidate_1: ids[0], candidate_2: ids[1] }, { signal })).data;
    }),
  );
}
