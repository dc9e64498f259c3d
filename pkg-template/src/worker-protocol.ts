import { LensError, type LensErrorCode } from "./errors.js";
import type { EngineHost } from "./host.js";
import type { Progress } from "./types/lens.js";

/** How a call in the worker ended. Errors travel as plain values: the RPC layer would drop their code. */
export type Outcome<T> = { value: T } | { failure: { code: LensErrorCode; message: string; cause: unknown } };

type Settling<Method> = Method extends (...given: infer Given) => Promise<infer T>
  ? (...given: Given) => Promise<Outcome<T>>
  : never;

/** What the worker offers. */
export type WorkerApi = { [Name in Exclude<keyof EngineHost, "close">]: Settling<EngineHost[Name]> };

/** What the worker sends of its own accord, in order with its answers. */
export type WorkerEvent = { ready: true } | { progress: Progress } | { stopped: string };

export async function outcome<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work };
  } catch (error) {
    const known = error instanceof LensError ? error : new LensError("E_CLOSED", String(error));
    return { failure: { code: known.code, message: known.message, cause: known.cause } };
  }
}

export function valueOf<T>(outcome: Outcome<T>): T {
  if ("value" in outcome) return outcome.value;
  const { code, message, cause } = outcome.failure;
  throw new LensError(code, message, cause === undefined ? undefined : { cause });
}
