import { paramError } from "./errors.js";
import type { MakeHost } from "./host.js";
import { Lens } from "./lens.js";
import { snapshotRoot } from "./location.js";
import type { OpenOptions } from "./types/lens.js";

const DEFAULT_MAX_BYTES = 128 * 2 ** 20;
const OPTIONS = ["worker", "cache", "signal"];

/** What differs between hosts of the package. */
export interface Platform {
  /** The address that relative ones count from. */
  base(): string | undefined;
  /** How the engine is run. */
  host(worker: boolean): MakeHost | Promise<MakeHost>;
}

export async function openOn(platform: Platform, url: string | URL, options: OpenOptions = {}): Promise<Lens> {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw paramError(unknown, "this option", `open takes: ${OPTIONS.join(", ")}`);
  const { worker = true, signal } = options;
  if (typeof worker !== "boolean") throw paramError("worker", worker, "give true or false");
  const root = snapshotRoot(url, platform.base());
  const maxBytes = cacheBytes(options.cache);
  return Lens.open(root, maxBytes, await platform.host(worker), signal);
}

function cacheBytes(cache: unknown): number {
  if (cache === undefined) return DEFAULT_MAX_BYTES;
  if (cache === false) return 0;
  if (typeof cache !== "object" || cache === null) throw paramError("cache", cache, "give { maxBytes } or false");
  const { maxBytes = DEFAULT_MAX_BYTES } = cache as { maxBytes?: unknown };
  if (typeof maxBytes !== "number" || !Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw paramError("cache.maxBytes", maxBytes, "give a whole number of bytes, 0 or more");
  }
  return maxBytes;
}
