import type { SharedTier } from "./types/tier.js";

export type { SharedTier } from "./types/tier.js";

/** How {@link redisTier} reaches its server. */
export interface RedisTierOptions {
  /** `redis://` or `rediss://` (TLS), with user, password and database if need be; default `redis://127.0.0.1:6379`. */
  url?: string | undefined;
  /** Begins every key; default `coalition-lens:`. */
  prefix?: string | undefined;
  /** After how many seconds an unused file expires; default 30 days. */
  ttlSeconds?: number | undefined;
}

/** A tier with a connection of its own. */
export interface RedisTier extends SharedTier {
  /** Ends the connection; later calls reject. A tier may serve any number of lenses; close it after them. */
  close(): void;
}

/** How long a server may take to accept a connection, and to answer on it, in milliseconds. */
const CONNECT_TIMEOUT = 1500;

/**
 * A tier in a Redis server, for Node servers that render pages. Needs the package `redis` (5 or newer) beside this one;
 * it connects on first use, and again after a connection was lost.
 *
 * @example
 * import { open } from "coalition-lens";
 * import { redisTier } from "coalition-lens/redis";
 *
 * const tier = redisTier({ url: "redis://127.0.0.1:6379" });
 * const lens = await open("https://example.org/snapshots/", { tier });
 */
export function redisTier(options: RedisTierOptions = {}): RedisTier {
  const { url = "redis://127.0.0.1:6379", prefix = "coalition-lens:", ttlSeconds = 30 * 24 * 60 * 60 } = options;
  let connection: Connection | undefined;
  let isClosed = false;

  const client = async (): Promise<Client> => {
    // A lens may still be storing what it has fetched.
    if (isClosed) throw closed();
    const current = (connection ??= connect(url));
    const forget = () => {
      if (connection === current) connection = undefined;
    };
    try {
      const connected = await current.client;
      if (connected.isReady) return connected;
    } catch (error) {
      forget();
      throw error;
    }
    forget();
    return client();
  };

  return {
    async get(key) {
      const bytes = await (await client()).getEx(prefix + key, { type: "EX", value: ttlSeconds });
      return bytes ?? undefined;
    },
    async put(key, bytes) {
      const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      await (await client()).set(prefix + key, value, { expiration: { type: "EX", value: ttlSeconds } });
    },
    async delete(key) {
      await (await client()).del(prefix + key);
    },
    async keys() {
      const found: string[] = [];
      const pattern = `${prefix.replace(/[\\*?[\]]/g, "\\$&")}*`;
      for await (const keys of (await client()).scanIterator({ MATCH: pattern, COUNT: 1000 }))
        found.push(...keys.map((key) => key.toString().slice(prefix.length)));
      return [...new Set(found)];
    },
    close() {
      isClosed = true;
      connection?.ending.abort(closed());
      connection = undefined;
    },
  };
}

type Client = Awaited<ReturnType<typeof connected>>;

interface Connection {
  client: Promise<Client>;
  /** Ends it, even while it is being made. */
  ending: AbortController;
}

const closed = () => new Error("the tier has been closed");

function connect(url: string): Connection {
  const ending = new AbortController();
  return { client: connected(url, ending), ending };
}

/**
 * Loads the package here, so that only those who use the tier need it. Without a connection calls fail at once; one on which
 * the server does not get as far as answering is given up.
 */
async function connected(url: string, ending: AbortController) {
  const { createClient, RESP_TYPES } = await import("redis");
  const { signal } = ending;
  signal.throwIfAborted();
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: false, connectTimeout: CONNECT_TIMEOUT },
  });
  // A failure is told by the call that meets it; without a listener it would end the process.
  client.on("error", () => undefined);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason as Error);
      if (client.isOpen) client.destroy();
    });
  });
  ended.catch(() => undefined);
  const timer = setTimeout(() => {
    ending.abort(new Error(`Redis did not answer within ${String(CONNECT_TIMEOUT)} ms`));
  }, CONNECT_TIMEOUT);
  try {
    await Promise.race([client.connect(), ended]);
  } finally {
    clearTimeout(timer);
  }
  return client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
}
