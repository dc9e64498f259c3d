// In the browser: a reader who goes through a trace of queries, and thinks in between.
import { open } from "/lens/index.js";

let lens;
let election;

/** In a trace `#3` stands for the candidate at the fourth place, whoever that is. */
function withCandidates(value) {
  if (typeof value === "string" && /^#\d+$/.test(value)) {
    const { candidates } = election.descriptor;
    return candidates[Number(value.slice(1)) % candidates.length].id;
  }
  if (Array.isArray(value)) return value.map(withCandidates);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withCandidates(inner)]));
}

async function asked(query, params, times, errors) {
  const started = performance.now();
  try {
    await election[query](withCandidates(params));
    times.push([query, performance.now() - started]);
  } catch (error) {
    errors.push(`${query} ${JSON.stringify(params)}: ${error.code} ${error.message}`);
  }
}

globalThis.reader = {
  async enter(name, options) {
    lens = await open("/snapshots/", { preload: name, ...options });
    election = await lens.election(name);
  },

  /** At most so many steps of the trace from a place on, for at most so many milliseconds. */
  async read(trace, from, steps, milliseconds) {
    const times = [];
    const errors = [];
    const deadline = performance.now() + milliseconds;
    void lens.warm();
    for (let step = 0; step < steps && performance.now() < deadline; step += 1) {
      const { query, params, think_ms: think } = trace[(from + step) % trace.length];
      await asked(query, params, times, errors);
      if (step % 20 === 19) await lens.refresh();
      await new Promise((thought) => setTimeout(thought, think));
    }
    const { cache, memory, queries } = await lens.stats();
    return { times, errors, hits: cache.hits, misses: cache.misses, memory, queries: Object.keys(queries) };
  },

  /** So many queries of the trace without a pause; with `groups`, every other of a group of voters of its own. */
  async soak(trace, from, steps, groups) {
    const times = [];
    const errors = [];
    const { candidates } = election.descriptor;
    for (let step = from; step < from + steps; step += 1) {
      const { query, params } = trace[step % trace.length];
      const own = groups && step % 2 === 1 && !("where" in params) && !("compare" in params);
      const places = [step % candidates.length, (step * 7 + 3) % candidates.length];
      const where = { any: [{ first: `#${places[0]}` }, { ranks: `#${places[1]}`, within: 1 + (step % 5) }] };
      await asked(query, own ? { ...params, where } : params, times, errors);
    }
    const { cache, memory } = await lens.stats();
    return { times: times.length, errors, cache, memory };
  },
};
