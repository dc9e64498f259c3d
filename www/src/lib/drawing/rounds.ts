/** A count as bars: who is shown in a round, in which order, with which votes. */
import { CAUSES } from "../words/rounds.ts";
import type { CountRound, Rounds } from "coalition-lens";

/** How a candidate fared in a count of rounds. */
export interface Standing {
  readonly id: number;
  /** From 1; null: not elected. */
  readonly electedIn: number | null;
  /** From 1; null: not eliminated. */
  readonly eliminatedIn: number | null;
  /** The votes in the last round in which the candidate is counted. */
  readonly lastVotes: number;
}

export interface RoundRow extends Standing {
  /** In this round; null: no longer counted. */
  readonly votes: number | null;
  /** How many of them came with this round. */
  readonly gained: number;
}

/** The rounds of the tabulation that a round belongs to. */
export const tabulationOf = (rounds: readonly CountRound[], round: CountRound): CountRound[] =>
  rounds.filter(({ tabulation }) => tabulation === round.tabulation);

/** The round that fills the last seat; null where a tie, or a round after which no more are counted, is in the way. */
export function decidingRound({ rounds, decided_round: decided }: Rounds): CountRound | null {
  return decided === null ? null : (rounds.findLast(({ elected }) => elected.length > 0) ?? null);
}

/** The place, from 1, of the round that is shown first: the one that decides, else the last. */
export function openingPlace(count: Rounds): number {
  const deciding = decidingRound(count);
  return deciding === null ? count.rounds.length : count.rounds.indexOf(deciding) + 1;
}

/** Votes of ballots that count for nobody any more. */
export const exhaustedOf = ({ exhausted }: CountRound): number =>
  CAUSES.reduce((sum, cause) => sum + exhausted[cause], 0);

/** Everybody in a tabulation by how far they got: the elected in their order, then who was left, then the eliminated, the last first. */
export function standings(rounds: readonly CountRound[]): Standing[] {
  const found = new Map<number, { electedIn: number | null; eliminatedIn: number | null; lastVotes: number }>();
  const place = new Map<number, number>();
  for (const { round, votes, elected, eliminated } of rounds) {
    for (const { candidate_id: id, votes: now } of votes) {
      const known = found.get(id);
      if (known) known.lastVotes = now;
      else found.set(id, { electedIn: null, eliminatedIn: null, lastVotes: now });
    }
    for (const id of elected) {
      const standing = found.get(id);
      if (standing) standing.electedIn ??= round;
      if (!place.has(id)) place.set(id, place.size);
    }
    for (const id of eliminated) {
      const standing = found.get(id);
      if (standing) standing.eliminatedIn = round;
    }
  }
  const last = Infinity;
  return [...found]
    .map(([id, standing]) => ({ id, ...standing }))
    .sort(
      (a, b) =>
        (place.get(a.id) ?? last) - (place.get(b.id) ?? last) ||
        (b.eliminatedIn ?? last) - (a.eliminatedIn ?? last) ||
        b.lastVotes - a.lastVotes ||
        a.id - b.id,
    )
    .map((standing) => standing);
}

/** Everybody in a tabulation as they stand in one of its rounds, in the same order in each of them. */
export function rowsAt(rounds: readonly CountRound[], at: CountRound): RoundRow[] {
  const before = rounds.find(({ round }) => round === at.round - 1);
  const votesIn = (round: CountRound | undefined): Map<number, number> =>
    new Map(round?.votes.map(({ candidate_id, votes }) => [candidate_id, votes]));
  const [now, earlier] = [votesIn(at), votesIn(before)];
  return standings(rounds).map((standing) => {
    const votes = now.get(standing.id) ?? null;
    const was = earlier.get(standing.id);
    return { ...standing, votes, gained: votes === null || was === undefined ? 0 : Math.max(0, votes - was) };
  });
}

/** The first of the rows, and the others together if they are more than one. */
export function folded(
  rows: readonly RoundRow[],
  most: number,
): { shown: readonly RoundRow[]; others: readonly RoundRow[] } {
  return rows.length <= most + 1
    ? { shown: rows, others: [] }
    : { shown: rows.slice(0, most), others: rows.slice(most) };
}

export const votesOf = (rows: readonly RoundRow[]): number => rows.reduce((sum, { votes }) => sum + (votes ?? 0), 0);

/** The largest number of votes, held or exhausted, or threshold, that any of the rounds has. */
export const longestBar = (rounds: readonly CountRound[]): number =>
  rounds.reduce(
    (most, round) => Math.max(most, round.threshold ?? 0, exhaustedOf(round), ...round.votes.map(({ votes }) => votes)),
    0,
  );
