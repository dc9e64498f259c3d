import type { MakeHost, TierChoice } from "./host.js";

/** What differs between hosts of the package. */
export interface Platform {
  /** The address that relative ones count from. */
  base(): string | undefined;
  /** How the engine is run. */
  host(worker: boolean): MakeHost | Promise<MakeHost>;
  /** Where tables are kept unless the page says otherwise. */
  tier: TierChoice;
  /** Whether the engine has to revalidate the manifest itself: there is no HTTP cache. */
  conditional: boolean;
  /** Bytes of JavaScript objects, where the host tells. */
  heapBytes(): number | undefined;
}
