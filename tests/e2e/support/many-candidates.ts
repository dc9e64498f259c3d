import { seeded } from "./seeded.ts";

const CANDIDATES = 477;
const BLOCS = 12;

/** As many candidates as any real contest has had, in blocs, in the long-table form. */
export function manyCandidates(): string {
  const random = seeded(7);
  const lines = ["BallotID,candidate_id,candidate_name,rank_position"];
  for (let ballot = 1; ballot <= 6000; ballot += 1) {
    const bloc = random(BLOCS) * 40;
    const ranking = new Set<number>();
    for (let rank = 2 + random(7); rank > 0; rank -= 1) {
      ranking.add(random(5) > 0 ? bloc + Math.min(random(37), random(37)) : random(CANDIDATES));
    }
    [...ranking].forEach((place, rank) => {
      lines.push(`${ballot},${place + 1},Candidate number ${place + 1},${rank + 1}`);
    });
  }
  return lines.join("\n") + "\n";
}
