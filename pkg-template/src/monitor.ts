import type { MonitorOptions } from "./types/lens.js";
import type { Statistics } from "./types/statistics.js";

/** How far what is sent may lag behind what was asked, in milliseconds. */
const LAG = 250;
/** How often the age of the snapshot is looked at while nobody asks anything, as a share of what is allowed. */
const LOOKS = 0.25;
const SHORTEST_LOOK = 1000;
const LONGEST_LOOK = 60_000;

/** Hands on what is measured: to DevTools, and to an address of the publisher's. */
export class Monitor {
  readonly #options: MonitorOptions;
  readonly #statistics: () => Promise<Statistics>;
  readonly #page: Document | undefined = typeof document === "undefined" ? undefined : document;
  /** As JSON, while it has not been sent: a page that is closed cannot wait for the engine. */
  #unsent: string | undefined;
  #reading: ReturnType<typeof setTimeout> | undefined;
  #underway: Promise<void> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;

  constructor(options: MonitorOptions, statistics: () => Promise<Statistics>) {
    this.#options = options;
    this.#statistics = statistics;
    const maxAge = options.thresholds?.maxAgeMs;
    if (typeof maxAge === "number") {
      // Whoever asks for figures has them judged.
      const look = () => void statistics().catch(() => undefined);
      this.#looking = setInterval(look, Math.min(Math.max(maxAge * LOOKS, SHORTEST_LOOK), LONGEST_LOOK));
      (this.#looking as { unref?: () => void }).unref?.();
    }
    if (options.beacon === undefined || !this.#page) return;
    this.#page.addEventListener("visibilitychange", this.#hidden);
    addEventListener("pagehide", this.#send);
  }

  /** A query that was begun at `start` has been answered or has failed. */
  measured(query: string, start: number): void {
    if (this.#options.measure) {
      const name = `coalition-lens: ${query}`;
      performance.measure(name, { start });
      // DevTools and observers have it; the buffer would grow for ever.
      performance.clearMeasures(name);
    }
    if (this.#options.beacon === undefined || !this.#page) return;
    this.#reading ??= setTimeout(() => void this.#read(), LAG);
  }

  close(): void {
    this.#send();
    clearTimeout(this.#reading);
    clearInterval(this.#looking);
    if (!this.#page) return;
    this.#page.removeEventListener("visibilitychange", this.#hidden);
    removeEventListener("pagehide", this.#send);
  }

  #read(): Promise<void> {
    clearTimeout(this.#reading);
    this.#reading = undefined;
    this.#underway = this.#statistics().then(
      (statistics) => {
        this.#unsent = JSON.stringify(statistics);
      },
      () => undefined, // The lens has ended.
    );
    return this.#underway;
  }

  /** What is known is sent at once: this may be the last moment. What came after it follows if the page lives on. */
  readonly #hidden = () => {
    if (!this.#page?.hidden) return;
    this.#send();
    void (this.#reading === undefined ? this.#underway : this.#read())?.then(this.#send);
  };

  readonly #send = () => {
    const { beacon } = this.#options;
    if (beacon === undefined || this.#unsent === undefined) return;
    if (navigator.sendBeacon(beacon, this.#unsent)) this.#unsent = undefined;
  };
}
