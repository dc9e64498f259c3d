import type { LensError } from "./errors.js";
import type { SharedTier } from "./types/tier.js";

/** The engine's answers, as it gives them: by name of the call. Objects have the engine's `snake_case` names. */
export interface EngineCalls {
  manifest: [args: [], result: object];
  descriptor: [args: [electionId: string], result: object];
  /** The answer as JSON text: cheaper to hand over than a tree of objects. */
  query: [args: [electionId: string, query: string, params: object | undefined, control: object], result: string];
  table: [
    args: [electionId: string, query: string, params: object | undefined, format: string, control: object],
    result: object,
  ];
  /** The text of a file of rounds. */
  rounds_file: [
    args: [electionId: string, params: object | undefined, format: string, control: object],
    result: string,
  ];
  /** What has changed since another manifest, given as JSON text, was in force. */
  changes_since: [args: [manifest: string], result: object];
  refresh: [args: [], result: object];
  /** How many answers were dropped. */
  clear: [args: [what: object], result: number];
  stats: [args: [], result: object];
  /** Tells of an answer that was given without the engine. */
  ready_made: [args: [electionId: string, query: string, params: string, ms: number, bytes: number], result: undefined];
  /** OpenMetrics text. */
  metrics: [args: [heapBytes: number | undefined], result: string];
  /** JSON text. */
  usage: [args: [], result: string];
}

export type CallName = keyof EngineCalls;

/** Where tables are kept: a tier of the page's own, the browser's Cache Storage opened beside the engine, or nowhere. */
export type TierChoice = SharedTier | "cache-storage" | undefined;

/** An engine and the thread that it runs in: this one or a worker's. Rejects with `LensError` only. */
export interface EngineThread {
  /** Starts the engine and opens the snapshot at `root`, an absolute URL that ends with a slash. Called once, first. */
  open(root: string, options: object, tier: TierChoice): Promise<void>;
  call<Name extends CallName>(
    name: Name,
    args: EngineCalls[Name][0],
    signal?: AbortSignal,
  ): Promise<EngineCalls[Name][1]>;
  /** Lets go of everything. Calls under way may never settle. */
  close(): void;
}

/** What an engine tells of its own accord. */
export interface EngineEvents {
  /** `progress`, `invalidate`, `alert` or `tier`, with the engine's details. */
  event(name: string, detail: object): void;
  /** The engine has stopped and answers no more. */
  stopped(error: LensError): void;
}

export type MakeEngineThread = (events: EngineEvents) => EngineThread;
