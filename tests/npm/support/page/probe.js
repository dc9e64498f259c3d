// Runs in the page under test. What a test wants to know goes through here as plain values.
/* global Cache, caches, CacheStorage, document */
import { cacheStorageTier, memoryTier, open } from "coalition-lens";

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
    // Pages share what was computed, and would say so.
    const lens = await open(root, { worker, cache: false });
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
    const { value: lens, ...failure } = await settled(open(root, { worker, tier: false }));
    if (!lens) return failure;
    const asked = await settled(lens.election("sample").then((election) => election.pairs()));
    lens.close();
    return "value" in asked ? { value: JSON.stringify(asked.value) } : asked;
  },

  /** Opens a lens for the calls below. */
  async keep({ root, worker }) {
    const lens = await open(root, { worker, tier: false });
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

  /**
   * Opens a lens with any options, and notes its events. `tier: "page"` stands for one in this page's memory that all
   * lenses share, `tier: "stored"` for one in Cache Storage that they share, `tier: "default"` for what a page gets that says nothing.
   */
  async open({ root = "/snapshots/", election = "sample", tier = "default", ...options }) {
    const { value: lens, ...failure } = await settled(
      open(root, { ...options, tier: TIERS[tier] ?? (tier === "default" ? undefined : tier) }),
    );
    if (!lens) return failure;
    opened = { lens, events: [] };
    for (const name of ["invalidate", "alert", "error"])
      lens.on(name, (detail) => opened.events.push({ event: name, ...detail, code: detail.code }));
    opened.election = await lens.election(election);
    return { snapshotId: lens.snapshotId };
  },

  /** Calls a method of the opened lens or election. */
  async do({ on, method, args = [] }) {
    const { value, ...failure } = await settled(opened[on][method](...args));
    return { ...failure, value, text: JSON.stringify(value), snapshotId: opened.lens.snapshotId };
  },

  /** What the opened lens has told, once it has told `count` things. */
  async events(count = 0) {
    while (opened.events.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    return opened.events;
  },

  /** How typed arrays arrive, which a driver would turn into something else. */
  async columns() {
    const { columns, rows } = await opened.election.table("pairs");
    const { arrow } = await opened.election.table("pairs", {}, { format: "arrow" });
    return {
      rows,
      kinds: Object.values(columns).map(({ constructor }) => constructor.name),
      lift: [...columns.lift],
      arrow: new TextDecoder().decode(arrow.subarray(0, 6)),
    };
  },

  /** Makes the page hidden or visible, as far as its scripts can tell. */
  async hide(hidden) {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  },

  /** Lets the browser's Cache Storage refuse what it is given in this thread: the first `times` files. */
  async fillStorage(times) {
    const put = Cache.prototype.put;
    let refused = 0;
    Cache.prototype.put = function (...given) {
      if (refused++ < times)
        return Promise.reject(new DOMException("The quota has been exceeded.", "QuotaExceededError"));
      return put.apply(this, given);
    };
  },

  /** Lets Cache Storage fail to open in this thread, the first `times` times. */
  async refuseStorage(times) {
    const { open: real } = CacheStorage.prototype;
    let refused = 0;
    CacheStorage.prototype.open = function (...given) {
      if (refused++ < times) return Promise.reject(new DOMException("The operation failed.", "UnknownError"));
      return real.apply(this, given);
    };
  },

  /** The keys in Cache Storage; with `spoil`, what is there is damaged. */
  async stored(options) {
    const cache = await caches.open("coalition-lens");
    const requests = await cache.keys();
    if (options?.spoil) for (const request of requests) await cache.put(request, new Response("damaged"));
    return requests.map(({ url }) => url);
  },
};

let opened;
const TIERS = { page: memoryTier(), stored: cacheStorageTier() };
