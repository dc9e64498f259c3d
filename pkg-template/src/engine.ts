import init, { Engine, type InitOutput, on_panic } from "./wasm/coalition_lens.js";
import type { CallName, EngineCalls, EngineEvents, EngineThread, TierChoice } from "./engine-thread.js";
import { describe, LensError } from "./errors.js";
import type { LensErrorCode } from "./types/contract.js";
import { closed } from "./lifetime.js";
import { cacheStorageTier } from "./tiers/cache-storage.js";

/** The calls as the engine takes them. */
const CALLS: {
  [Name in CallName]: (engine: Engine, args: EngineCalls[Name][0], signal: AbortSignal | undefined) => unknown;
} = {
  manifest: (engine) => engine.manifest() as unknown,
  descriptor: (engine, [electionId], signal) => engine.descriptor(electionId, { signal }),
  query: (engine, [electionId, query, params, control], signal) =>
    engine.query(electionId, query, params, { ...control, signal }),
  table: (engine, [electionId, query, params, format, control], signal) =>
    engine.table(electionId, query, params, format, { ...control, signal }),
  rounds_file: (engine, [electionId, params, format, control], signal) =>
    engine.rounds_file(electionId, params, format, { ...control, signal }),
  changes_since: (engine, [manifest]) => engine.changes_since(manifest) as unknown,
  refresh: (engine, _, signal) => engine.refresh({ signal }),
  clear: (engine, [what]) => engine.clear(what),
  stats: (engine) => engine.stats() as unknown,
  ready_made: (engine, args) => {
    engine.ready_made(...args);
  },
  metrics: (engine, [heapBytes]) => engine.metrics(heapBytes),
  usage: (engine) => engine.usage(),
};

/** The engine in this thread. */
export class LocalEngine implements EngineThread {
  readonly #events: EngineEvents;
  readonly #wasm: (() => Promise<BufferSource>) | undefined;
  readonly #requests = new AbortController();
  #engine: Engine | undefined;

  /** `wasm` reads the engine's bytes where they cannot be fetched. */
  constructor(events: EngineEvents, wasm?: () => Promise<BufferSource>) {
    this.#events = events;
    this.#wasm = wasm;
  }

  async open(root: string, options: object, tier: TierChoice): Promise<void> {
    await load(this.#wasm);
    running.add(this.#events);
    try {
      this.#engine = await Engine.open(root, options, {
        closed: this.#requests.signal,
        event: (name: string, detail: object) => {
          this.#events.event(name, detail);
        },
        tier: tier === "cache-storage" ? cacheStorageTier() : tier,
      });
      if (this.#requests.signal.aborted) this.close();
    } catch (error) {
      running.delete(this.#events);
      throw lensError(error);
    }
  }

  async call<Name extends CallName>(
    name: Name,
    args: EngineCalls[Name][0],
    signal?: AbortSignal,
  ): Promise<EngineCalls[Name][1]> {
    if (!this.#engine) throw closed();
    try {
      return (await CALLS[name](this.#engine, args, signal)) as EngineCalls[Name][1];
    } catch (error) {
      throw lensError(error);
    }
  }

  close(): void {
    this.#requests.abort();
    running.delete(this.#events);
    const engine = this.#engine;
    this.#engine = undefined;
    engine?.close();
    // A listener may close the lens while the engine is calling it.
    queueMicrotask(() => engine?.free());
  }
}

/** Those to tell if the engine, which is one per thread, breaks down. */
const running = new Set<EngineEvents>();
let loading: Promise<InitOutput> | undefined;

/** Loads the engine once per thread; a failed load may be tried again. */
function load(wasm: (() => Promise<BufferSource>) | undefined): Promise<InitOutput> {
  loading ??= start(wasm).catch((error: unknown) => {
    loading = undefined;
    throw notLoaded(error);
  });
  return loading;
}

async function start(wasm: (() => Promise<BufferSource>) | undefined): Promise<InitOutput> {
  const output = await init(wasm && { module_or_path: wasm() });
  on_panic((message: string) => {
    const error = new LensError("E_STOPPED", `the engine has stopped: ${message}; reload and open the snapshot again`);
    for (const events of [...running]) events.stopped(error);
  });
  return output;
}

function notLoaded(cause: unknown): LensError {
  if (cause instanceof WebAssembly.CompileError || cause instanceof WebAssembly.LinkError) {
    return new LensError(
      "E_FORMAT",
      `the engine cannot be compiled (${cause.message}): the host must serve coalition_lens_bg.wasm as it is, the page's ` +
        "Content-Security-Policy must allow script-src 'wasm-unsafe-eval', and the browser must support WebAssembly SIMD",
      { cause },
    );
  }
  return new LensError("E_NETWORK", `the engine cannot be loaded: ${describe(cause)}`, { cause });
}

function lensError(error: unknown): LensError {
  if (error instanceof LensError) return error;
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return new LensError(error.code as LensErrorCode, error.message);
  }
  return new LensError("E_STOPPED", `the engine has stopped: ${describe(error)}`, { cause: error });
}
