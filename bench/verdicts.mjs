// What was aimed at, what was measured, and where others are faster.
import { ELECTIONS } from "./lib/data.mjs";
import { number } from "./lib/markdown.mjs";

const verdict = (met) => (met === undefined ? "not measured" : met ? "met" : "**missed**");
const most = (what, bound, unit, value) => [
  what,
  `≤ ${bound} ${unit}`,
  value === undefined ? "–" : `${number(value)} ${unit}`,
  verdict(value === undefined ? undefined : value <= bound),
];
const least = (what, bound, value, unit = "×") => [
  what,
  `≥ ${bound} ${unit}`,
  value === undefined ? "–" : `${number(value)} ${unit}`,
  verdict(value === undefined ? undefined : value >= bound),
];

/** Of the seed: with ten readers at once, the 95th percentiles of whole calls of the package. */
export function targets({ load }) {
  const ten = load?.runs.find(({ readers }) => readers === 10);
  const p95 = (query) => ten?.queries[query]?.p95;
  return [
    most("pairs, p95 of ten readers", 200, "ms", p95("pairs")),
    most("network, p95 of ten readers", 300, "ms", p95("network")),
    most("centrality, p95 of ten readers", 150, "ms", p95("centrality")),
    most("segments, p95 of ten readers", 400, "ms", p95("segments")),
    most("any query, p95 of ten readers", 500, "ms", ten?.all.p95),
    least("hit ratio of the cache", 80, ten && ten.hitRatio * 100, "%"),
    most("memory of a reader's engine", 200, "MB", ten && ten.engineBytes / 1e6),
    most("errors of ten readers at once", 0, "", ten?.errors),
  ];
}

/** Of the builder, and of groups of voters. */
export function bounds({ native, browser }) {
  const rows = [
    least("building: DuckDB's time over the builder's", 5, native?.build?.ratio.median),
    ...Object.entries(native?.build?.peakMb ?? {}).map(([file, mb]) =>
      most(`peak memory of building ${file}`, 200, "MB", mb),
    ),
  ];
  for (const [key, { native: plain, wasm }] of Object.entries(native?.kernels ?? {})) {
    if (/^\S+ tally/.test(key)) rows.push(most(`${key}: wasm over native`, 1.5, "×", wasm / plain));
  }
  for (const { election, measures } of browser?.contests ?? []) {
    const { title } = ELECTIONS[election];
    const over = (rival, measure, mine) => measures[measure]?.[rival]?.against[mine]?.median;
    if (!measures.all) continue;
    rows.push(
      least(`${title}, all ballots: DuckDB-Wasm over our kernel`, 10, over("duckdb", "all", "kernel")),
      least(`${title}, all ballots: plain JavaScript over our kernel`, 2, over("javascript", "all", "kernel")),
      least(`${title}, each first choice: plain JavaScript over our kernel`, 2, over("javascript", "each", "kernel")),
    );
  }
  for (const [name, { all, slowestGroup }] of Object.entries(browser?.wholeAnswers ?? {})) {
    rows.push(
      most(`${ELECTIONS[name].title}: whole answer of any of these groups`, 16, "ms", Math.max(all, slowestGroup)),
    );
  }
  return rows;
}

/** Everybody who is faster than the package, by measure. */
export function losses(browser, title) {
  const lost = [];
  for (const { election, measures } of browser?.contests ?? []) {
    for (const [measure, contenders] of Object.entries(measures)) {
      const faster = Object.entries(contenders)
        .filter(([id, { against }]) => !/^(lens|kernel)/.test(id) && against.lens?.median < 1)
        .map(([id, { against }]) => `${title(id)} × ${number(1 / against.lens.median)}`);
      if (faster.length > 0) lost.push(`${ELECTIONS[election].title}, ${measure}: ${faster.join(", ")}`);
    }
  }
  return lost;
}
