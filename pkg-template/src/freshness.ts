import type { RefreshOptions } from "./types/lens.js";

/** How far two looks may be from the interval asked for, as a share of it. */
const JITTER = 0.1;
/** What browsers can wait for. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Decides when to look for a new snapshot: by a timer, when the page comes back, when another tab has found one. */
export class Freshness {
  readonly #root: string;
  readonly #options: RefreshOptions;
  /** Looks, and never rejects. */
  readonly #look: () => void;
  /** The snapshot in force. */
  readonly #current: () => string;
  readonly #page: Document | undefined = typeof document === "undefined" ? undefined : document;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tabs: BroadcastChannel | undefined;

  constructor(root: string, options: RefreshOptions, current: () => string, look: () => void) {
    this.#root = root;
    this.#options = options;
    this.#current = current;
    this.#look = look;
    this.#schedule();
    if (!this.#page) return;
    this.#join();
    this.#page.addEventListener("visibilitychange", this.#seen);
    addEventListener("pagehide", this.#leave);
    addEventListener("pageshow", this.#join);
  }

  /** Tells the other tabs which snapshot is in force. */
  tell(snapshotId: string): void {
    this.#tabs?.postMessage(snapshotId);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#leave();
    if (!this.#page) return;
    this.#page.removeEventListener("visibilitychange", this.#seen);
    removeEventListener("pagehide", this.#leave);
    removeEventListener("pageshow", this.#join);
  }

  #schedule(): void {
    const { everyMs } = this.#options;
    if (everyMs === undefined) return;
    const wait = Math.min(everyMs * (1 + JITTER * (2 * Math.random() - 1)), LONGEST_TIMEOUT_MS);
    this.#timer = setTimeout(() => {
      if (!this.#page?.hidden) this.#look();
      this.#schedule();
    }, wait);
    // A Node process does not stay alive for it.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  readonly #seen = () => {
    if (this.#options.onVisible && !this.#page?.hidden) this.#look();
  };

  readonly #join = () => {
    if (this.#tabs || !("BroadcastChannel" in globalThis)) return;
    this.#tabs = new BroadcastChannel(`coalition-lens ${this.#root}`);
    this.#tabs.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data !== this.#current()) this.#look();
    };
  };

  /** An open channel would keep a page that is left from being kept for the way back. */
  readonly #leave = () => {
    this.#tabs?.close();
    this.#tabs = undefined;
  };
}
