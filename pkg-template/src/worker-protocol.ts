import type { CallName, TierChoice } from "./engine-thread.js";
import { LensError } from "./errors.js";
import type { LensErrorCode } from "./types/contract.js";

/** How a call in the worker ended. Errors travel as plain values: the RPC layer would drop their code. */
export type Outcome = { value: unknown } | { failure: { code: LensErrorCode; message: string; cause: unknown } };

/** What the worker offers. Calls have a number each, to be aborted by. */
export interface WorkerApi {
  open(root: string, options: object, tier: TierChoice): Promise<Outcome>;
  call(id: number, name: CallName, args: unknown[]): Promise<Outcome>;
  abort(id: number): void;
}

/** What the worker sends of its own accord, in order with its answers. */
export type WorkerEvent = { ready: true } | { event: [name: string, detail: object] } | { stopped: string };

export async function outcome(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await work };
  } catch (error) {
    const known = error instanceof LensError ? error : new LensError("E_STOPPED", String(error));
    return { failure: { code: known.code, message: known.message, cause: known.cause } };
  }
}

export function valueOf(outcome: Outcome): unknown {
  if ("value" in outcome) return outcome.value;
  const { code, message, cause } = outcome.failure;
  throw new LensError(code, message, cause === undefined ? undefined : { cause });
}
