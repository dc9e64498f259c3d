/** When Observable Plot is fetched: with the first chart that comes near the window, or once the page is idle. */
import type * as Plot from "./plot.ts";
import { part } from "../loading/part.ts";
import { asking, type Question } from "../loading/query.svelte.ts";

const IDLE_WITHIN_MS = 3000;

let wanted = $state(false);
const want = (): void => {
  wanted = true;
};

/** Undefined until it is wanted and there. */
export function askedPlot(frame: () => Element): Question<typeof Plot | undefined> {
  $effect(() => {
    if (wanted) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) want();
      },
      { rootMargin: "50%" },
    );
    observer.observe(frame());
    const timer = setTimeout(want, IDLE_WITHIN_MS);
    addEventListener("beforeprint", want);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
      removeEventListener("beforeprint", want);
    };
  });
  return asking(() => {
    const load = wanted;
    return () => (load ? part(() => import("./plot.ts")) : Promise.resolve(undefined));
  });
}
