/** A count in the form of RCTab's summary file, which RCVis and others read. */
import type { CountRound, Descriptor, Rounds } from "coalition-lens";

type Facts = Pick<Descriptor, "title" | "contest" | "jurisdiction" | "date" | "candidates">;

/** Votes are texts there, so that decimals are exact. */
const exact = (value: number): string => String(value);

const TARGETS: Readonly<Record<string, string>> = {
  residual: "residual surplus",
  final_surplus: "final round surplus",
};

/** JSON with its keys in RCTab's order, that of the alphabet. `label` tells candidates of one name apart. */
export function rctabSummary(count: Rounds, facts: Facts, label: (id: number) => string): string {
  const summary = {
    config: {
      contest: facts.contest ?? facts.title,
      date: facts.date ?? "",
      generatedBy: "coalition-lens",
      jurisdiction: facts.jurisdiction ?? "",
      office: facts.title,
    },
    jsonFormatVersion: "1",
    results: count.rounds.map((round) => roundOf(round, label)),
    summary: {
      finalThreshold: exact(count.threshold ?? 0),
      numCandidates: facts.candidates.length,
      numWinners: count.winners.length,
      totalNumBallots: exact(count.ballots),
      undervotes: 0,
    },
  };
  return `${JSON.stringify(summary, null, 2)}\n`;
}

function roundOf(round: CountRound, label: (id: number) => string) {
  const { ended, overvote, skipped, duplicate } = round.exhausted;
  const transfersOf = (id: number): Record<string, string> => {
    const sums = new Map<string, number>();
    for (const { from, to, votes } of round.transfers) {
      if (from !== id) continue;
      const target = typeof to === "number" ? label(to) : (TARGETS[to] ?? "exhausted");
      sums.set(target, (sums.get(target) ?? 0) + votes);
    }
    return Object.fromEntries([...sums].map(([target, votes]) => [target, exact(votes)]));
  };
  return {
    inactiveBallots: {
      exhaustedChoices: exact(ended),
      overvotes: exact(overvote),
      repeatedRankings: exact(duplicate),
      skippedRankings: exact(skipped),
    },
    round: round.round,
    tally: Object.fromEntries(round.votes.map(({ candidate_id: id, votes }) => [label(id), exact(votes)])),
    tallyResults: [
      ...round.elected.map((id) => ({ elected: label(id), transfers: transfersOf(id) })),
      ...round.eliminated.map((id) => ({ eliminated: label(id), transfers: transfersOf(id) })),
    ],
    threshold: exact(round.threshold ?? 0),
  };
}
