import { proxy, type Remote, wrap } from "comlink";
import type { CallName, EngineCalls, EngineEvents, EngineThread, TierChoice } from "./engine-thread.js";
import { describe, LensError } from "./errors.js";
import { closed } from "./lifetime.js";
import { type Outcome, valueOf, type WorkerApi, type WorkerEvent } from "./worker-protocol.js";

/** How long the worker's script may take to load. Firefox does not always report a script that cannot be loaded. */
const START_TIMEOUT_MS = 60_000;
/** No browser reports a worker that was killed: while calls are under way it is asked, and its silence counted. */
const BEAT_MS = 4_000;
const BEATS_MISSED = 4;

/** The engine in a module worker of its own. */
export class WorkerEngine implements EngineThread {
  readonly #events: EngineEvents;
  readonly #worker: Worker;
  readonly #api: Remote<WorkerApi>;
  #started = false;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #calls = 0;
  #waiting = 0;
  #beat: ReturnType<typeof setInterval> | undefined;
  #missed = 0;
  #closed = false;

  constructor(events: EngineEvents) {
    this.#events = events;
    this.#worker = startWorker();
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Partial<Record<string, unknown>>>) => {
      if ("ready" in data || "event" in data || "stopped" in data) this.#tell(data as unknown as WorkerEvent);
    });
    this.#deadline = setTimeout(() => {
      events.stopped(notStarted("its script did not load within a minute"));
    }, START_TIMEOUT_MS);
    this.#worker.addEventListener("error", (event) => {
      clearTimeout(this.#deadline);
      const reason = event.message || "its script could not be loaded";
      events.stopped(this.#started ? hasStopped(reason) : notStarted(reason));
    });
    this.#api = wrap<WorkerApi>(this.#worker);
  }

  async open(root: string, options: object, tier: TierChoice): Promise<void> {
    const there = typeof tier === "object" ? proxy(tier) : tier;
    await this.#settle(() => this.#api.open(root, options, there));
  }

  async call<Name extends CallName>(
    name: Name,
    args: EngineCalls[Name][0],
    signal?: AbortSignal,
  ): Promise<EngineCalls[Name][1]> {
    if (this.#closed) throw closed();
    signal?.throwIfAborted();
    const id = this.#calls++;
    const abort = () => void this.#api.abort(id);
    signal?.addEventListener("abort", abort);
    try {
      return (await this.#settle(() => this.#api.call(id, name, args))) as EngineCalls[Name][1];
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#deadline);
    clearInterval(this.#beat);
    this.#worker.terminate();
  }

  #tell(event: WorkerEvent): void {
    if ("event" in event) this.#events.event(...event.event);
    else if ("stopped" in event) this.#events.stopped(new LensError("E_STOPPED", event.stopped));
    else {
      clearTimeout(this.#deadline);
      this.#started = true;
      this.#listen();
    }
  }

  async #settle(send: () => Promise<Outcome>): Promise<unknown> {
    this.#waiting++;
    this.#listen();
    try {
      return valueOf(await send().catch(notCloned));
    } finally {
      this.#waiting--;
      this.#listen();
    }
  }

  /** Beats while calls are under way. A page that was suspended has missed one beat, not all of them. */
  #listen(): void {
    if (this.#waiting === 0 || !this.#started || this.#closed) {
      clearInterval(this.#beat);
      this.#beat = undefined;
      return;
    }
    if (this.#beat !== undefined) return;
    this.#missed = 0;
    this.#beat = setInterval(() => {
      if (this.#missed++ === BEATS_MISSED) this.#events.stopped(hasStopped("it does not answer any more"));
      void this.#api.abort(-1).then(() => (this.#missed = 0));
    }, BEAT_MS);
  }
}

function startWorker(): Worker {
  if (typeof Worker === "undefined") throw notStarted("this host has no workers");
  try {
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "coalition-lens" });
  } catch (error) {
    throw notStarted(describe(error), error);
  }
}

/** What cannot be cloned does not reach the worker. */
function notCloned(cause: unknown): never {
  throw new LensError(
    "E_PARAM",
    `params: ${describe(cause)}; give plain values: numbers, strings, booleans and lists`,
    { cause },
  );
}

const hasStopped = (reason: string) => new LensError("E_STOPPED", `the engine's worker has stopped: ${reason}`);

function notStarted(reason: string, cause?: unknown): LensError {
  return new LensError(
    "E_NETWORK",
    `the engine's worker cannot be started (${reason}): the host must serve the package's worker.js as it is, the page's ` +
      "Content-Security-Policy must allow worker-src 'self', and the browser must support module workers; " +
      "{ worker: false } does without",
    cause === undefined ? undefined : { cause },
  );
}
