// crossfilter2: dimensions are indexes, groups follow the filters by adding and taking away.
import crossfilter from "crossfilter2";
import { Counts, rowsOf } from "./common.mjs";

export function load({ pairs, rankings }) {
  const counting = rankings && count(rankings);
  return { pairsPage: pairs && pages(pairs), pairCounts: counting?.forms, forget: counting?.forget };
}

function pages(columns) {
  const filter = crossfilter(rowsOf(columns));
  const byShared = filter.dimension((row) => row.shared_ballots);
  const byStrength = filter.dimension((row) => row.coalition_strength_score ?? -2);
  // Ties are broken by the candidates: a dimension of its own, by the place in that order.
  const order = filter
    .all()
    .toSorted(
      (a, b) =>
        (b.coalition_strength_score ?? -2) - (a.coalition_strength_score ?? -2) ||
        a.candidate_1 - b.candidate_1 ||
        a.candidate_2 - b.candidate_2,
    );
  const places = new Map(order.map((row, place) => [row, order.length - place]));
  const byPlace = filter.dimension((row) => places.get(row));
  return {
    "two filtered dimensions, top of a third": ({ min_shared_ballots, min_strength, page, page_size }) => {
      byShared.filterRange([min_shared_ballots, Infinity]);
      byStrength.filterRange([min_strength, Infinity]);
      return byPlace.top(page_size, (page - 1) * page_size);
    },
  };
}

function count(rankings) {
  const { rows, ranks, candidates: n, entries, lengths, counts: ballots } = rankings;
  const records = Array.from({ length: rows }, (_, row) => row);
  const filter = crossfilter(records);
  const byFirst = filter.dimension((row) => entries[row * ranks]);
  const change = (sign) => (counts, row) => {
    const base = row * ranks;
    const count = sign * ballots[row];
    for (let upper = 0; upper < lengths[row]; upper += 1) {
      for (let lower = upper + 1; lower < lengths[row]; lower += 1) {
        const a = entries[base + upper];
        const b = entries[base + lower];
        counts[((lower - upper - 1) * n + Math.min(a, b)) * n + Math.max(a, b)] += count;
      }
    }
    return counts;
  };
  const all = filter.groupAll().reduce(change(1), change(-1), () => new Counts(rankings).values);
  all.value();
  return {
    // The group holds the counts of the filter before: nobody has asked for it yet.
    forget: () => {
      byFirst.filterFunction(() => false);
      all.value();
    },
    forms: {
      "dimension by first choice, group of all": (segment) => {
        if (segment) byFirst.filterExact(segment.first);
        else byFirst.filterAll();
        return all.value();
      },
    },
  };
}
