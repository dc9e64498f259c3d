import type { Election, Lens } from "coalition-lens";
import { createContext } from "svelte";
import type { Session } from "./session.svelte.ts";

/** What every view of an election works with. */
export interface Shown {
  readonly session: Session;
  readonly lens: Lens;
  readonly election: Election;
  /** What a candidate is called, by id. */
  readonly label: (id: number) => string;
}

export const [shown, showing] = createContext<Shown>();
