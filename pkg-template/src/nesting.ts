import { paramError } from "./errors.js";

/** What browsers copy without using up the stack, and what anybody writes. */
const DEEPEST = 100;
const MOST_VALUES = 100_000;

/** Throws `E_PARAM` for lists and objects nested so deep, in themselves, or so many that copying them would use up the stack
 * or the memory. */
export function checkNesting(params: unknown): void {
  let values = 0;
  if (typeof params !== "object" || params === null) return;
  for (const [name, parameter] of Object.entries(params)) {
    const open: [unknown, number][] = [[parameter, 1]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [value, depth] = next;
      if (typeof value !== "object" || value === null) continue;
      // An object that stands in several places is copied for each of them.
      if (++values > MOST_VALUES) {
        throw paramError(name, parameter, `give at most ${String(MOST_VALUES)} lists and objects in all`);
      }
      if (depth > DEEPEST) {
        throw paramError(name, parameter, `nest lists and objects at most ${String(DEEPEST)} deep`);
      }
      for (const inner of Object.values(value)) open.push([inner, depth + 1]);
    }
  }
}
