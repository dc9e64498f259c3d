import init, { Engine, type InitOutput, on_panic } from "./wasm/coalition_lens.js";
import { describe, LensError, type LensErrorCode } from "./errors.js";
import type { EngineHost, HostEvents } from "./host.js";
import type { Descriptor, Manifest } from "./types/snapshot.js";
import type { Statistics } from "./types/lens.js";

type CacheStatistics = Record<"hits" | "misses" | "evictions" | "entries" | "bytes" | "max_bytes", number>;

/** The engine in this thread. */
export class LocalEngine implements EngineHost {
  readonly #events: HostEvents;
  readonly #wasm: (() => Promise<BufferSource>) | undefined;
  readonly #requests = new AbortController();
  #engine: Engine | undefined;

  /** `wasm` reads the engine's bytes where they cannot be fetched. */
  constructor(events: HostEvents, wasm?: () => Promise<BufferSource>) {
    this.#events = events;
    this.#wasm = wasm;
  }

  async open(root: string, maxBytes: number): Promise<Manifest> {
    await load(this.#wasm);
    running.add(this.#events);
    try {
      const onProgress = (electionId: string, table: string, loaded: number, total: number) => {
        this.#events.progress({ electionId, table, loaded, total });
      };
      this.#engine = await Engine.open(root, maxBytes, onProgress, this.#requests.signal);
      if (this.#requests.signal.aborted) this.close();
      return await this.manifest();
    } catch (error) {
      throw lensError(error);
    }
  }

  manifest(): Promise<Manifest> {
    return this.#with((engine) => engine.manifest() as Manifest);
  }

  descriptor(electionId: string): Promise<Descriptor> {
    return this.#with((engine) => engine.descriptor(electionId) as Promise<Descriptor>);
  }

  query(electionId: string, query: string, params: object | undefined): Promise<unknown> {
    return this.#with((engine) => engine.query(electionId, query, params) as Promise<unknown>);
  }

  async statistics(): Promise<Statistics> {
    const { memory } = await load(this.#wasm);
    return this.#with((engine) => {
      const { max_bytes, ...counts } = engine.statistics() as CacheStatistics;
      return { ...counts, maxBytes: max_bytes, memoryBytes: memory.buffer.byteLength };
    });
  }

  close(): void {
    this.#requests.abort();
    running.delete(this.#events);
    this.#engine?.close();
    this.#engine?.free();
    this.#engine = undefined;
  }

  async #with<T>(use: (engine: Engine) => T | Promise<T>): Promise<T> {
    if (!this.#engine) throw new LensError("E_CLOSED", "the lens has been closed: open the snapshot again");
    try {
      return await use(this.#engine);
    } catch (error) {
      throw lensError(error);
    }
  }
}

/** Those to tell if the engine, which is one per thread, breaks down. */
const running = new Set<HostEvents>();
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
    const error = new LensError("E_CLOSED", `the engine has stopped: ${message}; reload and open the snapshot again`);
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
  return new LensError("E_CLOSED", `the engine has stopped: ${describe(error)}`, { cause: error });
}
