// make bench-check: ratios, never times, against the committed baseline. Only drawn elections, at most three minutes.
//
//   --record N   takes the ratios N times alone and N times beside a busy program on every core, and writes the baseline: of
//                each ratio the median, and a tolerance from its spread
//   --prepare    only makes the data, which may take long beside other work
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "./lib/browser.mjs";
import { bundle, CONTENDERS, folders } from "./lib/contenders.mjs";
import { contest } from "./lib/contest.mjs";
import { DATA, pageQuestions, popularFirsts, prepare, rankingsOf, SNAPSHOTS } from "./lib/data.mjs";
import { machine } from "./lib/machine.mjs";
import { table } from "./lib/markdown.mjs";
import { BENCH } from "./lib/places.mjs";
import { say } from "./lib/say.mjs";
import { serve } from "./lib/server.mjs";
import { median } from "./lib/stats.mjs";

const BASELINE = join(BENCH, "baseline.json");
const ROUNDS = 11;
const [PAIRS, COUNTS] = ["pairs20k", "distinct100k"];
/** Fastest of the rounds is compared: what disturbs the machine only ever adds time. */
const least = (contest, measure, id) => contest.measures[measure][id]?.least;

/** Our time over a rival's; bytes over rankings. Larger is worse. */
async function measure() {
  const ids = ["lens-thread", "kernel", "javascript", "prefixes", "duckdb"];
  const taking = CONTENDERS.filter(({ id }) => ids.includes(id));
  const answering = (question) => taking.filter(({ questions }) => questions.includes(question));
  const texts = await bundle(taking);
  const server = await serve({ folders: folders(SNAPSHOTS, DATA), texts });
  const browser = await launch();
  try {
    const ask = (election, question, measures) =>
      contest(browser, server.url, { contenders: answering(question), election, question, measures, rounds: ROUNDS });
    const pages = await ask(PAIRS, "pairsPage", { page: { asks: pageQuestions(PAIRS) } });
    const counts = await ask(COUNTS, "pairCounts", {
      all: { asks: [null] },
      segment: { asks: popularFirsts(COUNTS).map((first) => ({ first })) },
      each: { asks: [{ each: true }], only: ["kernel", "javascript", "prefixes"] },
    });
    const over = (contest, measure, mine, rival) => least(contest, measure, mine) / least(contest, measure, rival);
    return {
      machine: machine(browser),
      ratios: {
        "page of 20,100 pairs: package over DuckDB-Wasm": over(pages, "page", "lens-thread", "duckdb"),
        "page of 20,100 pairs: package over plain JavaScript": over(pages, "page", "lens-thread", "javascript"),
        "all of 10^5 rankings: package over DuckDB-Wasm": over(counts, "all", "lens-thread", "duckdb"),
        "all of 10^5 rankings: package over plain JavaScript": over(counts, "all", "lens-thread", "javascript"),
        "one first choice of 10^5: package over DuckDB-Wasm": over(counts, "segment", "lens-thread", "duckdb"),
        "all of 10^5 rankings: kernel over plain JavaScript": over(counts, "all", "kernel", "javascript"),
        "one first choice of 10^5: kernel over plain JavaScript": over(counts, "segment", "kernel", "javascript"),
        "each first choice of 10^5: kernel over plain JavaScript": over(counts, "each", "kernel", "javascript"),
        "published bytes for each of 10^5 rankings": profileBytes() / rankingsOf(COUNTS).rows,
        "memory of 10^5 rankings: package over DuckDB-Wasm": counts.memory["lens-thread"] / counts.memory.duckdb,
      },
    };
  } finally {
    server.close();
    await browser.close();
  }
}

function profileBytes() {
  const folder = join(SNAPSHOTS, "elections", COUNTS);
  const named = JSON.parse(readFileSync(join(SNAPSHOTS, "manifest.json"), "utf8"));
  const { descriptor } = named.elections.find(({ id }) => id === COUNTS);
  const { tables } = JSON.parse(readFileSync(join(SNAPSHOTS, descriptor.path), "utf8"));
  const parts = new Set(tables.profile.map(({ path }) => path.split("/").at(-1)));
  return readdirSync(folder)
    .filter((name) => parts.has(name))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/**
 * How far above its baseline a ratio may be: three times as far as the worst of the recording, and at least so far, as another
 * machine is another ratio. Instruction counts are there for what is smaller.
 */
const FLOOR = { times: 2, memory: 1.5, bytes: 1.1 };
const floor = (name) => FLOOR[/bytes|memory/.exec(name)?.[0] ?? "times"];
const tolerance = (name, values) => Math.max(floor(name), 1 + 3 * (Math.max(...values) / median(values) - 1));

/** A program on every core that does nothing but keep it busy. */
function keepBusy() {
  const programs = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ["-e", "for (;;);"]));
  return () => programs.forEach((program) => program.kill());
}

async function record(times) {
  const runs = [];
  for (let run = 0; run < 2 * times; run += 1) {
    const isBusy = run >= times;
    say(`recording, ${run + 1} of ${2 * times}${isBusy ? ", the machine busy" : ""}`);
    const stop = isBusy ? keepBusy() : () => {};
    try {
      runs.push(await measure());
    } finally {
      stop();
    }
  }
  const ratios = Object.fromEntries(
    Object.keys(runs[0].ratios).map((name) => {
      const values = runs.map((run) => Number(run.ratios[name].toPrecision(4)));
      return [
        name,
        { baseline: median(values), tolerance: Number(tolerance(name, values).toFixed(2)), recorded: values },
      ];
    }),
  );
  const how = `bench/check.mjs --record ${times}: the least of ${ROUNDS} rounds in each run, ${times} runs alone and ${times} beside a busy program on every core; baseline: the median of the runs; tolerance: 1 + 3 × (worst / median − 1), at least ${FLOOR.times}, of memory ${FLOOR.memory}, of published bytes ${FLOOR.bytes}`;
  writeFileSync(BASELINE, `${JSON.stringify({ how, machine: runs.at(-1).machine, ratios }, null, 2)}\n`);
  say(`written: ${BASELINE}`);
}

async function check() {
  const { ratios } = JSON.parse(readFileSync(BASELINE, "utf8"));
  const worse = (measured) =>
    Object.keys(ratios).filter((name) => !(measured[name] <= ratios[name].baseline * ratios[name].tolerance));
  const { ratios: measured } = await measure();
  if (worse(measured).length > 0) {
    say("beyond the tolerance; once more, the better of both counts");
    const { ratios: again } = await measure();
    for (const name of Object.keys(measured))
      measured[name] = Math.min(...[measured[name], again[name]].filter(Number.isFinite));
  }
  const bad = worse(measured);
  const rows = Object.entries(ratios).map(([name, { baseline, tolerance }]) => [
    name,
    baseline.toPrecision(3),
    `× ${tolerance}`,
    Number.isFinite(measured[name]) ? measured[name].toPrecision(3) : "not measured",
    !bad.includes(name) ? "ok" : Number.isFinite(measured[name]) ? "WORSE" : "MISSING",
  ]);
  console.log(table(["ratio", "baseline", "tolerance", "measured", ""], rows));
  const unknown = Object.keys(measured).filter((name) => !(name in ratios));
  if (unknown.length > 0) throw new Error(`not in the baseline: ${unknown.join(", ")}; record it anew`);
  console.log(`${rows.length - bad.length} passed, ${bad.length} failed`);
  if (bad.length > 0) {
    console.error(
      "error: worse than the baseline allows, or not measured; if that is meant, record it anew with bench/bench.sh check --record 4",
    );
    process.exitCode = 1;
  }
}

const { values } = parseArgs({ options: { record: { type: "string" }, prepare: { type: "boolean" } } });
if (values.record !== undefined && !/^[1-9]\d*$/.test(values.record)) {
  console.error(`error: --record ${values.record}: how often is a whole number from 1, such as --record 4`);
  process.exit(2);
}
await prepare([PAIRS, COUNTS]);
if (values.record) await record(Number(values.record));
else if (!values.prepare) await check();
