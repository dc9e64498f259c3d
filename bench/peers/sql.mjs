// The same questions in SQL, in several forms, for DuckDB and SQLite.
import { rankPairs } from "./common.mjs";

const ORDER = "order by coalition_strength_score desc, candidate_1, candidate_2";
const FILTER = "where shared_ballots >= ? and coalition_strength_score >= ?";

export const pageQuery = (table, order = ORDER) => `select * from ${table} ${FILTER} ${order} limit ? offset ?`;

export const pageValues = ({ min_shared_ballots: least, min_strength: strength, page, page_size: size }) => [
  least,
  strength,
  size,
  (page - 1) * size,
];

/** A query with its values written into it. */
export function filled(query, values) {
  let next = 0;
  return query.replaceAll("?", () => String(values[next++]));
}

/** Of the wide table (r1 …, ballots): the pairs by order and distance, of one first choice or of all. */
export const countQueries = (ranks) => {
  const where = (lower, segment) => `where r${lower} is not null${segment ? ` and r1 = ${segment.first}` : ""}`;
  const each = (segment) =>
    rankPairs(ranks).map(([a, b]) => `select r${a} a, r${b} b, ${b - a} d, ballots from wide ${where(b, segment)}`);
  const summed = (segment) =>
    rankPairs(ranks).map(
      ([a, b]) =>
        `select r${a} a, r${b} b, ${b - a} d, sum(ballots) ballots from wide ${where(b, segment)} group by 1, 2`,
    );
  const total = (inner) => `select a, b, d, cast(sum(ballots) as double) ballots from (${inner}) group by 1, 2, 3`;
  return {
    "union of rank pairs, then grouped": (segment) => total(each(segment).join(" union all ")),
    "union of grouped rank pairs": (segment) => total(summed(segment).join(" union all ")),
  };
};
