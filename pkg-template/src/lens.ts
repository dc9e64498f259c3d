/// <reference lib="esnext.disposable" preserve="true" />
import { Election } from "./election.js";
import { LensError, paramError } from "./errors.js";
import { type LensEvents, Listeners } from "./events.js";
import type { EngineHost, MakeHost } from "./host.js";
import { Lifetime } from "./lifetime.js";
import type { CallOptions, Statistics } from "./types/lens.js";
import type { ElectionEntry, Manifest } from "./types/snapshot.js";

/** An open snapshot. Made by {@link open}. Every call after {@link Lens.close} rejects with `E_CLOSED`. */
export class Lens implements Disposable {
  /** The snapshot folder: absolute, with a slash at its end. */
  readonly url: string;
  readonly #host: EngineHost;
  readonly #lifetime = new Lifetime();
  readonly #listeners = new Listeners();
  #manifest!: Manifest;

  private constructor(url: string, makeHost: MakeHost) {
    this.url = url;
    this.#host = makeHost({
      progress: (progress) => {
        this.#listeners.tell("progress", progress);
      },
      stopped: (error) => {
        this.#end(error);
      },
    });
  }

  /** @internal */
  static async open(url: string, maxBytes: number, makeHost: MakeHost, signal?: AbortSignal): Promise<Lens> {
    const lens = new Lens(url, makeHost);
    try {
      lens.#manifest = await lens.#lifetime.run(() => lens.#host.open(url, maxBytes), signal);
    } catch (error) {
      lens.close();
      throw error;
    }
    return lens;
  }

  /** The elections of the snapshot, by id. */
  get elections(): readonly ElectionEntry[] {
    return this.#manifest.elections;
  }

  /** The snapshot that answers come from. It changes with the first answer after the snapshot was replaced on the host. */
  get snapshotId(): string {
    return this.#manifest.snapshot_id;
  }

  /** When the data were made, as the publisher says it. */
  get dataVersion(): string {
    return this.#manifest.data_version;
  }

  /**
   * An election of the snapshot. Loads its descriptor, but no tables.
   *
   * Rejects with `E_NOT_FOUND` if there is no election of this id.
   */
  async election(id: string, options?: CallOptions): Promise<Election> {
    if (typeof id !== "string") throw paramError("id", id, "give the id of an election");
    const descriptor = await this.#lifetime.run(() => this.#host.descriptor(id), options?.signal);
    return Election.of(descriptor, (electionId, query, params, options) =>
      this.#lifetime.run(() => this.#ask(electionId, query, params), options?.signal),
    );
  }

  /** What the cache has done, and the memory in use. */
  stats(options?: CallOptions): Promise<Statistics> {
    return this.#lifetime.run(() => this.#host.statistics(), options?.signal);
  }

  /** Calls `listener` on every event of this name. Returns a function that ends this. */
  on<Name extends keyof LensEvents>(event: Name, listener: (detail: LensEvents[Name]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /** Ends the worker, or frees the engine's memory. Calls under way reject with `E_CLOSED`. May be called again. */
  close(): void {
    this.#lifetime.end(new LensError("E_CLOSED", "the lens has been closed: open the snapshot again"));
    this.#host.close();
  }

  /** The same as {@link Lens.close}, for `using`; there only where the host knows `Symbol.dispose`. */
  declare [Symbol.dispose]: () => void;

  static {
    // The property is undefined in older hosts, whatever the types say.
    const dispose = Symbol.dispose as symbol | undefined;
    const value = function (this: Lens) {
      this.close();
    };
    if (dispose) Object.defineProperty(Lens.prototype, dispose, { value });
  }

  async #ask(electionId: string, query: string, params: unknown): Promise<unknown> {
    const answer = await this.#host.query(electionId, query, params as object | undefined);
    const { snapshot_id } = (answer as { metadata: { snapshot_id: string } }).metadata;
    if (snapshot_id !== this.#manifest.snapshot_id) this.#manifest = await this.#host.manifest();
    return answer;
  }

  #end(error: LensError): void {
    if (this.#lifetime.ended) return;
    this.#lifetime.end(error);
    this.#host.close();
    this.#listeners.tell("error", error);
  }
}
