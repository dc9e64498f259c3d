// Runs in the page under test. What a test wants to know goes through here as plain values.
import { open } from "coalition-lens";

/** Whatever a reader's console would show, as far as the page itself can tell. */
globalThis.problems = [];
for (const level of ["error", "warn"]) {
  const original = console[level];
  console[level] = (...parts) => {
    globalThis.problems.push(`${level}: ${parts.join(" ")}`);
    original.apply(console, parts);
  };
}
globalThis.addEventListener("error", (event) => globalThis.problems.push(`uncaught: ${event.message}`));
globalThis.addEventListener("unhandledrejection", (event) =>
  globalThis.problems.push(`unhandled: ${String(event.reason)}`),
);
globalThis.addEventListener("securitypolicyviolation", (event) =>
  globalThis.problems.push(`policy: ${event.blockedURI}`),
);

let kept;

async function settled(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  }
}

globalThis.probe = {
  /** The text of every answer, in the order asked. */
  async answers({ root, worker, asked }) {
    const lens = await open(root, { worker });
    const texts = [];
    for (const { election: id, query, params } of asked) {
      const election = await lens.election(id);
      texts.push(JSON.stringify(await election[query](params)));
    }
    lens.close();
    return texts;
  },

  /** The text of `pairs` of the sample election, or how it failed. */
  async pairs({ root, worker }) {
    const { value: lens, ...failure } = await settled(open(root, { worker }));
    if (!lens) return failure;
    const asked = await settled(lens.election("sample").then((election) => election.pairs()));
    lens.close();
    return "value" in asked ? { value: JSON.stringify(asked.value) } : asked;
  },

  /** Opens a lens for the calls below. */
  async keep({ root, worker }) {
    const lens = await open(root, { worker });
    kept = { lens, election: await lens.election("sample"), events: [] };
    lens.on("error", (error) => kept.events.push(error.code));
    lens.on("progress", ({ table, loaded, total }) => kept.events.push([table, loaded === total]));
    return { url: lens.url, snapshotId: lens.snapshotId };
  },

  /** Calls the kept election's query; `abortAfter` milliseconds aborts it. */
  async ask({ query, params, abortAfter }) {
    const signal = abortAfter === undefined ? undefined : AbortSignal.timeout(abortAfter);
    const answer = await settled(kept.election[query](params, { signal }));
    return { ...answer, events: kept.events };
  },

  /** A call that is under way when the lens is closed, and one after it. */
  async closeWhileAsking() {
    const pending = settled(kept.election.pairs());
    kept.lens.close();
    return [await pending, await settled(kept.lens.stats())];
  },

  async unclonable() {
    return settled(kept.election.pairs({ method: () => "adjusted" }));
  },
};
