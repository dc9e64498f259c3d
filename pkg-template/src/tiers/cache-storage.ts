import type { SharedTier, TierOptions } from "../types/tier.js";

const NAME = "coalition-lens";
/** Cache Storage wants addresses; this one is never asked of any host. */
const ADDRESS = "https://coalition-lens.invalid/";
/** When a file was stored or last used, in milliseconds since 1970. */
const USED = "x-used";
const LENGTH = "content-length";
/** A use is written down once a day: it costs as much as storing the file. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * A tier in the browser's Cache Storage, which all tabs of an origin share and which outlives visits. Pages use it
 * unless told otherwise. It needs a secure context (https, or localhost).
 *
 * @param options - `maxBytes`: default 256 MiB, for all snapshots of the origin together.
 */
export function cacheStorageTier({ maxBytes = 256 * 2 ** 20 }: TierOptions = {}): SharedTier {
  let opened: Promise<Cache> | undefined;
  /** Bytes in the cache as far as this tab knows; other tabs store too, so it is counted anew before anything is dropped. */
  let held: number | undefined;

  const open = async () => {
    if (!("caches" in globalThis))
      throw new Error("Cache Storage is there in secure contexts only: serve the page by https");
    opened ??= caches.open(NAME);
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  const store = (cache: Cache, key: string, bytes: Uint8Array) => {
    const headers = { [LENGTH]: String(bytes.byteLength), [USED]: String(Date.now()) };
    return cache.put(ADDRESS + key, new Response(bytes as BufferSource, { headers }));
  };
  const number = (response: Response | undefined, header: string) => Number(response?.headers.get(header) ?? 0);

  /** Drops the files unused for longest until at most `limit` bytes are left. */
  const shrink = async (cache: Cache, limit: number) => {
    const files = await Promise.all(
      (await cache.keys()).map(async (request) => {
        const response = await cache.match(request);
        return { request, bytes: number(response, LENGTH), used: number(response, USED) };
      }),
    );
    held = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { request, bytes } of files.sort((a, b) => a.used - b.used)) {
      if (held <= limit) break;
      await cache.delete(request);
      held -= bytes;
    }
  };

  return {
    async get(key) {
      const cache = await open();
      const response = await cache.match(ADDRESS + key);
      if (!response) return undefined;
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (Date.now() - number(response, USED) > DAY) store(cache, key, bytes).catch(() => undefined);
      return bytes;
    },
    async put(key, bytes) {
      const size = bytes.byteLength;
      if (size > maxBytes) return;
      const cache = await open();
      if (held === undefined || held + size > maxBytes) await shrink(cache, maxBytes - size);
      try {
        await store(cache, key, bytes);
      } catch (error) {
        // The browser grants less than maxBytes: half of what is there makes room, once.
        if ((error as Error).name !== "QuotaExceededError") throw error;
        await shrink(cache, 0.5 * (held ?? 0));
        await store(cache, key, bytes);
      }
      held = (held ?? 0) + size;
    },
    async delete(key) {
      await (await open()).delete(ADDRESS + key);
    },
    async keys() {
      return (await (await open()).keys()).map(({ url }) => url.slice(ADDRESS.length));
    },
  };
}
