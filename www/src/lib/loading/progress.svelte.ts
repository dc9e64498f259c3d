import { SvelteMap } from "svelte/reactivity";
import type { Progress } from "coalition-lens";

/** Tables that are on their way. */
export class Loading {
  readonly #tables = new SvelteMap<string, Progress>();

  readonly note = (progress: Progress): void => {
    const key = `${progress.electionId}/${progress.table}`;
    if (progress.loaded < progress.total) this.#tables.set(key, progress);
    else this.#tables.delete(key);
  };

  /** Nobody waits any more: what was given up on its way will never say so. */
  clear(): void {
    this.#tables.clear();
  }

  /** Bytes that have arrived and bytes in all, or null if nothing is on its way. */
  get bytes(): { loaded: number; total: number } | null {
    if (this.#tables.size === 0) return null;
    let [loaded, total] = [0, 0];
    for (const table of this.#tables.values()) {
      loaded += table.loaded;
      total += table.total;
    }
    return { loaded, total };
  }
}
