/** How {@link open} works. */
export interface OpenOptions {
  /**
   * Whether the engine runs in a module worker, so that the page never waits for it. Default true. In Node the engine
   * always runs in the calling thread.
   */
  worker?: boolean;
  /** The cache of answers: its size in bytes (default 128 MiB), or `false` for none. */
  cache?: { maxBytes?: number } | false;
  /** Gives up opening. */
  signal?: AbortSignal | undefined;
}

/** Taken by every asynchronous call. */
export interface CallOptions {
  /** Rejects the call at once with `E_ABORTED`. What is being loaded for it goes on and is kept. */
  signal?: AbortSignal | undefined;
}

/** A table is being loaded. */
export interface Progress {
  electionId: string;
  table: string;
  /** Decoded bytes so far, up to `total`. */
  loaded: number;
  total: number;
}

/** What a lens has done and holds. */
export interface Statistics {
  /** Answers that came from the cache. */
  hits: number;
  /** Answers that had to be made. */
  misses: number;
  /** Answers dropped to make room. */
  evictions: number;
  /** Answers in the cache. */
  entries: number;
  /** Bytes that the cached answers hold. */
  bytes: number;
  /** The bound of `bytes`; 0 if the cache is off. */
  maxBytes: number;
  /** Bytes of the engine's WebAssembly memory: tables, answers and working space. Shared by all lenses of a thread. */
  memoryBytes: number;
}
