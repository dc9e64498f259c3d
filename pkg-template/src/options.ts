import { snakeCased } from "./case.js";
import { paramError } from "./errors.js";
import type { OpenOptions } from "./types/lens.js";

/** Whether a value is allowed, and what to say if not. */
type Check = readonly [allowed: (value: unknown) => boolean, expected: string];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
const isWhole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown) => typeof value === "number" && value > 0 && value < 2 ** 31;

const WHOLE: Check = [isWhole, "give a whole number, 0 or more"];
const SHARE: Check = [isShare, "give a number from 0 to 1"];
const FLAG: Check = [(value) => typeof value === "boolean", "give true or false"];
const TEXT: Check = [(value) => typeof value === "string", "give a string"];
const SIGNAL: Check = [(value) => value instanceof AbortSignal, "give an AbortSignal"];
const OPTIONS: Check = [isRecord, "give an object of options"];
const orNull = ([allowed, expected]: Check): Check => [
  (value) => value === null || allowed(value),
  `${expected}, or null`,
];

const TIER_CALLS = ["get", "put", "delete", "keys"];
const isTier = (value: unknown) => isRecord(value) && TIER_CALLS.every((name) => typeof value[name] === "function");

const SHAPES: Record<string, Record<string, Check>> = {
  open: {
    worker: FLAG,
    cache: [(value) => value === false || isRecord(value), "give { maxBytes } or false"],
    tier: [(value) => value === false || isTier(value), `give an object with ${TIER_CALLS.join(", ")}, or false`],
    preload: [(value) => typeof value === "string", "give the id of an election"],
    refresh: OPTIONS,
    monitor: OPTIONS,
    maxResponseBytes: WHOLE,
    signal: SIGNAL,
  },
  "a query": { signal: SIGNAL, bypass: FLAG, stream: TEXT, maxResponseBytes: WHOLE },
  "a table": {
    signal: SIGNAL,
    bypass: FLAG,
    format: [(value) => value === "columns" || value === "arrow", 'give "columns" or "arrow"'],
  },
  "a file of rounds": { signal: SIGNAL, bypass: FLAG },
  clear: { election: TEXT, query: TEXT },
  cache: {
    maxBytes: [isWhole, "give a whole number of bytes, 0 or more"],
    maxTableBytes: [isWhole, "give a whole number of bytes, 0 or more"],
    validate: SHARE,
  },
  refresh: { everyMs: [isTime, "give milliseconds, less than 25 days"], onVisible: FLAG },
  monitor: {
    thresholds: OPTIONS,
    measure: FLAG,
    beacon: [(value) => typeof value === "string" || value instanceof URL, "give an address"],
  },
  thresholds: {
    p95Ms: orNull([isTime, "give milliseconds"]),
    hitRatio: orNull(SHARE),
    hitRatioAfter: WHOLE,
    memoryBytes: orNull(WHOLE),
    maxAgeMs: orNull([isTime, "give milliseconds"]),
  },
};

/** Refuses options that are not understood. Undefined stands for the default. */
export function checkOptions(options: OpenOptions): void {
  check("open", "", options);
  check("cache", "cache.", options.cache === false ? {} : (options.cache ?? {}));
  check("refresh", "refresh.", options.refresh ?? {});
  check("monitor", "monitor.", options.monitor ?? {});
  check("thresholds", "monitor.thresholds.", options.monitor?.thresholds ?? {});
}

function check(what: string, prefix: string, options: object): void {
  const shape = SHAPES[what] ?? {};
  for (const [name, value] of Object.entries(options)) {
    const known = shape[name];
    if (!known) throw paramError(prefix + name, "this option", `${what} takes: ${Object.keys(shape).join(", ")}`);
    const [allowed, expected] = known;
    if (value !== undefined && !allowed(value)) throw paramError(prefix + name, value, expected);
  }
}

/** Refuses options of a call that are not understood. */
export function checkCall(what: "a query" | "a table" | "a file of rounds" | "clear", options: object): void {
  check(what, "", options);
}

/** The options as the engine takes them. `conditional`: whether it revalidates the manifest itself, for want of an HTTP cache. */
export function engineOptions(options: OpenOptions, conditional: boolean): object {
  const cache = options.cache === false ? { maxBytes: 0 } : options.cache;
  const all = {
    ...cache,
    maxResponseBytes: options.maxResponseBytes,
    thresholds: options.monitor?.thresholds ?? {},
    conditional,
  };
  return snakeCased(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
}
