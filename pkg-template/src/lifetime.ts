import { LensError } from "./errors.js";

/** Ends every call under way when the lens is closed or its engine stops, and single calls when their signal fires. */
export class Lifetime {
  #ended: LensError | undefined;
  readonly #endings = new Set<(error: LensError) => void>();

  /** What ended it, once it has. */
  get ended(): LensError | undefined {
    return this.#ended;
  }

  /** Settles as `work` does, unless the signal fires or the lifetime ends before that. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#ended) {
        reject(again(this.#ended));
        return;
      }
      if (signal?.aborted) {
        reject(aborted(signal));
        return;
      }
      const leave = () => {
        this.#endings.delete(end);
        signal?.removeEventListener("abort", abort);
      };
      const end = (error: LensError) => {
        leave();
        reject(error);
      };
      const abort = () => {
        if (signal) end(aborted(signal));
      };
      this.#endings.add(end);
      signal?.addEventListener("abort", abort);
      work().finally(leave).then(resolve, reject);
    });
  }

  /** Rejects what is under way, and every later call, with `error`. Only the first end counts. */
  end(error: LensError): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const end of [...this.#endings]) end(again(error));
  }
}

/** Each caller gets an error of its own, with its own stack. */
const again = (error: LensError) => new LensError(error.code, error.message, { cause: error.cause });

/** What a call rejects with after the lens was closed. */
export const closed = () => new LensError("E_CLOSED", "the lens has been closed: open the snapshot again");

/** What a call rejects with whose signal has fired. */
export const aborted = (signal: AbortSignal) =>
  new LensError("E_ABORTED", "the signal was aborted", { cause: signal.reason });
