import type { Query } from "./contract.js";
import type { PlatformSignal, PlatformUrl } from "./platform.js";
import type { SharedTier } from "./tier.js";

/** How {@link open} works. */
export interface OpenOptions {
  /**
   * Whether the engine runs in a module worker, so that the page never waits for it. Default true. In Node the engine
   * always runs in the calling thread.
   */
  worker?: boolean | undefined;
  /** What is kept in memory. `false`: no cache of answers. */
  cache?: CacheOptions | false | undefined;
  /**
   * Where compressed tables are kept beyond this lens. Default in a page: the browser's Cache Storage
   * (`cacheStorageTier()`); in Node: nowhere. `false`: nowhere. A tier of the page's own is called in the page's thread.
   */
  tier?: SharedTier | false | undefined;
  /**
   * The id of the election that the first view shows. Its descriptor is fetched while the engine loads, and queries that
   * the snapshot has ready-made answers for are answered before the engine has loaded.
   */
  preload?: string | undefined;
  /** When to look for a new snapshot by itself. Default: only when {@link Lens.refresh} is called. */
  refresh?: RefreshOptions | undefined;
  /** What is measured and told. */
  monitor?: MonitorOptions | undefined;
  /**
   * The largest answer in bytes of JSON; default 8,000,000. A longer page is cut at a whole row (`metadata.truncated`) and
   * goes on from `pagination.next_token`; any other answer rejects with `E_TOO_LARGE`.
   */
  maxResponseBytes?: number | undefined;
  /** Gives up opening. */
  signal?: PlatformSignal | undefined;
}

/** Part of {@link OpenOptions}. */
export interface CacheOptions {
  /** Bound of the answers in bytes; default 128 MiB, 0 for none. */
  maxBytes?: number | undefined;
  /** Bound of the decoded tables in bytes; default 256 MiB. Tables in use are kept whatever their size. */
  maxTableBytes?: number | undefined;
  /**
   * The share of cached answers, 0 to 1, that are computed again and compared before they are given; default 0. A
   * difference drops the entry and raises an `alert` named `validation`.
   */
  validate?: number | undefined;
}

/** Part of {@link OpenOptions}. */
export interface RefreshOptions {
  /** Milliseconds between two looks, give or take a tenth, so that readers do not come all at once. Not while hidden. */
  everyMs?: number | undefined;
  /** Whether to look when the page becomes visible again. Default false. */
  onVisible?: boolean | undefined;
}

/** Part of {@link OpenOptions}. */
export interface MonitorOptions {
  /** What raises an `alert`; null turns one off. */
  thresholds?: Thresholds | undefined;
  /** Whether each query leaves a `performance.measure` entry, `coalition-lens: <query>`, for DevTools. Default false. */
  measure?: boolean | undefined;
  /**
   * Where {@link Statistics} since opening are sent as JSON, by `navigator.sendBeacon`, when the page is hidden or left and
   * something was asked since they were sent last. At the closing of a tab they may lack its last quarter of a second.
   * Default: nowhere.
   */
  beacon?: string | PlatformUrl | undefined;
}

/** Part of {@link MonitorOptions}. */
export interface Thresholds {
  /** 95th percentile of the times of a query's last hundred answers in milliseconds; default 500. */
  p95Ms?: number | null | undefined;
  /** Least share of recent queries answered from the cache, 0 to 1; default 0.8. */
  hitRatio?: number | null | undefined;
  /** After how many queries `hitRatio` counts; default 50. */
  hitRatioAfter?: number | undefined;
  /** Bytes of WebAssembly memory; default 200,000,000. */
  memoryBytes?: number | null | undefined;
  /**
   * Milliseconds since the snapshot was last known to be the published one; default null. Looked at while nothing is asked,
   * too: after at most a quarter of this time more, or a second if that is longer.
   */
  maxAgeMs?: number | null | undefined;
}

/** Taken by every asynchronous call. */
export interface CallOptions {
  /**
   * Rejects the call at once with `E_ABORTED`. What is being loaded for it is given up, unless another call waits for it
   * too.
   */
  signal?: PlatformSignal | undefined;
}

/** Taken by every query. */
export interface QueryOptions extends CallOptions {
  /** Computes the answer anew; neither reads the cache nor writes it. */
  bypass?: boolean | undefined;
  /** A later query of the same stream name makes the earlier ones that still wait reject with `E_ABORTED`. */
  stream?: string | undefined;
  /** As in {@link OpenOptions}, for this query. */
  maxResponseBytes?: number | undefined;
}

/** A query to ask ahead. */
export interface WarmEntry {
  /** Default: every election that was asked for so far. */
  election?: string | undefined;
  query: Query;
  params?: object | undefined;
}

/** What {@link Lens.warm} has done. */
export interface Warmed {
  /** Queries whose answers are in the cache now. */
  answered: number;
  /** Queries that failed. */
  failed: number;
}

/** An entry of {@link Lens.usage}, which is one of a warm file too. */
export interface Usage {
  /** The id of the election that was asked. */
  election: string;
  query: Query;
  /** As understood, with defaults filled in. */
  params: object;
  /** How often it was asked. */
  count: number;
}

/** What {@link Lens.clear} drops; everything where nothing is named. */
export interface ClearOptions {
  /** Only answers of this election. */
  election?: string | undefined;
  /** Only answers of this query. */
  query?: Query | undefined;
}

/** A table is being loaded. */
export interface Progress {
  electionId: string;
  table: string;
  /** Decoded bytes so far, up to `total`. */
  loaded: number;
  total: number;
}

/** Another snapshot is in force. */
export interface Invalidation {
  snapshotId: string;
  previousSnapshotId: string;
  /** When the data were made, as the publisher says it. */
  dataVersion: string;
  /** Elections that have changed, are new or are gone, by id. */
  elections: string[];
  /** Cached answers that went; those whose tables kept their hash stay. */
  dropped: number;
}

/** What {@link Lens.refresh} found. */
export interface Refreshed extends Invalidation {
  /** Whether there was another snapshot. */
  changed: boolean;
}

/** Something a publisher would want to know. Told once when it is raised, and once when it is over. */
export interface Alert {
  /**
   * `p95`, `hit_ratio`, `memory`, `staleness`: a threshold is crossed. `validation`: a cached answer was wrong and has
   * been dropped; over when the next one of this query that is computed again is right. `tier`: the tier failed and the
   * lens goes on without it. `refresh`: looking for a new snapshot failed.
   */
  name: "p95" | "hit_ratio" | "memory" | "staleness" | "validation" | "tier" | "refresh";
  state: "raised" | "cleared";
  /** Null if it is not about one query. */
  query: string | null;
  /** In the unit of the threshold; null where there is none. */
  value: number | null;
  threshold: number | null;
  /** For a person. */
  message: string;
}
