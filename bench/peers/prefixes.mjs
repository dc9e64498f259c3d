// JavaScript that has been told our algorithm: sorted rankings are a prefix tree, and each distinct prefix is counted once,
// with the sum of all rankings below it.
import { offsets } from "./common.mjs";

export function load({ rankings }) {
  const { rows, ranks, candidates: n, entries, lengths, counts } = rankings;
  const starts = offsets(rankings);
  // Entries in common with the ranking before.
  const common = new Uint8Array(rows);
  for (let row = 1; row < rows; row += 1) {
    const shorter = Math.min(lengths[row], lengths[row - 1]);
    const [here, before] = [row * ranks, (row - 1) * ranks];
    while (common[row] < shorter && entries[here + common[row]] === entries[before + common[row]]) common[row] += 1;
  }

  const count = (from, to) => {
    const result = new Int32Array((ranks - 1) * n * n);
    const sums = new Int32Array(ranks + 1);
    const close = (row, depth) => {
      const base = row * ranks;
      for (let lower = lengths[row] - 1; lower >= depth; lower -= 1) {
        const sum = sums[lower + 1];
        const b = entries[base + lower];
        for (let upper = 0; upper < lower; upper += 1) {
          const a = entries[base + upper];
          result[((lower - upper - 1) * n + (a < b ? a : b)) * n + (a < b ? b : a)] += sum;
        }
        sums[lower] += sum;
        sums[lower + 1] = 0;
      }
    };
    for (let row = from; row < to; row += 1) {
      if (row > from) close(row - 1, common[row]);
      sums[lengths[row]] += counts[row];
    }
    if (to > from) close(to - 1, 0);
    return result;
  };

  const each = () => {
    const sums = new Int32Array((ranks - 1) * n * n);
    for (let first = 0; first < n; first += 1) {
      const counted = count(starts[first], starts[first + 1]);
      for (let place = 0; place < sums.length; place += 1) sums[place] += counted[place];
    }
    return sums;
  };

  return {
    pairCounts: {
      "every distinct prefix": (segment) => {
        if (segment?.each) return each();
        return segment ? count(starts[segment.first], starts[segment.first + 1]) : count(0, rows);
      },
    },
  };
}
