import { getContext, hasContext, setContext, untrack } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import { Cancelled, isAbort } from "./errors.ts";

/** The questions that are waited for. */
const waiting = new SvelteSet<{ cancel: () => void }>();

export const isWaiting = (): boolean => waiting.size > 0;

/** Gives up every question that is waited for; each can be asked again. */
export function cancelWaiting(): void {
  for (const query of [...waiting]) query.cancel();
}

/** A question whose answer arrives later: the last answer stays while the next is awaited, and only the last one asked counts. */
export class Question<T> {
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
    untrack(() => {
      this.#wait(true);
    });
    const settle = (apply: () => void): void => {
      if (this.#asked !== asked) return;
      apply();
      this.#wait(false);
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
    untrack(() => {
      this.#wait(false);
    });
  };

  /** As the reader wishes: what was asked has no answer until it is asked again. */
  cancel(): void {
    this.stop();
    this.error = new Cancelled();
  }

  #wait(waits: boolean): void {
    this.pending = waits;
    if (waits) waiting.add(this);
    else waiting.delete(this);
  }
}

/** Asks anew whenever what `ask` reads before its first await changes, and stops when the component goes. */
export function asking<T>(ask: () => (signal: AbortSignal) => Promise<T>): Question<T> {
  const query = new Question<T>();
  $effect(() => {
    query.run(ask());
    return query.stop;
  });
  return query;
}

/** The same question for a component and all below it: asked by the first that needs its answer. */
export function shared<T>(name: string, ask: () => Question<T>): Question<T> {
  const key = `coalition-lens/${name}`;
  if (hasContext(key)) return getContext<Question<T>>(key);
  return setContext(key, ask());
}
