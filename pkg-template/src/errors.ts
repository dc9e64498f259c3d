/**
 * What went wrong, stable across versions:
 *
 * | code | meaning |
 * |---|---|
 * | `E_PARAM` | a parameter or option is not understood; the message names it, its value and what is allowed |
 * | `E_NOT_FOUND` | no such election, candidate or file |
 * | `E_NETWORK` | a request failed, or the engine's own files could not be loaded |
 * | `E_INTEGRITY` | a file is not the one that was published |
 * | `E_FORMAT` | a file is not in the format it should be in |
 * | `E_VERSION` | the snapshot is of another major format version |
 * | `E_STALE_TOKEN` | a continuation token of another snapshot |
 * | `E_TOO_LARGE` | something is above a stated limit |
 * | `E_ABORTED` | the caller's signal fired; `cause` is its reason |
 * | `E_CLOSED` | the lens has been closed by its owner |
 * | `E_STOPPED` | the engine has stopped, or its worker has died: open the snapshot again |
 */
export type LensErrorCode =
  | "E_PARAM"
  | "E_NOT_FOUND"
  | "E_NETWORK"
  | "E_INTEGRITY"
  | "E_FORMAT"
  | "E_VERSION"
  | "E_STALE_TOKEN"
  | "E_TOO_LARGE"
  | "E_ABORTED"
  | "E_CLOSED"
  | "E_STOPPED";

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
