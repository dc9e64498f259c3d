import { untrack } from "svelte";
import { isAbort } from "./errors.ts";

/** A question whose answer arrives later: the last answer stays while the next is awaited, and only the last one asked counts. */
export class Query<T> {
  value = $state.raw<T>();
  error = $state.raw<unknown>();
  pending = $state(false);

  #asked: AbortController | undefined;
  #ask: ((signal: AbortSignal) => Promise<T>) | undefined;

  run(ask: (signal: AbortSignal) => Promise<T>): void {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.#ask = ask;
    untrack(() => (this.pending = true));
    const settle = (apply: () => void): void => {
      if (this.#asked !== asked) return;
      apply();
      this.pending = false;
    };
    ask(asked.signal).then(
      (value) => {
        settle(() => {
          this.value = value;
          this.error = undefined;
        });
      },
      (error: unknown) => {
        settle(() => {
          if (!isAbort(error)) this.error = error;
        });
      },
    );
  }

  readonly retry = (): void => {
    if (this.#ask) this.run(this.#ask);
  };

  readonly stop = (): void => {
    this.#asked?.abort();
    this.#asked = undefined;
  };
}

/** Asks anew whenever what `ask` reads before its first await changes, and stops when the component goes. */
export function asking<T>(ask: () => (signal: AbortSignal) => Promise<T>): Query<T> {
  const query = new Query<T>();
  $effect(() => {
    query.run(ask());
    return query.stop;
  });
  return query;
}
