// The browser's part: pages of pairs, counts of groups, first visits, memory.
import assert from "node:assert/strict";
import { launch } from "./lib/browser.mjs";
import { bundle, CONTENDERS, folders } from "./lib/contenders.mjs";
import { contest } from "./lib/contest.mjs";
import { DATA, pageQuestions, popularFirsts, prepare, present, SNAPSHOTS } from "./lib/data.mjs";
import { machine } from "./lib/machine.mjs";
import { writeResult } from "./lib/results.mjs";
import { say } from "./lib/say.mjs";
import { QUALITY, serve } from "./lib/server.mjs";
import { median, summary } from "./lib/stats.mjs";

const PAIRS = ["d2", "pairs200k"];
const COUNTS = ["d2", "nyc", "million"];

const answering = (question) => CONTENDERS.filter(({ questions }) => questions.includes(question));

function countMeasures(name) {
  return {
    all: { asks: [null] },
    segment: { asks: popularFirsts(name).map((first) => ({ first })) },
    each: { asks: [{ each: true }], only: ["kernel", "javascript", "prefixes"] },
  };
}

/** What the reader who comes first waits for and loads; and who comes again, with what the browser has kept. */
async function visits(browser, server, { id, title }, visited) {
  const figures = { first: [], again: [] };
  let traffic;
  for (let round = 0; round < visited; round += 1) {
    const context = await browser.newContext();
    for (const which of ["first", "again"]) {
      const page = await context.newPage();
      server.reset();
      await page.goto(`${server.url}start-${id}.html`);
      await page.waitForFunction(() => globalThis.firstRows, null, { timeout: 60_000, polling: 50 });
      const { rows, ms, answer } = await page.evaluate(() => globalThis.firstRows);
      assert.ok(rows > 0, `${title}: rows of the first visit`);
      figures[which].push(ms);
      const { requests, bytes, notModified } = server.traffic;
      traffic = { ...traffic, [which]: { requests, bytes, notModified, answer } };
      // What is stored for the next visit is stored.
      await page.waitForTimeout(300);
      await page.close();
    }
    await context.close();
  }
  return { figures, traffic };
}

const STARTS = {
  "lens-ready": {
    title: "coalition-lens, ready-made answer to the first view",
    module: "coalition-lens",
    options: { preload: true },
  },
  lens: { title: "coalition-lens, engine's answer", module: "coalition-lens" },
  javascript: { title: "plain JavaScript, typed arrays", module: "typed-arrays" },
  crossfilter: { title: "crossfilter2", module: "crossfilter" },
  arquero: { title: "Arquero", module: "arquero" },
  duckdb: { title: "DuckDB-Wasm", module: "duckdb" },
  sqljs: { title: "sql.js", module: "sqljs" },
  perspective: { title: "Perspective", module: "perspective" },
};

async function firstVisits(browser, name, rounds = 5) {
  const ask = { min_shared_ballots: 50, min_strength: 0, page: 1, page_size: 50 };
  const starts = {};
  for (const [id, { module, options }] of Object.entries(STARTS)) {
    // The ready-made answer is that of the default thresholds.
    const first = options?.preload ? {} : ask;
    starts[id] = { module, name, options, ask: first };
  }
  const texts = await bundle([], starts);
  say(`compressing what is served (brotli ${QUALITY}; kept for the next run)`);
  const server = await serve({ folders: folders(SNAPSHOTS, DATA), texts, compress: true });
  const result = { election: name, brotli: QUALITY, starts: {} };
  let reference;
  try {
    // Compresses whatever is asked for, outside the time.
    for (const id of Object.keys(STARTS)) await visits(browser, server, { id, ...STARTS[id] }, 1);
    const figures = Object.fromEntries(Object.keys(STARTS).map((id) => [id, { first: [], again: [] }]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [id, { title }] of Object.entries(STARTS)) {
        const visit = await visits(browser, server, { id, title }, 1);
        const { answer, ...first } = visit.traffic.first;
        const { answer: secondAnswer, ...again } = visit.traffic.again;
        assert.deepEqual(secondAnswer, answer, `${title}: the second visit shows what the first did`);
        if (id !== "lens-ready") assert.deepEqual(answer, (reference ??= answer), `${title}: the first rows`);
        figures[id].first.push(...visit.figures.first);
        figures[id].again.push(...visit.figures.again);
        result.starts[id] = { title, traffic: { first, again } };
      }
    }
    for (const [id, { first, again }] of Object.entries(figures)) {
      Object.assign(result.starts[id], { first: summary(first), again: summary(again) });
      say(`first visit, ${id}: ${summary(first).median.toFixed(0)} ms, ${result.starts[id].traffic.first.bytes} bytes`);
    }
  } finally {
    server.close();
  }
  return result;
}

/** Whole answers of every candidate's supporters, and of all ballots: within a frame? */
async function wholeAnswers(browser, url, names) {
  const { openPage } = await import("./lib/browser.mjs");
  const answers = {};
  for (const name of names) {
    const page = await openPage(browser, `${url}kernel.html`);
    await page.waitForFunction(() => globalThis.contender);
    await page.evaluate((name) => globalThis.contender.load(name, ["pairCounts"]), name);
    const rounds = await page.evaluate(async () => {
      const form = "pairs, null model, network, clusters, centrality";
      const times = [];
      for (let round = 0; round < 7; round += 1) {
        for (let first = 0; first <= globalThis.contender.candidates(); first += 1) {
          (times[first] ??= []).push(await globalThis.contender.time("wholeAnswer", form, [{ first }], 1));
        }
      }
      return times;
    });
    const ms = rounds.map(median);
    answers[name] = { all: ms[0], slowestGroup: Math.max(...ms.slice(1)) };
    say(
      `${name}, whole answers: all ballots ${ms[0].toFixed(2)} ms, slowest group ${answers[name].slowestGroup.toFixed(2)} ms`,
    );
    await page.context().close();
  }
  return answers;
}

export async function browserPart({ rounds = 15, pairs = PAIRS, counts = COUNTS } = {}) {
  const [d2] = present(["d2"]);
  const pairNames = present(pairs);
  const countNames = present(counts);
  if (!d2) {
    pairNames.unshift("pairs20k");
    countNames.unshift("sample");
  }
  await prepare([...new Set([...pairNames, ...countNames])]);
  const texts = await bundle(CONTENDERS);
  const browser = await launch();
  const server = await serve({ folders: folders(SNAPSHOTS, DATA), texts });
  const results = [];
  try {
    for (const election of pairNames) {
      const measures = { page: { asks: pageQuestions(election) } };
      const contenders = answering("pairsPage");
      results.push(
        await contest(browser, server.url, { contenders, election, question: "pairsPage", measures, rounds }),
      );
    }
    for (const election of countNames) {
      const contenders = answering("pairCounts");
      const measures = countMeasures(election);
      results.push(
        await contest(browser, server.url, { contenders, election, question: "pairCounts", measures, rounds }),
      );
    }
    const answers = await wholeAnswers(browser, server.url, countNames);
    writeResult("browser", { machine: machine(browser), contests: results, wholeAnswers: answers });
    writeResult("starts", { ...(await firstVisits(browser, pairNames[0])), machine: machine(browser) });
  } finally {
    server.close();
    await browser.close();
  }
}
