/**
 * A store of compressed tables that outlives a lens: shared by tabs, visits or servers. Keys are the SHA-256 hashes of the
 * decoded tables (64 hexadecimal digits), values the tables gzip'd, even where the host sent them decoded. What comes out is
 * checked against its key, so a tier need not be trusted.
 *
 * A tier may drop whatever it likes. If `get`, `put` or `delete` rejects, or `get` takes longer than two seconds, the lens
 * goes on without the tier and says so once, by an `alert` named `tier`. Nothing waits for `put` and `delete`, and the lens
 * does not call `keys`, which is for those who look after the store.
 */
export interface SharedTier {
  /** The value, or undefined. */
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Does nothing if there is no such key. */
  delete(key: string): Promise<void>;
  keys(): Promise<string[]>;
}

/** How large a tier may grow. */
export interface TierOptions {
  /** In bytes; what was not used for longest goes first. */
  maxBytes?: number | undefined;
}
