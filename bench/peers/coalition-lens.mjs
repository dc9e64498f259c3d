// coalition-lens as a page uses it: the package, its worker, its objects. Answers are never taken from its cache.
import { open } from "coalition-lens";
import { Counts, FIELDS } from "./common.mjs";

/** Loads its own tables. */
export const own = true;

export async function load({ name, rankings, options: { worker = true, preload = false } = {} }) {
  const lens = await open("/snapshots/", {
    worker,
    cache: preload ? undefined : false,
    preload: preload ? name : undefined,
  });
  const election = await lens.election(name);
  const { candidates, max_rankings: ranks } = election.descriptor;
  const places = new Map(candidates.map(({ id }, place) => [id, place]));
  // Everybody has fewer candidates ranked than this: a group that was never asked for.
  let never = 900;

  return {
    pairsPage: {
      "the package's query": async (ask) => {
        const { data } = await election.pairs(preload ? ask : { ...ask, fields: FIELDS }, { bypass: !preload });
        return data;
      },
    },
    pairCounts: rankings && {
      "the package's table": async (segment) => {
        never = never === 999 ? 900 : never + 1;
        const others = { not: { length: { min: never, max: never } } };
        const where = segment ? { all: [{ first: candidates[segment.first].id }, others] } : others;
        const every = { min_shared_ballots: 0, min_strength: -1 };
        const fields = ["candidate_1", "candidate_2", "distance_counts"];
        const { columns, rows } = await election.table("pairs", { ...every, fields, where }, { bypass: true });
        const counts = new Counts({ candidates: candidates.length, ranks });
        for (let row = 0; row < rows; row += 1) {
          const a = places.get(columns.candidate_1[row]);
          const b = places.get(columns.candidate_2[row]);
          columns.distance_counts[row].forEach((count, index) => counts.add(a, b, index + 1, count));
        }
        return counts.values;
      },
    },
  };
}
