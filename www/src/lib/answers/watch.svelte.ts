import type { Lens, Statistics } from "coalition-lens";

const EVERY_MS = 1000;

/** What a lens has done and holds, looked at again and again while the component is there and the page is seen. */
export class Watch {
  value = $state.raw<Statistics>();
  error = $state.raw<unknown>();
  readonly #lens: Lens;

  constructor(lens: Lens) {
    this.#lens = lens;
  }

  readonly look = async (): Promise<void> => {
    try {
      this.value = await this.#lens.stats();
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  };
}

export function watching(lens: Lens): Watch {
  const watch = new Watch(lens);
  $effect(() => {
    void watch.look();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void watch.look();
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  });
  return watch;
}
