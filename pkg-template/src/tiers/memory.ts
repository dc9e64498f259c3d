import type { SharedTier, TierOptions } from "../types/tier.js";

/**
 * A tier in this thread's memory, for the lenses of one page or one Node process.
 *
 * @param options - `maxBytes`: default 64 MiB.
 *
 * @example
 * const tier = memoryTier();
 * const [lens, other] = await Promise.all([open(url, { tier }), open(url, { tier })]);
 */
export function memoryTier({ maxBytes = 64 * 2 ** 20 }: TierOptions = {}): SharedTier {
  // A map lists its keys in the order they were set: longest unused first.
  const files = new Map<string, Uint8Array>();
  let held = 0;
  const drop = (key: string) => {
    held -= files.get(key)?.byteLength ?? 0;
    files.delete(key);
  };
  return {
    get(key) {
      const bytes = files.get(key);
      if (bytes) {
        files.delete(key);
        files.set(key, bytes);
      }
      return Promise.resolve(bytes?.slice());
    },
    put(key, bytes) {
      drop(key);
      if (bytes.byteLength > maxBytes) return Promise.resolve();
      files.set(key, bytes.slice());
      held += bytes.byteLength;
      for (const oldest of files.keys()) {
        if (held <= maxBytes) break;
        drop(oldest);
      }
      return Promise.resolve();
    },
    delete(key) {
      drop(key);
      return Promise.resolve();
    },
    keys: () => Promise.resolve([...files.keys()]),
  };
}
