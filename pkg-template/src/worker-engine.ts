import { type Remote, wrap } from "comlink";
import { describe, LensError } from "./errors.js";
import type { EngineHost, HostEvents } from "./host.js";
import type { Statistics } from "./types/lens.js";
import type { Descriptor, Manifest } from "./types/snapshot.js";
import { type Outcome, valueOf, type WorkerApi, type WorkerEvent } from "./worker-protocol.js";

/** How long the worker's script may take to load. Firefox does not always report a script that cannot be loaded. */
const START_TIMEOUT_MS = 60_000;

/** The engine in a module worker of its own. */
export class WorkerEngine implements EngineHost {
  readonly #worker: Worker;
  readonly #api: Remote<WorkerApi>;
  #started = false;
  readonly #deadline: ReturnType<typeof setTimeout>;

  constructor(events: HostEvents) {
    this.#worker = startWorker();
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Partial<Record<string, unknown>>>) => {
      if ("ready" in data || "progress" in data || "stopped" in data)
        this.#tell(events, data as unknown as WorkerEvent);
    });
    this.#deadline = setTimeout(() => {
      events.stopped(notStarted("its script did not load within a minute"));
    }, START_TIMEOUT_MS);
    this.#worker.addEventListener("error", (event) => {
      clearTimeout(this.#deadline);
      const reason = event.message || "its script could not be loaded";
      events.stopped(
        this.#started ? new LensError("E_CLOSED", `the engine's worker has stopped: ${reason}`) : notStarted(reason),
      );
    });
    this.#api = wrap<WorkerApi>(this.#worker);
  }

  async open(root: string, maxBytes: number): Promise<Manifest> {
    const manifest = await this.#call(() => this.#api.open(root, maxBytes));
    this.#started = true;
    return manifest;
  }

  manifest(): Promise<Manifest> {
    return this.#call(() => this.#api.manifest());
  }

  descriptor(electionId: string): Promise<Descriptor> {
    return this.#call(() => this.#api.descriptor(electionId));
  }

  query(electionId: string, query: string, params: object | undefined): Promise<unknown> {
    return this.#call(() => this.#api.query(electionId, query, params));
  }

  statistics(): Promise<Statistics> {
    return this.#call(() => this.#api.statistics());
  }

  close(): void {
    clearTimeout(this.#deadline);
    this.#worker.terminate();
  }

  #tell(events: HostEvents, event: WorkerEvent): void {
    if ("ready" in event) clearTimeout(this.#deadline);
    else if ("progress" in event) events.progress(event.progress);
    else events.stopped(new LensError("E_CLOSED", event.stopped));
  }

  async #call<T>(send: () => Promise<Outcome<T>>): Promise<T> {
    let outcome: Outcome<T>;
    try {
      outcome = await send();
    } catch (error) {
      // What cannot be cloned does not reach the worker.
      throw new LensError(
        "E_PARAM",
        `params: ${describe(error)}; give plain values: numbers, strings, booleans and lists`,
        {
          cause: error,
        },
      );
    }
    return valueOf(outcome);
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

function notStarted(reason: string, cause?: unknown): LensError {
  return new LensError(
    "E_NETWORK",
    `the engine's worker cannot be started (${reason}): the host must serve the package's worker.js as it is, the page's ` +
      "Content-Security-Policy must allow worker-src 'self', and the browser must support module workers; " +
      "{ worker: false } does without",
    cause === undefined ? undefined : { cause },
  );
}
