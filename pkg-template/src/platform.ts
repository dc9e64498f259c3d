import type { MakeEngineThread, TierChoice } from "./engine-thread.js";

/** What differs between browsers and Node. */
export interface Platform {
  /** The address that relative ones count from. */
  base(): string | undefined;
  /** The thread for the engine: a worker's, or the calling one. */
  thread(worker: boolean): MakeEngineThread | Promise<MakeEngineThread>;
  /** Where tables are kept unless the page says otherwise. */
  tier: TierChoice;
  /** Whether the engine has to revalidate the manifest itself: there is no HTTP cache. */
  conditional: boolean;
  /** Bytes of JavaScript objects, where the platform tells. */
  heapBytes(): number | undefined;
}
