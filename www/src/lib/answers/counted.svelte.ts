import type { Rounds } from "coalition-lens";
import { untrack } from "svelte";
import { shown } from "../state/context.ts";
import { countParams, type ViewState } from "../state/state.ts";
import { asking, shared, type Question } from "../loading/query.svelte.ts";

/** A count, and what was asked to be counted: the address may already ask for another. */
export interface Counted extends Pick<ViewState, "count" | "where"> {
  readonly rounds: Rounds;
}

/** The rounds of the count that the address asks for. */
export function askedCount(): Question<Counted> {
  return shared("count", () => {
    const { session, election } = shown();
    // Going from round to round asks nothing anew.
    const asked = $derived(JSON.stringify(countParams(session.state)));
    return asking(() => {
      const params = JSON.parse(asked) as ReturnType<typeof countParams>;
      const { count, where } = untrack(() => session.state);
      return async (signal) => ({ count, where, rounds: (await election.rounds(params, { signal })).data });
    });
  });
}
