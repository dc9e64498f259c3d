// The report of all results that are there, and the summary in the README.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTENDERS } from "./lib/contenders.mjs";
import { ELECTIONS, MEASURES } from "./lib/data.mjs";
import { kilobytes, megabytes, number, table, times } from "./lib/markdown.mjs";
import { BENCH, RESULTS, ROOT } from "./lib/places.mjs";
import { bars, growth, lines } from "./lib/plots.mjs";
import { readResult } from "./lib/results.mjs";
import { median, powerLaw } from "./lib/stats.mjs";
import { bounds, losses, targets } from "./verdicts.mjs";

const title = (id) => CONTENDERS.find((contender) => contender.id === id)?.title ?? id;
const ours = (id) => /^(lens|kernel)/.test(id);

function conditions({ date, commit, cpu, cores, memoryGb, system, load, ...versions }) {
  const list = Object.entries(versions).filter(([, version]) => version);
  return (
    `Taken on ${date} UTC at commit ${commit}: ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, load ${load} at the end of the part. ` +
    `${list.map(([name, version]) => `${name} ${version}`).join(", ")}.`
  );
}

/** Empty pages differ by as much. */
const LEAST_BYTES = 3e6;

function contest({ election, measures, memory, skipped }) {
  const parts = [];
  for (const [measure, contenders] of Object.entries(measures)) {
    const reference = ["lens", "kernel"].find((id) => id in contenders);
    const rows = Object.entries(contenders).sort(([, a], [, b]) => a.median - b.median);
    const plot = bars(
      `${election}-${measure}`,
      "median, ms",
      rows.map(([id, { median }]) => ({ title: title(id), value: median, ours: ours(id) })),
    );
    const lines = rows.map(([id, { median, p95, form, against, rounds }]) => [
      ours(id) ? `**${title(id)}**` : title(id),
      number(median),
      number(p95),
      id === reference ? "1" : times(against[reference]),
      memory[id] === undefined ? "–" : memory[id] < LEAST_BYTES ? `< ${megabytes(LEAST_BYTES)}` : megabytes(memory[id]),
      rounds,
      form,
    ]);
    const tried = rows
      .filter(([, { tried }]) => Object.keys(tried).length > 1)
      .map(([id, { tried }]) => {
        const forms = Object.entries(tried).map(([form, ms]) => `${form} ${number(ms)} ms`);
        return `${title(id)}: ${forms.join(", ")}`;
      });
    parts.push(
      `### ${ELECTIONS[election].title}: ${MEASURES[measure]}`,
      table(["", "median ms", "p95 ms", `times ${title(reference)} (5–95 %)`, "MB after", "rounds", "form"], lines),
      `![${MEASURES[measure]}, ${ELECTIONS[election].title}: median times](${plot})`,
      tried.length > 0 ? `Forms tried: ${tried.join("; ")}.` : "",
    );
  }
  if (skipped.length > 0) parts.push(`Not tried with so many rankings: ${skipped.map(title).join(", ")}.`);
  return parts;
}

function browserSection(result) {
  if (!result) return [];
  const frames = Object.entries(result.wholeAnswers).map(([name, { all, slowestGroup }]) => [
    ELECTIONS[name].title,
    number(all),
    number(slowestGroup),
  ]);
  return [
    "## In the browser",
    conditions(result.machine),
    "Each contender has a page of its own in one headless Chromium; they take turns, round by round, after their answers were compared and found equal. A round is as many calls as take 4 ms. Ratios are of the same round. Nothing is answered from a cache: thresholds and groups vary. Questions are asked in turn, all of them in every round. “MB after” is what Linux says that the process of a new page holds by itself (objects, WebAssembly, code, all threads), beyond an empty page, after every measure of that election in the form that was fastest and a collection of garbage. crossfilter2 hands out the rows that it holds, without making objects; the kernel gives counts and nothing else (of every candidate's ballots in turn only their sum is compared), while coalition-lens gives figures by the null model through a worker. The kernel is an example of the same code, compiled and optimised as the engine is.",
    ...result.contests.flatMap(contest),
    "### Whole answers",
    "Pairs, null model, network, clusters and centrality of a group never asked for before, in the engine.",
    table(["election", "all ballots, ms", "slowest first-choice group, ms"], frames),
  ];
}

function startSection(result) {
  if (!result) return [];
  const rows = Object.values(result.starts).sort((a, b) => a.first.median - b.first.median);
  return [
    "## First visit and second",
    conditions(result.machine),
    `From navigation to the first page of ${ELECTIONS[result.election].title}'s pairs on the screen (50 rows; the ready-made answer is that of the default thresholds, which may list fewer), each in a fresh profile; then the same reader again, with what the browser has kept (HTTP cache, compiled code, and for coalition-lens Cache Storage). Served on the loopback with brotli ${result.brotli}: a real network adds its time to every byte and request.`,
    table(
      ["", "first, ms", "p95", "kB", "requests", "again, ms", "p95", "kB", "requests"],
      rows.map(({ title, first, again, traffic }) => [
        title,
        number(first.median),
        number(first.p95),
        kilobytes(traffic.first.bytes),
        traffic.first.requests,
        number(again.median),
        number(again.p95),
        kilobytes(traffic.again.bytes),
        traffic.again.requests,
      ]),
    ),
  ];
}

function nativeSection(result) {
  if (!result) return [];
  const { build, counts, kernels } = result;
  const parts = ["## Natively", conditions(result.machine)];
  if (build) {
    const { snapshot, ...others } = build.sizes;
    const whole = Object.values(snapshot).reduce((sum, bytes) => sum + bytes, 0);
    parts.push(
      `### Building a snapshot`,
      `${build.title}: \`coalition-lens build\`, program start and writing included, against DuckDB ${build.version} in one Python process that is already running, which reads, cleans by the same rules and counts pairs by distance; all ${number(build.counts)} counts are equal.`,
      table(
        ["", "median s", "p95 s", "rounds"],
        [
          ["coalition-lens build", number(build.build.median), number(build.build.p95), build.build.rounds],
          ["DuckDB", number(build.duckdb.median), number(build.duckdb.p95), build.duckdb.rounds],
        ],
      ),
      `DuckDB takes ${times(build.ratio)} times as long. Peak memory of building: ${Object.entries(build.peakMb)
        .map(([file, mb]) => `${file} ${number(mb)} MB`)
        .join(", ")}.`,
      "### Sizes of the same ballots",
      table(
        ["", "kB"],
        [
          ...Object.entries(others).map(([name, bytes]) => [name, kilobytes(bytes)]),
          ["snapshot: everything", kilobytes(whole)],
          ...Object.entries(snapshot).map(([name, bytes]) => [`snapshot: ${name}`, kilobytes(bytes)]),
        ],
      ),
      "The table `profile` holds the same as the Parquet file of distinct rankings: Arrow in gzip, so that a browser unpacks it without a library.",
    );
  }
  if (counts) {
    parts.push(
      "### Counts by pref_voting",
      `pref_voting ${counts.version} in a Python process, its profile made beforehand; it elects the same candidates.`,
      table(
        ["", "median s", "p95 s", "rounds"],
        Object.entries(counts.seconds).map(([key, { median, p95, rounds }]) => [
          key,
          number(median),
          number(p95),
          rounds,
        ]),
      ),
    );
  }
  if (kernels) {
    parts.push(
      "### Kernels: WebAssembly in Chromium against native code",
      "`irv` and `stv` count one seat and three, round by round, from the rankings on; `stv_of_a_group` does so for those who do not rank one candidate first, as if another had not stood. Natively the median that criterion estimates, in WebAssembly the median of runs of two milliseconds and more; both in turns, the better round of each, and equal sums.",
      table(
        ["kernel", "native ms", "wasm ms", "ratio by round"],
        Object.entries(kernels).map(([key, { native, wasm, ratios }]) => [
          key,
          number(native),
          number(wasm),
          ratios.map(number).join(", "),
        ]),
      ),
    );
  }
  return parts;
}

function readersSection(result) {
  if (!result) return [];
  return [
    "## Reading exports",
    conditions(result.machine),
    "`coalition-lens build`, program start, hashes, figures and writing included, against others that count the same marks and nothing else, in a Python process that is already running; all counts of candidates by rank are equal. DuckDB with as many threads as it takes by itself, and with one. Of a workbook also like against like: our reading alone in a process that is already running, and DuckDB's own program with its start. Peak memory is the builder's.",
    ...result.exports.flatMap(({ title, readers, peakMb, mb }) => [
      `### ${title}${mb ? `, ${number(mb)} MB in one file` : ""}`,
      table(
        ["", "median s", "p95 s", "times the builder (5–95 %)", "rounds"],
        readers.map(({ title: name, median, p95, ratio, rounds }, place) => [
          place === 0 ? `**${name}**` : name,
          number(median),
          number(p95),
          place === 0 ? "1" : times(ratio),
          rounds,
        ]),
      ),
      `Peak memory: ${Object.entries(peakMb)
        .map(([what, peak]) => `${what} ${number(peak)} MB`)
        .join(", ")}.`,
    ]),
  ];
}

function scaleSection(result) {
  if (!result) return [];
  const groups = grouped(result.rows);
  const parts = ["## Growth", conditions(result.machine)];
  const fits = [];
  for (const points of groups.values()) {
    const [{ axis, measure, unit }] = points;
    const xy = points.map(({ value, result }) => [value, result]).filter(([x, y]) => x > 0 && y > 0);
    if (xy.length < 3) continue;
    const fit = powerLaw(xy);
    const plot = growth(
      `growth-${axis}-${measure}`.replaceAll(/[^a-z0-9-]+/gi, "-").toLowerCase(),
      axis,
      unit,
      xy,
      fit,
    );
    const [first, last] = [xy[0], xy.at(-1)].map(([x, y]) => `${number(x)}: ${number(y)} ${unit}`);
    fits.push([axis, measure, first, last, fit.exponent.toFixed(2), `[plot](${plot})`]);
  }
  return [
    ...parts,
    "`make scale`: the command line, natively, on sample elections of 100,000 ballots, 20 candidates and 6 ranks but for the size on the axis, and on so many Scottish elections in one snapshot. A group is everybody who ranks at least three. Peak memory is at least that of the program that starts the command line, about 15 MB. Fitted by least squares of the logarithms: result ∝ value^exponent.",
    table(["axis", "measure", "from", "to", "exponent", ""], fits),
  ];
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.axis} ${row.measure}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

/** The trace is made up: nobody's readers were watched. */
function traceInWords() {
  const trace = JSON.parse(readFileSync(join(BENCH, "load/trace.json"), "utf8"));
  const different = new Set(trace.map(({ query, params }) => JSON.stringify([query, params]))).size;
  const share = (query) => Math.round((100 * trace.filter((step) => step.query === query).length) / trace.length);
  const most = ["pairs", "network", "candidates"].map((query) => `${query} ${share(query)} %`).join(", ");
  const pause = median(trace.map(({ think_ms: ms }) => ms)) / 1000;
  return `Queries and pauses are those of bench/load/trace.json, made up: ${trace.length} steps, ${different} different questions (${most}), pauses of ${number(pause)} s in the median, a reader in a hurry.`;
}

function loadSection(result) {
  if (!result) return [];
  const { runs, soak } = result;
  const points = runs.flatMap(({ readers, queries, all }) =>
    Object.entries({ ...queries, "any query": all })
      .filter(([series]) => ["pairs", "network", "centrality", "segments", "any query"].includes(series))
      .map(([series, { p95 }]) => ({ x: readers, y: p95, series })),
  );
  const plot = lines("load-p95", "readers at once", "p95, ms", points);
  const parts = [
    "## Many readers",
    conditions(result.machine),
    `\`make load\`: readers with a profile each in one Chromium, which is also where the queries are answered, against \`coalition-lens serve\` on the loopback, all on the same ${result.machine.cores} cores. ${traceInWords()} ${ELECTIONS[result.election].title}.`,
    table(
      [
        "readers",
        "queries",
        "errors",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "hit ratio",
        "requests",
        "304s",
        "MB served",
        "server CPU s",
        "server MB",
        "engine MB at most",
      ],
      runs.map((run) => [
        run.readers,
        run.count,
        run.errors,
        number(run.all.p50),
        number(run.all.p95),
        number(run.all.p99),
        number(run.hitRatio),
        run.traffic.requests,
        run.traffic.notModified,
        megabytes(run.traffic.bytes),
        number(run.server.cpuSeconds),
        number(run.server.peakMb),
        megabytes(run.engineBytes),
      ]),
    ),
    `![95th percentile by query and readers](${plot})`,
    ...runs.map(
      ({ readers, queries }) =>
        `${readers} ${readers === 1 ? "reader" : "readers"}: ${Object.entries(queries)
          .map(([query, { p50, p95, p99 }]) => `${query} ${number(p50)} / ${number(p95)} / ${number(p99)}`)
          .join(", ")} (p50 / p95 / p99 ms).`,
    ),
  ];
  if (soak) {
    parts.push(
      `Soak: one reader with a cache of ${megabytes(soak.cacheBytes)} MB, which is soon full, ${number(soak.queries)} queries in ${number(soak.seconds)} s, ${soak.errors} errors. Engine memory ${megabytes(soak.samples[0].reservedBytes)} MB at first, ${megabytes(soak.early)} MB after a fifth, ${megabytes(soak.late)} MB at the end; the page's JavaScript heap ${megabytes(soak.heapEarly)} and ${megabytes(soak.heapLate)} MB; all that the page's process holds, workers included, ${megabytes(soak.processEarly)} MB at most in the first fifth and ${megabytes(soak.processLate)} MB at least in the last, between collections of garbage ${megabytes(Math.max(...soak.samples.map(({ processBytes }) => processBytes)))} MB at most. ${soak.flat ? "Flat." : "**Not flat.**"}`,
    );
  }
  return parts;
}

function extraSection(heading, result) {
  if (!result) return [];
  const { machine, text, ...rest } = result;
  const head = [`## ${heading}`, conditions(machine)];
  if (text) return [...head, `\`\`\`text\n${text}\n\`\`\``];
  const flat = (value, path = "") =>
    value !== null && typeof value === "object"
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, path ? `${path}, ${key}` : key))
      : [[path, typeof value === "number" ? number(value) : String(value)]];
  return [...head, table(["", ""], flat(rest.counts ?? rest))];
}

function summaryTable({ browser, starts, native, load }) {
  const rows = [];
  const of = (election, measure) =>
    browser?.contests.find((contest) => contest.election === election && measure in contest.measures)?.measures[
      measure
    ];
  const fastest = (entries) => entries.toSorted(([, a], [, b]) => a.median - b.median)[0];
  const best = (entries) => {
    const [id, { median }] = fastest(entries);
    return `${number(median)} (${title(id)})`;
  };
  const against = (entries, ratioOf) => {
    const [id, rival] = fastest(entries);
    const ratio = ratioOf(rival);
    return ratio > 1
      ? `**${number(ratio)} × slower** than ${title(id)}`
      : `${number(1 / ratio)} × faster than ${title(id)}`;
  };
  for (const { election, measures } of browser?.contests ?? []) {
    for (const measure of Object.keys(measures)) {
      const all = of(election, measure);
      const others = Object.entries(all).filter(
        ([id]) => !ours(id) && !["javascript", "prefixes", "duckdb"].includes(id),
      );
      rows.push([
        `${ELECTIONS[election].title}: ${MEASURES[measure]}, ms`,
        number(all.lens?.median),
        number(all.kernel?.median),
        number(all.javascript?.median),
        number(all.duckdb?.median),
        others.length > 0 ? best(others) : "–",
        against(
          Object.entries(all).filter(([id]) => !ours(id)),
          (rival) => 1 / rival.against["lens" in all ? "lens" : "kernel"].median,
        ),
      ]);
    }
  }
  if (starts) {
    const { lens, javascript, duckdb, "lens-ready": ready, ...rest } = starts.starts;
    const told = ({ first, traffic }) => `${number(first.median)} ms, ${kilobytes(traffic.first.bytes)} kB`;
    const [other] = Object.values(rest).sort((a, b) => a.first.median - b.first.median);
    const first = Object.entries({ ...rest, javascript, duckdb }).map(([id, { first }]) => [id, first]);
    rows.push([
      "First rows of a first visit: ready-made answer to the default question",
      told(ready),
      "–",
      told(javascript),
      told(duckdb),
      `${told(other)} (${other.title})`,
      against(first, ({ median }) => ready.first.median / median),
    ]);
    rows.push([
      "First rows of a first visit: the engine's answer to the peers' question",
      told(lens),
      "–",
      "–",
      "–",
      "–",
      against(first, ({ median }) => lens.first.median / median),
    ]);
  }
  const lines = [
    `\`make bench\` on ${browser?.machine.date ?? "–"} UTC (${browser?.machine.cpu ?? "–"}, ${browser?.machine.cores ?? "–"} cores, Chromium ${browser?.machine.chromium ?? "–"}); medians, answers compared for equality first.`,
    "",
    table(
      [
        "",
        "coalition-lens",
        "its kernel alone",
        "plain JavaScript",
        "DuckDB-Wasm",
        "best of the others",
        "we against the fastest of all",
      ],
      rows,
    ),
  ];
  const facts = [
    "Times of the package include the crossing to its worker and back and, for pair counts, the null model, which nobody else works out; its kernel alone does what the others do.",
  ];
  if (native?.build)
    facts.push(`Building a snapshot takes 1/${number(native.build.ratio.median)} of DuckDB's time on the same CSV.`);
  const ten = load?.runs.find(({ readers }) => readers === 10);
  if (ten) facts.push(`Ten readers at once on one machine: p95 ${number(ten.all.p95)} ms, ${ten.errors} errors.`);
  return [
    ...lines,
    "",
    facts.join(" "),
    "",
    "All figures, forms tried and plots: [bench/results](bench/results/README.md).",
  ].join("\n");
}

/** Between the markers, where the README has them. */
function intoReadme(summary) {
  const file = join(ROOT, "README.md");
  const text = readFileSync(file, "utf8");
  const [open, close] = ["<!-- bench -->", "<!-- /bench -->"];
  if (!text.includes(open) || !text.includes(close)) return;
  const before = text.slice(0, text.indexOf(open) + open.length);
  writeFileSync(file, `${before}\n${summary}\n${text.slice(text.indexOf(close))}`);
}

export function report() {
  const names = ["browser", "starts", "native", "readers", "scale", "load", "cache", "drag", "instructions"];
  const results = Object.fromEntries(names.map((name) => [name, readResult(name)]));
  const summary = summaryTable(results);
  const verdict = (rows) => table(["", "bound", "measured", ""], rows);
  const parts = [
    "# Benchmarks",
    "`make bench` writes all but the part on many readers, which `make load` writes, and growth and instruction counts. The numbers behind the tables are the JSON files beside this page. Absolute times are of one machine on one day; the ratios are what to compare.",
    "## Summary",
    summary.replace("(bench/results/README.md)", "(#in-the-browser)"),
    "## Where others are faster",
    "Than the package through its worker. A call crosses to the worker and back, which takes most of a millisecond, and pair counts come with the null model solved for the group.",
    table(["", "faster", "times"], losses(results.browser, title)),
    "## Targets",
    "From `make load`, below.",
    verdict(targets(results)),
    "## Bounds",
    "From the parts below: groups of voters natively and in the browser, the builder and its readers. The times of all kernels are in their own table.",
    verdict(bounds(results)),
    ...browserSection(results.browser),
    ...startSection(results.starts),
    ...nativeSection(results.native),
    ...readersSection(results.readers),
    ...scaleSection(results.scale),
    ...loadSection(results.load),
    ...extraSection("What a miss and the monitor cost", results.cache),
    ...extraSection("Frames while a slider is dragged", results.drag),
    ...extraSection("Instructions of the native kernels", results.instructions),
  ];
  writeFileSync(join(RESULTS, "README.md"), `${parts.filter(Boolean).join("\n\n")}\n`);
  intoReadme(summary);
}

if (process.argv[1] === import.meta.filename) {
  if (!existsSync(RESULTS)) throw new Error("there are no results yet: make bench");
  report();
}
