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

const equal = (question, answer, reference, who) => {
  if (question === "pairsPage") assert.deepEqual(answer, reference, who);
  else if (typeof answer === "number") assert.equal(answer, reference.sum, who);
  else assert.equal(answer.sha256, reference.sha256, `${who}: sum ${answer.sum}, not ${reference.sum}`);
};

async function enter(browser, url, contender, election, question) {
  const page = await openPage(browser, `${url}${contender.id}.html`);
  await page.waitForFunction(() => "contender" in globalThis, null, { timeout: 60_000 });
  const { [question]: forms } = await page.evaluate(
    ([name, needs, options]) => globalThis.contender.load(name, needs, options),
    [election, [question], contender.options],
  );
  const ask = (method, ...args) =>
    page.evaluate(([method, args]) => globalThis.contender[method](...args), [method, args]);
  return { contender, page, forms, ask, times: {}, tried: {} };
}

/**
 * `measures`: by name a list of parameters to ask in turn. The first contender's answers are what the others' must equal; one
 * that differs fails the run. Of several forms the fastest counts.
 */
export async function contest(browser, url, { contenders, election, question, measures, rounds = 15 }) {
  const entrants = [];
  const skipped = {};
  for (const contender of contenders) {
    const entrant = await enter(browser, url, contender, election, question);
    if (entrant.forms.length > 0) {
      entrants.push(entrant);
    } else {
      skipped[contender.id] = "too large for it";
      await entrant.page.context().close();
    }
  }
  const references = {};
  for (const [measure, { asks, only }] of Object.entries(measures)) {
    for (const entrant of entrants) {
      if (only && !only.includes(entrant.contender.id)) continue;
      const { contender, forms, ask } = entrant;
      entrant.tried[measure] = {};
      for (const form of forms) {
        const who = `${contender.title}, ${form}: ${measure} of ${election}`;
        for (const [place, parameters] of asks.entries()) {
          const answer = await ask("answer", question, form, parameters);
          const key = `${measure} ${place}`;
          if (!(key in references)) {
            assert.notEqual(typeof answer, "number", `${who} has to answer in full`);
            references[key] = answer;
          }
          // A kernel tells only its sum, and for a group not even that.
          equal(question, answer, references[key], who);
        }
        await ask("time", question, form, asks, 0);
        entrant.tried[measure][form] = await ask("time", question, form, asks, AT_LEAST);
      }
    }
    // In turns, so that what disturbs the machine disturbs everybody.
    const racing = entrants.filter(({ tried }) => tried[measure]);
    for (const entrant of racing) {
      const [[form, ms]] = Object.entries(entrant.tried[measure]).sort(([, a], [, b]) => a - b);
      const most = Math.max(FEWEST, Math.min(rounds, Math.floor(BUDGET / ms)));
      entrant.times[measure] = { form, most, ms: [] };
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { ask, times } of racing) {
        const { form, most, ms } = times[measure];
        if (round < most) ms.push(await ask("time", question, form, asks, AT_LEAST));
      }
    }
    const told = racing.map(({ contender, times }) => `${contender.id} ${median(times[measure].ms).toPrecision(3)}`);
    say(`${election}, ${measure}: ${told.join(", ")} ms`);
  }
  const memory = {};
  for (const { contender, ask } of entrants) memory[contender.id] = await ask("memory");
  const facts = { election, question, measures: {}, memory, skipped };
  for (const measure of Object.keys(measures)) {
    const racing = entrants.filter(({ times }) => times[measure]);
    facts.measures[measure] = Object.fromEntries(
      racing.map(({ contender: { id }, times, tried }) => [
        id,
        {
          ...summary(times[measure].ms),
          form: times[measure].form,
          tried: tried[measure],
          against: ratios(times[measure].ms, racing, measure),
        },
      ]),
    );
  }
  for (const { page } of entrants) await page.context().close();
  return facts;
}

/** How many times as long as each of our own contenders. */
function ratios(ms, racing, measure) {
  const ours = racing.filter(({ contender }) => /^(lens|kernel)/.test(contender.id));
  return Object.fromEntries(ours.map(({ contender, times }) => [contender.id, ratio(ms, times[measure].ms)]));
}
