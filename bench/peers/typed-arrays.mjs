// What a careful programmer writes by hand: columns as typed arrays, top-k selection, a presorted index, offsets.
import { offsets } from "./common.mjs";

const descending = (scores, ones, twos) => (a, b) => scores[b] - scores[a] || ones[a] - ones[b] || twos[a] - twos[b];

export function load({ pairs, rankings }) {
  return { pairsPage: pairs && pages(pairs), pairCounts: rankings && counting(rankings) };
}

function pages(columns) {
  const fields = Object.keys(columns);
  const store = Object.fromEntries(
    fields.map((field) => {
      const values = columns[field];
      const numbers = values.some((value) => typeof value === "number");
      return [field, numbers ? Float64Array.from(values, (value) => value ?? NaN) : values];
    }),
  );
  const { shared_ballots: shared, coalition_strength_score: scores, candidate_1: ones, candidate_2: twos } = store;
  const rows = scores.length;
  const before = descending(scores, ones, twos);
  const object = (row) => {
    const result = {};
    for (const field of fields) {
      const value = store[field][row];
      result[field] = Number.isNaN(value) ? null : value;
    }
    return result;
  };
  const objects = (places) => Array.from(places, object);

  const matching = ({ min_shared_ballots: least, min_strength: strength }) => {
    const places = new Uint32Array(rows);
    let found = 0;
    for (let row = 0; row < rows; row += 1) {
      if (shared[row] >= least && scores[row] >= strength) places[found++] = row;
    }
    return places.subarray(0, found);
  };

  /** A heap of the best k, the worst of them on top. */
  const best = (places, k) => {
    const heap = new Uint32Array(k);
    let size = 0;
    const down = (hole, row) => {
      for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
        if (child + 1 < size && before(heap[child + 1], heap[child]) > 0) child += 1;
        if (before(heap[child], row) <= 0) break;
        heap[hole] = heap[child];
        hole = child;
      }
      heap[hole] = row;
    };
    for (const row of places) {
      if (size < k) {
        let hole = size++;
        for (; hole > 0; hole = (hole - 1) >> 1) {
          const parent = (hole - 1) >> 1;
          if (before(heap[parent], row) >= 0) break;
          heap[hole] = heap[parent];
        }
        heap[hole] = row;
      } else if (before(row, heap[0]) < 0) {
        down(0, row);
      }
    }
    return heap.subarray(0, size).sort(before);
  };

  let sorted;
  return {
    "filter, sort, slice": (ask) => {
      const from = (ask.page - 1) * ask.page_size;
      return objects(
        matching(ask)
          .sort(before)
          .subarray(from, from + ask.page_size),
      );
    },
    "filter, heap of the best": (ask) => {
      const to = ask.page * ask.page_size;
      return objects(best(matching(ask), to).subarray(to - ask.page_size, to));
    },
    "presorted index": ({ min_shared_ballots: least, min_strength: strength, page, page_size: size }) => {
      sorted ??= Uint32Array.from({ length: rows }, (_, row) => row)
        .filter((row) => !Number.isNaN(scores[row]))
        .sort(before);
      let skip = (page - 1) * size;
      const result = [];
      for (let place = 0; place < sorted.length && result.length < size; place += 1) {
        const row = sorted[place];
        if (scores[row] < strength) break;
        if (shared[row] >= least && skip-- <= 0) result.push(object(row));
      }
      return result;
    },
  };
}

function counting(rankings) {
  const { rows, ranks, candidates: n, entries, lengths, counts } = rankings;
  const starts = offsets(rankings);
  const range = (segment) => (segment ? [starts[segment.first], starts[segment.first + 1]] : [0, rows]);

  /** Orders folded into pairs. */
  const folded = (above) => {
    const result = new Int32Array(above.length);
    for (let distance = 0; distance < ranks - 1; distance += 1) {
      const base = distance * n * n;
      for (let a = 0; a < n; a += 1) {
        for (let b = a + 1; b < n; b += 1) {
          result[base + a * n + b] = above[base + a * n + b] + above[base + b * n + a];
        }
      }
    }
    return result;
  };

  const everyPair = (from, to) => {
    const above = new Int32Array((ranks - 1) * n * n);
    for (let row = from, base = from * ranks; row < to; row += 1, base += ranks) {
      const length = lengths[row];
      const count = counts[row];
      for (let upper = 0; upper < length; upper += 1) {
        const start = entries[base + upper] * n;
        for (let lower = upper + 1; lower < length; lower += 1) {
          above[(lower - upper - 1) * n * n + start + entries[base + lower]] += count;
        }
      }
    }
    return folded(above);
  };

  const byFirst = (count) => () => {
    const sums = new Int32Array((ranks - 1) * n * n);
    for (let first = 0; first < n; first += 1) {
      const counted = count(starts[first], starts[first + 1]);
      for (let place = 0; place < sums.length; place += 1) sums[place] += counted[place];
    }
    return sums;
  };

  return {
    "every pair of every ranking": (segment) => (segment?.each ? byFirst(everyPair)() : everyPair(...range(segment))),
  };
}
