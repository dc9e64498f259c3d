import type { LensErrorCode } from "./types/contract.js";

/** The only error that this package rejects with. The message says what a person can do about it. */
export class LensError extends Error {
  /** Tells the kind of error apart without reading the message. */
  readonly code: LensErrorCode;

  constructor(code: LensErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LensError";
    this.code = code;
  }
}

/** @internal The error for an option or argument, in the words the engine uses for parameters. */
export function paramError(name: string, value: unknown, expected: string): LensError {
  return new LensError("E_PARAM", `${name}: ${shown(value)} is not allowed; ${expected}`);
}

/** @internal Whether nothing can be asked of the lens any more. */
export const isOver = (error: unknown): boolean =>
  error instanceof LensError && (error.code === "E_CLOSED" || error.code === "E_STOPPED");

/** @internal */
export const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
