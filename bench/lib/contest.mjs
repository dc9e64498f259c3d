// All contenders on one election and question: answers compared first, then timed in turns.
import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";
import { memoryOf } from "./processes.mjs";
import { say } from "./say.mjs";
import { median, ratio, summary } from "./stats.mjs";

/** Milliseconds that one measurement takes at least: many times the clock's step. */
const AT_LEAST = 4;
/** Milliseconds that a contender may take for one measure; who is slower is asked fewer times. */
const BUDGET = 6000;
const FEWEST = 2;
/** Milliseconds from which on a call is not repeated to warm up. */
const LONG = 500;

/**
 * Every form of every contender gives the same answer. A kernel tells only the sum of its counts. Leaves the time of each
 * form's first answers.
 */
async function compare(racing, question, measure, { asks }, election) {
  for (const entrant of racing) {
    entrant.run = { tried: {}, ms: [] };
    for (const form of entrant.forms) await entrant.ask("prepare", question, form);
  }
  for (const [place, parameters] of asks.entries()) {
    const given = [];
    for (const { contender, forms, ask, run } of racing) {
      for (const form of forms) {
        const who = `${contender.title}, ${form}: ${measure} of ${election}, question ${place + 1}`;
        const { answer, ms } = await ask("answer", question, form, parameters);
        given.push({ who, answer });
        run.tried[form] = Math.min(run.tried[form] ?? Infinity, ms);
      }
    }
    const reference = given.find(({ answer }) => typeof answer === "object")?.answer;
    assert.ok(reference, `${measure} of ${election}: somebody answers in full`);
    for (const { who, answer } of given) {
      if (typeof answer === "number") assert.equal(answer, reference.sum, who);
      else assert.deepEqual(answer, reference, who);
    }
  }
}

/** In turns, so that what disturbs the machine disturbs everybody. Of several forms the fastest runs. */
async function race(racing, question, asks, rounds) {
  for (const { forms, ask, run } of racing) {
    for (const form of forms) {
      // Long runs need no second one to warm up.
      if (run.tried[form] < LONG) run.tried[form] = await ask("time", question, form, asks, 5 * AT_LEAST);
    }
    const [[form, ms]] = Object.entries(run.tried).sort(([, a], [, b]) => a - b);
    Object.assign(run, { form, most: Math.max(FEWEST, Math.min(rounds, Math.floor(BUDGET / ms))) });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { ask, run } of racing) {
      if (round < run.most) run.ms.push(await ask("time", question, run.form, asks, AT_LEAST));
    }
  }
}

/** How many times as long as each of our own contenders. */
function ratios(ms, racing) {
  const ours = racing.filter(({ contender }) => /^(lens|kernel)/.test(contender.id));
  return Object.fromEntries(ours.map(({ contender, run }) => [contender.id, ratio(ms, run.ms)]));
}

async function enter(browser, url, contender, election, question) {
  const page = await openPage(browser, `${url}${contender.id}.html`);
  await page.waitForFunction(() => "contender" in globalThis, null, { timeout: 60_000 });
  const { [question]: forms } = await page.evaluate(
    ([name, needs, options]) => globalThis.contender.load(name, needs, options),
    [election, [question], contender.options],
  );
  const ask = (method, ...args) =>
    page.evaluate(([method, args]) => globalThis.contender[method](...args), [method, args]);
  return { contender, page, forms, ask };
}

/** Of a new page that answers every measure in the form that was fastest, and has no other. */
async function memoryAfter(browser, url, contender, election, question, used) {
  const { page, ask } = await enter(browser, url, contender, election, question);
  for (const [form, asks] of used) {
    for (const parameters of asks) await ask("answer", question, form, parameters);
  }
  await ask("collect");
  const bytes = await memoryOf(page);
  await page.context().close();
  return bytes;
}

/**
 * `measures`: by name a list of parameters to ask in turn, and who takes part if not all. An answer that differs from the
 * others fails the run.
 */
export async function contest(browser, url, { contenders, election, question, measures, rounds = 15 }) {
  const entrants = [];
  for (const contender of contenders) entrants.push(await enter(browser, url, contender, election, question));
  const able = entrants.filter(({ forms }) => forms.length > 0);
  const result = { election, question, measures: {}, memory: {}, skipped: [] };
  const used = {};
  result.skipped = entrants.filter((entrant) => !able.includes(entrant)).map(({ contender }) => contender.id);
  for (const [measure, what] of Object.entries(measures)) {
    const racing = able.filter(({ contender }) => !what.only || what.only.includes(contender.id));
    await compare(racing, question, measure, what, election);
    await race(racing, question, what.asks, rounds);
    result.measures[measure] = Object.fromEntries(
      racing.map(({ contender, run: { tried, form, ms } }) => [
        contender.id,
        { ...summary(ms), form, tried, against: ratios(ms, racing) },
      ]),
    );
    for (const { contender, run } of racing) (used[contender.id] ??= []).push([run.form, what.asks]);
    const told = racing.map(({ contender, run }) => `${contender.id} ${median(run.ms).toPrecision(3)}`);
    say(`${election}, ${measure}, ms: ${told.join(", ")}`);
  }
  for (const { page } of entrants) await page.context().close();
  const empty = await openPage(browser, `${url}blank.html`);
  const emptyBytes = await memoryOf(empty);
  await empty.context().close();
  // The kernel's page holds the election several times over, for other measurements.
  for (const { contender } of able.filter(({ contender }) => contender.id !== "kernel")) {
    const bytes = await memoryAfter(browser, url, contender, election, question, used[contender.id]);
    if (bytes !== undefined) result.memory[contender.id] = bytes - emptyBytes;
  }
  return result;
}
