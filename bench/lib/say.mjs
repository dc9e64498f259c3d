// Progress goes to standard error, each line with the seconds since the start.
import { performance } from "node:perf_hooks";

export function say(text) {
  console.error(`▸ ${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${text}`);
}
