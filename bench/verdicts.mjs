// What was aimed at, what was measured, and where others are faster.
import { ELECTIONS, MEASURES } from "./lib/data.mjs";
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
  const trace = load?.soak?.trace;
  const p95 = (query) => ten?.queries[query]?.p95;
  return [
    most("pairs, p95 of ten readers", 200, "ms", p95("pairs")),
    most("network, p95 of ten readers", 300, "ms", p95("network")),
    most("centrality, p95 of ten readers", 150, "ms", p95("centrality")),
    most("segments, p95 of ten readers", 400, "ms", p95("segments")),
    most("any query, p95 of ten readers", 500, "ms", ten?.all.p95),
    least(`hit ratio, visits of ${ten ? ten.count / ten.readers : "some"} queries`, 80, ten && ten.hitRatio * 100, "%"),
    least(`hit ratio, a visit of ${trace?.queries ?? "many"} queries`, 80, trace && trace.hitRatio * 100, "%"),
    most("memory of a reader's engine", 200, "MB", ten && ten.engineBytes / 1e6),
    most("errors of ten readers at once", 0, "", ten?.errors),
  ];
}

/** How many times as long another reader has to take at least. */
const FASTER = [
  [/openpyxl/, 3],
  [/read_xlsx/, 1],
  [/read_json/, 3],
];

function readerBounds({ title, readers, peakMb }) {
  const faster = readers.flatMap(({ title: name, ratio, ratioToReading }) =>
    FASTER.filter(([rival]) => rival.test(name)).flatMap(([, bound]) => [
      least(`${title}: ${name} over the builder`, bound, ratio.median),
      ...(ratioToReading && !/its program/.test(name)
        ? [least(`${title}: ${name} over our reading alone`, bound, ratioToReading.median)]
        : []),
    ]),
  );
  return [
    ...faster,
    ...Object.entries(peakMb).map(([what, mb]) => most(`peak memory of building ${what}`, 200, "MB", mb)),
  ];
}

/** Of the builder, its readers, and of groups of voters. */
export function bounds({ native, readers, browser }) {
  const rows = [
    least("building: DuckDB's time over the builder's", 5, native?.build?.ratio.median),
    ...Object.entries(native?.build?.peakMb ?? {}).map(([file, mb]) =>
      most(`peak memory of building ${file}`, 200, "MB", mb),
    ),
    ...(readers?.exports ?? []).flatMap(readerBounds),
  ];
  for (const [key, { native: plain, wasm }] of Object.entries(native?.kernels ?? {})) {
    if (/^\S+ (tally|irv|stv)/.test(key)) rows.push(most(`${key}: wasm over native`, 1.5, "×", wasm / plain));
    if (/^\D\S+ (irv|stv)/.test(key)) rows.push(most(`${key}: a frame, in wasm`, 16, "ms", wasm));
    const seconds = native.counts?.seconds[key];
    if (seconds) {
      rows.push(least(`${key}: pref_voting ${native.counts.version} over native`, 20, (seconds.median * 1000) / plain));
    }
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

/** Everybody who is faster than the package, by measure: what, who, how many times. */
export function losses(browser, title) {
  return (browser?.contests ?? []).flatMap(({ election, measures }) =>
    Object.entries(measures).flatMap(([measure, contenders]) =>
      Object.entries(contenders)
        .filter(([id, { against }]) => !/^(lens|kernel)/.test(id) && against.lens?.median < 1)
        .map(([id, { against }]) => [
          `${ELECTIONS[election].title}: ${MEASURES[measure]}`,
          title(id),
          number(1 / against.lens.median),
        ]),
    ),
  );
}
