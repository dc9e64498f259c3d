import type { MakeEngineThread } from "./engine-thread.js";
import type { Lens } from "./lens.js";
import { openOn } from "./open.js";
import type { Platform } from "./platform.js";
import type { OpenOptions } from "./types/lens.js";
import type { PlatformUrl } from "./types/platform.js";
import { WorkerEngine } from "./worker-engine.js";

export * from "./api.js";

const browser: Platform = {
  base: () => (typeof document === "undefined" ? location.href : document.baseURI),
  thread: (worker) => (worker ? (events) => new WorkerEngine(events) : thisThread()),
  tier: "cache-storage",
  conditional: false,
  // Chromium only.
  heapBytes: () => (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize,
};

/** The engine's code is loaded into this thread only if it is to run here. */
async function thisThread(): Promise<MakeEngineThread> {
  const { LocalEngine } = await import("./engine.js");
  return (events) => new LocalEngine(events);
}

/**
 * Opens the snapshot in a folder of static files. In a page, `url` counts from the document's base; in Node it is an
 * absolute http or https address.
 *
 * Rejects with `E_PARAM` for an address or option that is not understood, `E_NETWORK` if host or engine cannot be reached,
 * `E_NOT_FOUND` if there is no manifest, `E_FORMAT` if it is not a snapshot's, `E_VERSION` if it is of another major
 * version, `E_ABORTED` if the signal fires.
 *
 * @example
 * import { open } from "coalition-lens";
 *
 * const lens = await open("/snapshots/");
 * const election = await lens.election(lens.elections[0].id);
 * const { data } = await election.pairs({ min_shared_ballots: 200 });
 * lens.close();
 */
export function open(url: string | PlatformUrl, options?: OpenOptions): Promise<Lens> {
  return openOn(browser, url, options);
}
