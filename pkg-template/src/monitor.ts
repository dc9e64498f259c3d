import type { MonitorOptions } from "./types/lens.js";
import type { Statistics } from "./types/statistics.js";

/** Hands on what is measured: to DevTools, and to an address of the publisher's. */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #statistics: () => Promise<Statistics>;
  readonly #page: Document | undefined = typeof document === "undefined" ? undefined : document;

  constructor(options: MonitorOptions, statistics: () => Promise<Statistics>) {
    this.#options = options;
    this.#statistics = statistics;
    if (options.beacon !== undefined) this.#page?.addEventListener("visibilitychange", this.#hidden);
  }

  /** A query that was begun at `start` is answered. */
  measured(query: string, start: number): void {
    if (!this.#options.measure) return;
    const name = `coalition-lens: ${query}`;
    performance.measure(name, { start });
    // DevTools and observers have it; the buffer would grow for ever.
    performance.clearMeasures(name);
  }

  close(): void {
    this.#page?.removeEventListener("visibilitychange", this.#hidden);
  }

  /** The last moment at which a page can count on being heard. */
  readonly #hidden = () => {
    const { beacon } = this.#options;
    if (beacon === undefined || !this.#page?.hidden) return;
    this.#statistics()
      .then((statistics) => navigator.sendBeacon(beacon, JSON.stringify(statistics)))
      .catch(() => undefined);
  };
}
