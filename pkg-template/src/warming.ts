import { isOver } from "./errors.js";
import { aborted } from "./lifetime.js";
import type { Query } from "./types/contract.js";
import type { Warmed } from "./types/lens.js";

/** An entry with its election. */
export interface WarmQuery {
  election: string;
  query: Query;
  params: object;
}

/** How long to leave to others where the browser does not tell that it is idle, in milliseconds. */
const PAUSE = 50;

/** Asks queries ahead, one at a time, while nothing else goes on. */
export class Warming {
  /** Queries of the reader that are under way. */
  #reading = 0;
  #running: AbortController | undefined;
  #resume: (() => void)[] = [];

  /** The reader's own query: what is being asked ahead gives way, and goes on when no such query is left. */
  async reading<T>(work: Promise<T>): Promise<T> {
    this.#reading++;
    this.#running?.abort();
    try {
      return await work;
    } finally {
      this.#reading--;
      this.#left();
    }
  }

  /** Asks every query. Rejects when the signal fires or the lens is closed; other failures are counted. */
  async run(
    queries: readonly WarmQuery[],
    ask: (query: WarmQuery, signal: AbortSignal) => Promise<unknown>,
    signal: AbortSignal,
  ): Promise<Warmed> {
    const warmed = { answered: 0, failed: 0 };
    for (const query of queries) {
      let isDone = false;
      while (!isDone) isDone = await this.#asked(query, ask, signal, warmed);
    }
    return warmed;
  }

  /** Whether the query is done with; if not, it gave way. */
  async #asked(
    query: WarmQuery,
    ask: (query: WarmQuery, signal: AbortSignal) => Promise<unknown>,
    signal: AbortSignal,
    warmed: Warmed,
  ): Promise<boolean> {
    await idle();
    while (this.#isBusy()) await new Promise<void>((resolve) => this.#resume.push(resolve));
    live(signal);
    const running = (this.#running = new AbortController());
    const abort = () => {
      running.abort();
    };
    signal.addEventListener("abort", abort);
    try {
      await ask(query, running.signal);
      warmed.answered++;
    } catch (error) {
      if (isOver(error)) throw error;
      live(signal);
      if (running.signal.aborted) return false;
      warmed.failed++;
    } finally {
      signal.removeEventListener("abort", abort);
      this.#running = undefined;
      this.#left();
    }
    return true;
  }

  #isBusy(): boolean {
    return this.#reading > 0 || this.#running !== undefined;
  }

  #left(): void {
    if (!this.#isBusy()) for (const resume of this.#resume.splice(0)) resume();
  }
}

function live(signal: AbortSignal): void {
  if (signal.aborted) throw aborted(signal);
}

const idle = () =>
  new Promise<void>((resolve) => {
    const done = () => {
      resolve();
    };
    if (typeof requestIdleCallback === "function") requestIdleCallback(done);
    else setTimeout(done, PAUSE);
  });
