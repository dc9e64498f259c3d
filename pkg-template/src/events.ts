import { type LensError, paramError } from "./errors.js";
import type { Alert, Invalidation, Progress } from "./types/lens.js";

/** What a lens tells of its own accord, by event name. */
export interface LensEvents {
  /** A table is being loaded for a query: once at its start, then for each part. */
  progress: Progress;
  /** Another snapshot is in force: because of {@link Lens.refresh}, or because a file of the old one was gone. */
  invalidate: Invalidation;
  /** Something that a publisher would want to know. The lens goes on. */
  alert: Alert;
  /**
   * The engine has stopped, or could not be loaded after a first answer was given. Calls under way are rejected with the same
   * error; open the snapshot again.
   */
  error: LensError;
}

const NAMES: readonly string[] = ["progress", "invalidate", "alert", "error"] satisfies (keyof LensEvents)[];

/** The listeners of one lens. */
export class Listeners {
  readonly #target = new EventTarget();

  add<Name extends keyof LensEvents>(name: Name, listener: (detail: LensEvents[Name]) => void): () => void {
    if (!NAMES.includes(name)) throw paramError("event", name, `give one of: ${NAMES.join(", ")}`);
    const handle = (event: Event) => {
      listener((event as CustomEvent<LensEvents[Name]>).detail);
    };
    this.#target.addEventListener(name, handle);
    return () => {
      this.#target.removeEventListener(name, handle);
    };
  }

  tell<Name extends keyof LensEvents>(name: Name, detail: LensEvents[Name]): void {
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
