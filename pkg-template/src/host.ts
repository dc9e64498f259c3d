import type { LensError } from "./errors.js";
import type { Manifest, Descriptor } from "./types/snapshot.js";
import type { Progress, Statistics } from "./types/lens.js";

/** An engine, in this thread or in a worker. Rejects with `LensError` only. */
export interface EngineHost {
  /** Starts the engine and opens the snapshot at `root`, an absolute URL that ends with a slash. Called once, first. */
  open(root: string, maxBytes: number): Promise<Manifest>;
  /** The manifest that answers come from now. It changes when the snapshot was replaced on the host. */
  manifest(): Promise<Manifest>;
  descriptor(electionId: string): Promise<Descriptor>;
  /** The answer of a query by name. */
  query(electionId: string, query: string, params: object | undefined): Promise<unknown>;
  statistics(): Promise<Statistics>;
  /** Lets go of everything. Calls under way may never settle. */
  close(): void;
}

/** What an engine tells of its own accord. */
export interface HostEvents {
  progress(progress: Progress): void;
  /** The engine has stopped and answers no more. */
  stopped(error: LensError): void;
}

export type MakeHost = (events: HostEvents) => EngineHost;
