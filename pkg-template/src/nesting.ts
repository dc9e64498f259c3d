import { paramError } from "./errors.js";

const DEEPEST = 100;

/** Throws `E_PARAM` for lists and objects nested so deep, or in themselves, that copying them would use up the stack. */
export function checkNesting(params: unknown): void {
  if (typeof params !== "object" || params === null) return;
  for (const [name, parameter] of Object.entries(params)) {
    const open: [unknown, number][] = [[parameter, 1]];
    for (let next = open.pop(); next; next = open.pop()) {
      const [value, depth] = next;
      if (typeof value !== "object" || value === null) continue;
      if (depth > DEEPEST) {
        throw paramError(name, parameter, `nest lists and objects at most ${String(DEEPEST)} deep`);
      }
      for (const inner of Object.values(value)) open.push([inner, depth + 1]);
    }
  }
}
