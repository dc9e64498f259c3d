import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { memoryUsage } from "node:process";
import { fileURLToPath } from "node:url";
import { LocalEngine } from "./engine.js";
import type { Lens } from "./lens.js";
import { openOn } from "./open.js";
import type { Platform } from "./platform.js";
import type { OpenOptions } from "./types/lens.js";
import type { PlatformUrl } from "./types/platform.js";

export * from "./api.js";

// A path, not a second `new URL(…, import.meta.url)`: bundlers would take that for one more copy of the engine.
const readEngine = () => readFile(join(dirname(fileURLToPath(import.meta.url)), "wasm", "coalition_lens_bg.wasm"));

const node: Platform = {
  base: () => undefined,
  thread: () => (events) => new LocalEngine(events, readEngine),
  tier: undefined,
  conditional: true,
  heapBytes: () => memoryUsage().heapUsed,
};

/** As in the browser, but in this thread, and the address must be absolute. Documented in index.ts. */
export function open(url: string | PlatformUrl, options?: OpenOptions): Promise<Lens> {
  return openOn(node, url, options);
}
