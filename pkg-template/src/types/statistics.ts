import type { Alert } from "./lens.js";

/** What a lens has done and holds, since it was opened. */
export interface Statistics {
  /** The cache of answers. */
  cache: PoolStatistics;
  /** The decoded tables. */
  tables: PoolStatistics;
  /** By name; those that were asked. */
  queries: Partial<Record<string, QueryStatistics>>;
  memory: {
    /** Bytes of the engine's WebAssembly memory, shared by all lenses of a thread. It never shrinks. */
    reservedBytes: number;
    /** Bytes of it that are in use. */
    usedBytes: number;
    /** Bytes of JavaScript objects in the calling thread; null where the browser does not tell. */
    heapBytes: number | null;
  };
  /** Null without a tier. */
  tier: TierStatistics | null;
  snapshot: {
    snapshotId: string;
    dataVersion: string;
    /** Milliseconds since the snapshot was last known to be the published one. */
    checkedMsAgo: number;
  };
  /** Those that are raised now. */
  alerts: Alert[];
}

/** A bounded pool. */
export interface PoolStatistics {
  hits: number;
  misses: number;
  entries: number;
  /** Bytes that the entries hold. */
  bytes: number;
  /** Their bound; 0 if the pool is off. */
  maxBytes: number;
  /** hits / (hits + misses); null before the first. */
  hitRatio: number | null;
  /** Of the last hundred. */
  recentHitRatio: number | null;
  /** Entries dropped, by reason. */
  evictions: {
    /** To make room. */
    room: number;
    /** By {@link Lens.clear}. */
    cleared: number;
    /** Because a new snapshot has other tables. */
    invalidated: number;
    /** Because they were wrong. */
    integrity: number;
  };
}

/**
 * One query, tables and ready-made first answers included; these count as hits. Times are milliseconds in the engine, loading
 * included (of a ready-made answer: in the page); null before the first answer. Aborted queries are not counted.
 */
export interface QueryStatistics {
  /** Answers and failures. */
  count: number;
  /** By code. */
  errors: Partial<Record<string, number>>;
  hits: number;
  misses: number;
  /** Bytes of JSON given, and of the columns of tables. */
  bytes: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
}

/** The shared tier, as this lens has met it. */
export interface TierStatistics {
  hits: number;
  misses: number;
  puts: number;
  failures: number;
  /** False once it has failed: the lens goes on without it. */
  available: boolean;
}
