/** The seats of another count, as the reader sees and moves them. */
import type { CountMethod, Rounds } from "coalition-lens";
import type { CountState } from "./state.ts";

/** A count that was answered, and what was asked. */
interface Answered {
  readonly count: Pick<CountState, "rules" | "seats">;
  readonly rounds: Pick<Rounds, "seats">;
}

/** As many seats as are counted: rules may name a number of their own. `own` is the election's. */
export function seatsCounted({ rules, seats }: CountState, answered: Answered | undefined, own: number): number {
  if (seats !== null) return seats;
  const isAnswered = answered?.count.rules === rules && answered.count.seats === null;
  return (isAnswered ? answered.rounds.seats : null) ?? own;
}

/**
 * The count for so many seats. A preset that fills one seat (`method` of its answer) cannot fill several: the election's
 * own rules come back, if votes are counted by them here.
 */
export function withSeats(
  { rules }: Pick<CountState, "rules">,
  seats: number,
  { own, method, isOwnCounted }: { own: number; method: CountMethod | undefined; isOwnCounted: boolean },
): Pick<CountState, "rules" | "seats"> {
  const kept = isOwnCounted && seats > 1 && method === "irv" ? null : rules;
  return { rules: kept, seats: isOwnCounted && kept === null && seats === own ? null : seats };
}
