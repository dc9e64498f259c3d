// What several peers need.

/** The columns of a page of pairs. */
export const FIELDS = [
  "candidate_1",
  "candidate_1_name",
  "candidate_2",
  "candidate_2_name",
  "shared_ballots",
  "coalition_strength_score",
  "coalition_type",
  "basic_affinity_score",
  "lift",
  "adjusted_lift",
  "avg_ranking_distance",
];

/** Counts of pairs by distance: [distance − 1][lower place][higher place]. */
export class Counts {
  constructor({ candidates, ranks }) {
    this.n = candidates;
    this.values = new Int32Array((ranks - 1) * candidates * candidates);
  }

  add(a, b, distance, count) {
    const [low, high] = a < b ? [a, b] : [b, a];
    this.values[((distance - 1) * this.n + low) * this.n + high] += count;
  }
}

/** All pairs of ranks, from 1, the upper one first. */
export function rankPairs(ranks) {
  const pairs = [];
  for (let upper = 1; upper <= ranks; upper += 1) {
    for (let lower = upper + 1; lower <= ranks; lower += 1) pairs.push([upper, lower]);
  }
  return pairs;
}

/** Where each candidate's first-choice rankings begin: the rankings are sorted. */
export function offsets({ rows, ranks, candidates, entries }) {
  const starts = new Int32Array(candidates + 1).fill(rows);
  for (let row = rows - 1; row >= 0; row -= 1) starts[entries[row * ranks]] = row;
  for (let first = candidates - 1; first >= 0; first -= 1) starts[first] = Math.min(starts[first], starts[first + 1]);
  return starts;
}

/** A ranking's column as a list in which null stands after its end. */
export function rankColumn({ rows, ranks, entries, lengths }, rank) {
  return Array.from({ length: rows }, (_, row) => (rank < lengths[row] ? entries[row * ranks + rank] : null));
}

/** A form that is prepared when it is first asked, or by `form.prepare()`: no first visit pays for forms that it does not use. */
export function lazily(prepare) {
  let ready;
  const form = (ask) => {
    ready ??= prepare();
    return ready instanceof Promise ? ready.then((prepared) => prepared(ask)) : ready(ask);
  };
  form.prepare = () => (ready ??= prepare());
  return form;
}

/** Rows by a column-wise table. */
export function rowsOf(columns) {
  const fields = Object.keys(columns);
  return columns[fields[0]].map((_, row) => Object.fromEntries(fields.map((field) => [field, columns[field][row]])));
}

/** One row for each pair of each ranking: first choice, both candidates and their distance as one key, ballots. */
export function exploded({ rows, ranks, candidates, entries, lengths, counts }) {
  const marks = lengths.reduce((sum, length) => sum + (length * (length - 1)) / 2, 0);
  const first = new Int32Array(marks);
  const key = new Int32Array(marks);
  const count = new Int32Array(marks);
  let at = 0;
  for (let row = 0, base = 0; row < rows; row += 1, base += ranks) {
    for (let upper = 0; upper < lengths[row]; upper += 1) {
      for (let lower = upper + 1; lower < lengths[row]; lower += 1, at += 1) {
        const a = entries[base + upper];
        const b = entries[base + lower];
        first[at] = entries[base];
        key[at] = ((lower - upper - 1) * candidates + Math.min(a, b)) * candidates + Math.max(a, b);
        count[at] = counts[row];
      }
    }
  }
  return { first, key, count };
}
