/** What is asked of the candidate whose profile is open; the answer is null while none is. */
import type { CandidateDetail, Segments } from "coalition-lens";
import { shown } from "./context.ts";
import { asking, type Query } from "./query.svelte.ts";

export function askedProfile(): Query<CandidateDetail | null> {
  const { election } = shown();
  return askedOfProfile((candidate, signal) => election.candidate({ candidate }, { signal }));
}

export function askedSegments(): Query<Segments | null> {
  const { election } = shown();
  return askedOfProfile((candidate, signal) => election.segments({ candidate }, { signal }));
}

function askedOfProfile<T>(ask: (candidate: number, signal: AbortSignal) => Promise<{ data: T }>): Query<T | null> {
  const { session } = shown();
  return asking(() => {
    const candidate = session.state.profile;
    return async (signal) => (candidate === null ? null : (await ask(candidate, signal)).data);
  });
}
