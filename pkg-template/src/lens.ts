/// <reference lib="esnext.disposable" preserve="true" />
import { camelCased } from "./case.js";
import { Election, type ElectionCalls } from "./election.js";
import type { CallName, EngineCalls, EngineThread, MakeEngineThread, TierChoice } from "./engine-thread.js";
import { isOver, type LensError, paramError } from "./errors.js";
import { type LensEvents, Listeners } from "./events.js";
import { FirstAnswers } from "./first-answers.js";
import { Freshness } from "./freshness.js";
import { aborted, closed, Lifetime } from "./lifetime.js";
import { Monitor } from "./monitor.js";
import { checkNesting } from "./nesting.js";
import { checkCall, engineOptions } from "./options.js";
import type { Platform } from "./platform.js";
import type {
  Alert,
  CallOptions,
  ClearOptions,
  Invalidation,
  OpenOptions,
  Progress,
  QueryOptions,
  Refreshed,
  Usage,
  Warmed,
  WarmEntry,
} from "./types/lens.js";
import type { Descriptor, ElectionEntry, Manifest } from "./types/snapshot.js";
import type { Statistics } from "./types/statistics.js";
import { Warming, type WarmQuery } from "./warming.js";

/**
 * An open snapshot. Made by {@link open}. Every call after {@link Lens.close} rejects with `E_CLOSED`, every
 * call after the engine has stopped with `E_STOPPED`.
 */
export class Lens implements Disposable {
  /** The snapshot folder: absolute, with a slash at its end. */
  readonly url: string;
  readonly #platform: Platform;
  readonly #thread: EngineThread;
  readonly #lifetime = new Lifetime();
  readonly #listeners = new Listeners();
  readonly #requests = new AbortController();
  readonly #warming = new Warming();
  readonly #monitor: Monitor;
  readonly #freshness: Freshness;
  /** Settles when the engine can be asked. */
  readonly #ready: Promise<void>;
  #isReady = false;
  /** Until the engine has answered anything. */
  #first: FirstAnswers | undefined;
  #manifest: Manifest | undefined;
  /** Settles when the manifest is the one of the last `invalidate`. */
  #renewing: Promise<void> | undefined;
  /** The elections that were asked for. */
  readonly #asked = new Set<string>();
  /** Told to the engine when it is there. */
  #untold: EngineCalls["ready_made"][0][] = [];
  #refreshFailed = false;
  readonly #calls: ElectionCalls = {
    query: (electionId, query, params, options) => this.#ask(electionId, query, params, options),
    table: async (electionId, query, params, options = {}) => {
      checkCall("a table", options);
      checkNesting(params);
      const { signal, format = "columns", ...control } = options;
      const table = this.#call("table", [electionId, query, params as object, format, control], signal);
      return this.#warming.reading(table);
    },
    roundsFile: async (electionId, params, format, options = {}) => {
      checkCall("a file of rounds", options);
      checkNesting(params);
      const { signal, ...control } = options;
      const file = this.#call("rounds_file", [electionId, params as object, format, control], signal);
      return this.#warming.reading(file);
    },
  };

  private constructor(url: string, options: OpenOptions, platform: Platform, makeThread: MakeEngineThread) {
    this.url = url;
    this.#platform = platform;
    this.#thread = makeThread({
      event: (name, detail) => {
        if (!this.#lifetime.ended) this.#told(name, detail);
      },
      stopped: (error) => {
        this.#end(error);
      },
    });
    this.#monitor = new Monitor(options.monitor ?? {}, () => this.stats());
    const look = () => {
      this.#look();
    };
    this.#freshness = new Freshness(url, options.refresh ?? {}, () => this.snapshotId, look);
    const { tier = platform.tier } = options;
    this.#ready = this.#start(engineOptions(options, platform.conditional), tier === false ? undefined : tier);
    // Whoever waits for the engine is told; so are the listeners.
    this.#ready.catch((error: unknown) => {
      if (this.#manifest) this.#end(error as LensError);
    });
  }

  /** @internal */
  static async open(
    url: string,
    options: OpenOptions,
    platform: Platform,
    makeThread: MakeEngineThread,
  ): Promise<Lens> {
    const { preload, signal } = options;
    if (signal?.aborted) throw aborted(signal);
    const lens = new Lens(url, options, platform, makeThread);
    try {
      await lens.#lifetime.run(
        () => (preload === undefined ? lens.#ready : Promise.race([lens.#preload(preload), lens.#failing()])),
        signal,
      );
    } catch (error) {
      lens.close();
      throw error;
    }
    return lens;
  }

  /** The elections of the snapshot, by id. */
  get elections(): readonly ElectionEntry[] {
    return this.#manifest?.elections ?? [];
  }

  /** The snapshot that answers come from. It changes with an `invalidate` event. */
  get snapshotId(): string {
    return this.#manifest?.snapshot_id ?? "";
  }

  /** When the data were made, as the publisher says it. */
  get dataVersion(): string {
    return this.#manifest?.data_version ?? "";
  }

  /**
   * An election of the snapshot. Loads its descriptor, but no tables. The queries of an `Election` follow the snapshot; its
   * `descriptor` stays what it was: ask for the election again after an `invalidate` event that names it.
   *
   * Rejects with `E_NOT_FOUND` if there is no election of this id.
   */
  async election(id: string, options?: CallOptions): Promise<Election> {
    if (typeof id !== "string") throw paramError("id", id, "give the id of an election");
    const first = this.#first?.descriptor;
    const descriptor = await this.#lifetime.run(
      async () =>
        first?.id === id ? first : ((await this.#engine("descriptor", [id], options?.signal)) as Descriptor),
      options?.signal,
    );
    this.#asked.add(id);
    return Election.of(descriptor, this.#calls);
  }

  /**
   * Asks the host whether there is another snapshot; if nothing has changed, this costs no body. Queries under way finish
   * on the old snapshot, later ones are answered from the new one. Other tabs hear of it.
   *
   * Rejects with `E_NETWORK`, `E_NOT_FOUND`, `E_FORMAT` or `E_VERSION` as {@link open} does; the lens then stays with
   * what it has.
   */
  async refresh(options?: CallOptions): Promise<Refreshed> {
    const found = await this.#call("refresh", [], options?.signal);
    await this.#renewing;
    this.#refreshed(undefined);
    return camelCased(found) as Refreshed;
  }

  /**
   * Drops answers from the cache: of an election, of a query, or all of them and the decoded tables too. Resolves to the
   * number of answers dropped.
   */
  async clear(what: ClearOptions = {}, options?: CallOptions): Promise<number> {
    checkCall("clear", what);
    return this.#call("clear", [what], options?.signal);
  }

  /**
   * Asks queries ahead while the page is idle, one at a time, so that their answers are in the cache. A query of the
   * reader's comes first: what is being asked ahead is aborted, and asked again afterwards.
   *
   * @param list - Default: the snapshot's own list, for each election that was asked for so far.
   */
  warm(list?: readonly WarmEntry[], options?: CallOptions): Promise<Warmed> {
    const signal = options?.signal ?? this.#requests.signal;
    const asked = [...this.#asked];
    const ask = ({ election, query, params }: WarmQuery, given: AbortSignal) =>
      this.#engine("query", [election, query, params, { warm: true }], given);
    return this.#lifetime.run(async () => {
      const queries = list
        ? list.flatMap(({ election, query, params = {} }) =>
            (election === undefined ? asked : [election]).map((id) => ({ election: id, query, params })),
          )
        : (await Promise.all(asked.map((id) => this.#published(id, signal)))).flat();
      return this.#warming.run(queries, ask, signal);
    }, options?.signal);
  }

  /** An election's own warm list in the snapshot in force; empty if the election is gone or cannot be had. */
  async #published(id: string, signal: AbortSignal): Promise<WarmQuery[]> {
    if (!this.elections.some((entry) => entry.id === id)) return [];
    const { warm = [] } = (await this.#engine("descriptor", [id], signal).catch((error: unknown) => {
      if (isOver(error) || (error as LensError).code === "E_ABORTED") throw error;
      // What cannot be fetched now is asked for when a reader needs it, and told then.
      return {};
    })) as Descriptor;
    return warm.map((entry) => ({ election: id, ...entry }));
  }

  /** The queries asked most, most asked first: a warm file for the next snapshot, as JSON.stringify writes it. */
  async usage(options?: CallOptions): Promise<Usage[]> {
    return JSON.parse(await this.#call("usage", [], options?.signal)) as Usage[];
  }

  /** What the lens has done and holds. */
  async stats(options?: CallOptions): Promise<Statistics> {
    const statistics = camelCased(await this.#call("stats", [], options?.signal)) as Statistics;
    statistics.memory.heapBytes = this.#platform.heapBytes() ?? null;
    return statistics;
  }

  /** The same as OpenMetrics text. */
  metrics(options?: CallOptions): Promise<string> {
    return this.#call("metrics", [this.#platform.heapBytes()], options?.signal);
  }

  /** Calls `listener` on every event of this name. Returns a function that ends this. */
  on<Name extends keyof LensEvents>(event: Name, listener: (detail: LensEvents[Name]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /** Ends the worker, or frees the engine's memory. Calls under way reject with `E_CLOSED`. May be called again. */
  close(): void {
    this.#lifetime.end(closed());
    this.#letGo();
  }

  /** The same as {@link Lens.close}, for `using`; there only where the browser knows `Symbol.dispose`. */
  declare [Symbol.dispose]: () => void;

  static {
    // The property is undefined in older browsers, whatever the types say.
    const dispose = Symbol.dispose as symbol | undefined;
    const value = function (this: Lens) {
      this.close();
    };
    if (dispose) Object.defineProperty(Lens.prototype, dispose, { value });
  }

  async #start(options: object, tier: TierChoice): Promise<void> {
    await this.#thread.open(this.url, options, tier);
    const manifest = (await this.#thread.call("manifest", [])) as Manifest;
    const shown = this.#manifest;
    const isReplaced = shown !== undefined && shown.snapshot_id !== manifest.snapshot_id;
    // A manifest that the engine would not have shown is nothing to compare with: everything may have changed.
    const everything = { ...manifest, elections: manifest.elections.map(({ id }) => id), dropped: 0 };
    const changes = isReplaced
      ? await this.#thread.call("changes_since", [JSON.stringify(shown)]).catch(() => everything)
      : undefined;
    this.#manifest = manifest;
    this.#isReady = true;
    for (const args of this.#untold.splice(0)) this.#tell(args);
    if (!changes || this.#lifetime.ended) return;
    this.#first = undefined;
    this.#listeners.tell("invalidate", camelCased(changes) as Invalidation);
  }

  /** Settles when there are first answers, or else with the engine. */
  async #preload(electionId: string): Promise<void> {
    const first = await FirstAnswers.of(this.url, electionId, this.#requests.signal);
    if (!first) return this.#ready;
    this.#manifest ??= first.manifest;
    if (this.snapshotId === first.manifest.snapshot_id) this.#first = first;
  }

  /** Rejects if the engine cannot be loaded, and never settles if it can. */
  async #failing(): Promise<void> {
    await this.#ready;
    await new Promise(() => undefined);
  }

  async #ask(electionId: string, query: string, params: unknown, options: QueryOptions = {}): Promise<unknown> {
    checkCall("a query", options);
    checkNesting(params);
    const { signal, ...control } = options;
    const start = performance.now();
    const answering = this.#lifetime.run(() => this.#answer(electionId, query, params, control, signal), signal);
    try {
      return await this.#warming.reading(answering);
    } finally {
      this.#monitor.measured(query, start);
    }
  }

  async #answer(
    electionId: string,
    query: string,
    params: unknown,
    { maxResponseBytes, ...control }: QueryOptions,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    // An answer that is ready would overtake the earlier queries of its stream.
    if (this.#first && !control.bypass && control.stream === undefined && maxResponseBytes === undefined) {
      const started = performance.now();
      const first = await this.#first.answer(electionId, query, params, !this.#isReady);
      if (first) {
        this.#tell([electionId, query, first.params, performance.now() - started, first.bytes]);
        return first.answer;
      }
    }
    const given = maxResponseBytes === undefined ? control : { ...control, max_response_bytes: maxResponseBytes };
    const text = await this.#engine("query", [electionId, query, params as object | undefined, given], signal);
    // What it took to answer this is there for the next ones.
    this.#first = undefined;
    const answer = JSON.parse(text) as { metadata: { snapshot_id: string } };
    if (answer.metadata.snapshot_id !== this.snapshotId) await this.#renewing;
    return answer;
  }

  /** The engine counts what was answered without it. */
  #tell(args: EngineCalls["ready_made"][0]): void {
    if (this.#isReady) this.#thread.call("ready_made", args).catch(() => undefined);
    else this.#untold.push(args);
  }

  #call<Name extends CallName>(
    name: Name,
    args: EngineCalls[Name][0],
    signal: AbortSignal | undefined,
  ): Promise<EngineCalls[Name][1]> {
    return this.#lifetime.run(() => this.#engine(name, args, signal), signal);
  }

  /** Asks the engine; at once if it is ready, so that a reader's query is there before what gives way to it leaves. */
  #engine<Name extends CallName>(
    name: Name,
    args: EngineCalls[Name][0],
    signal: AbortSignal | undefined,
  ): Promise<EngineCalls[Name][1]> {
    if (this.#isReady) return this.#thread.call(name, args, signal);
    return this.#ready.then(() => {
      signal?.throwIfAborted();
      return this.#thread.call(name, args, signal);
    });
  }

  #told(name: string, detail: object): void {
    if (name === "invalidate") this.#renewing = this.#renew(camelCased(detail) as Invalidation);
    else if (name === "tier") this.#alert({ name, ...(detail as { message: string }) });
    else this.#listeners.tell(name as "progress" | "alert", camelCased(detail) as Progress & Alert);
  }

  /** Never rejects: if the lens ends meanwhile, whoever asks is told. */
  async #renew(invalidation: Invalidation): Promise<void> {
    try {
      this.#manifest = (await this.#thread.call("manifest", [])) as Manifest;
    } catch {
      return;
    }
    if (this.#lifetime.ended) return;
    this.#first = undefined;
    this.#listeners.tell("invalidate", invalidation);
    this.#freshness.tell(invalidation.snapshotId);
  }

  /** Looks for a new snapshot unasked. */
  #look(): void {
    this.refresh().catch((error: unknown) => {
      if (!this.#lifetime.ended) this.#refreshed(error as LensError);
    });
  }

  #refreshed(error: LensError | undefined): void {
    if (this.#refreshFailed === (error !== undefined)) return;
    this.#refreshFailed = error !== undefined;
    const message = error?.message ?? "the host answers again";
    this.#alert({ name: "refresh", state: error ? "raised" : "cleared", message });
  }

  #alert({ name, message, state = "raised" }: Pick<Alert, "name" | "message"> & Partial<Alert>): void {
    this.#listeners.tell("alert", { name, state, query: null, value: null, threshold: null, message });
  }

  #end(error: LensError): void {
    if (this.#lifetime.ended) return;
    this.#lifetime.end(error);
    this.#letGo();
    this.#listeners.tell("error", error);
  }

  #letGo(): void {
    this.#requests.abort();
    this.#freshness.close();
    this.#monitor.close();
    this.#thread.close();
  }
}
