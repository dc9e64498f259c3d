// All contenders on one election and question: answers compared first, then timed in turns.
import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";
import { say } from "./say.mjs";
import { median, ratio, summary } from "./stats.mjs";

/** Milliseconds that one measurement takes at least: many times the clock's step. */
const AT_LEAST = 4;
/** Milliseconds that a contender may take for one measure; who is slower is asked fewer times. */
const BUDGET = 8000;
const FEWEST = 3;

/** Every form of every contender gives the same answer. A kernel tells only the sum of its counts. */
async function compare(racing, question, measure, { asks }, election) {
  for (const [place, parameters] of asks.entries()) {
    const given = [];
    for (const { contender, forms, ask } of racing) {
      for (const form of forms) {
        const who = `${contender.title}, ${form}: ${measure} of ${election}, question ${place + 1}`;
        given.push({ who, answer: await ask("answer", question, form, parameters) });
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
  for (const entrant of racing) {
    const tried = {};
    for (const form of entrant.forms) {
      await entrant.ask("time", question, form, asks, 0);
      tried[form] = await entrant.ask("time", question, form, asks, AT_LEAST);
    }
    const [[form, ms]] = Object.entries(tried).sort(([, a], [, b]) => a - b);
    entrant.run = { tried, form, most: Math.max(FEWEST, Math.min(rounds, Math.floor(BUDGET / ms))), ms: [] };
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

/**
 * `measures`: by name a list of parameters to ask in turn, and who takes part if not all. An answer that differs from the
 * others fails the run.
 */
export async function contest(browser, url, { contenders, election, question, measures, rounds = 15 }) {
  const entrants = [];
  for (const contender of contenders) entrants.push(await enter(browser, url, contender, election, question));
  const able = entrants.filter(({ forms }) => forms.length > 0);
  const result = { election, question, measures: {}, memory: {}, skipped: [] };
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
    const told = racing.map(({ contender, run }) => `${contender.id} ${median(run.ms).toPrecision(3)}`);
    say(`${election}, ${measure}, ms: ${told.join(", ")}`);
  }
  for (const { contender, ask } of able) result.memory[contender.id] = await ask("memory");
  for (const { page } of entrants) await page.context().close();
  return result;
}
