// Arquero tables.
import { desc, escape, op, table } from "arquero";
import { Counts, exploded, lazily, rankColumn, rankPairs } from "./common.mjs";

export function load({ pairs, rankings }) {
  return { pairsPage: pairs && pages(table(pairs)), pairCounts: rankings && counting(rankings) };
}

function pages(every) {
  const order = [desc("coalition_strength_score"), "candidate_1", "candidate_2"];
  const matching = (rows, { min_shared_ballots: least, min_strength: strength }) =>
    rows
      .params({ least, strength })
      .filter((row, $) => row.shared_ballots >= $.least && row.coalition_strength_score >= $.strength);
  const page = (rows, { page, page_size: size }) => rows.objects({ limit: size, offset: (page - 1) * size });
  return {
    "filter, orderby, objects": (ask) => page(matching(every, ask).orderby(...order), ask),
    "table in order, filter, objects": lazily(() => {
      const sorted = every.orderby(...order).reify();
      return (ask) => page(matching(sorted, ask), ask);
    }),
  };
}

function counting(rankings) {
  const { ranks, counts: ballots } = rankings;
  return {
    "grouped by each pair of ranks": lazily(() => {
      const columns = { ballots };
      for (let rank = 1; rank <= ranks; rank += 1) columns[`r${rank}`] = rankColumn(rankings, rank - 1);
      const wide = table(columns);
      return (segment) => {
        const counts = new Counts(rankings);
        const of = segment ? wide.params(segment).filter((row, $) => row.r1 === $.first) : wide;
        for (const [upper, lower] of rankPairs(ranks)) {
          const [a, b] = [`r${upper}`, `r${lower}`];
          const summed = of
            .filter(escape((row) => row[b] !== null))
            .groupby(a, b)
            .rollup({ ballots: op.sum("ballots") });
          summed.scan((row, { [a]: as, [b]: bs, ballots: sums }) => {
            counts.add(as.at(row), bs.at(row), lower - upper, sums.at(row));
          });
        }
        return counts.values;
      };
    }),
    "exploded beforehand": lazily(() => {
      const long = table(exploded(rankings));
      return (segment) => {
        const of = segment ? long.params(segment).filter((row, $) => row.first === $.first) : long;
        const counts = new Counts(rankings);
        const summed = of.groupby("key").rollup({ ballots: op.sum("count") });
        summed.scan((row, { key, ballots: sums }) => {
          counts.values[key.at(row)] = sums.at(row);
        });
        return counts.values;
      };
    }),
  };
}
