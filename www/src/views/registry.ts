import type { Component } from "svelte";
import { CHARTS } from "../charts/registry.ts";
import type { View, ViewState } from "../lib/state/state.ts";

/** The views; the code of each is fetched when it is shown. */
export const VIEWS: Record<View, () => Promise<{ default: Component }>> = {
  results: () => import("./Results.svelte"),
  overview: () => import("./Overview.svelte"),
  coalitions: () => import("./Coalitions.svelte"),
  pairs: () => import("./Pairs.svelte"),
  candidates: () => import("./Candidates.svelte"),
  voters: () => import("./Voters.svelte"),
  performance: () => import("./Performance.svelte"),
  about: () => import("./About.svelte"),
};

/** Begins to fetch the code of what the address shows, beside the data. Who shows it is told if that fails. */
export function fetchAhead({ embed, view }: Pick<ViewState, "embed" | "view">): void {
  const load = embed === null ? VIEWS[view] : CHARTS[embed];
  load().catch(() => undefined);
}
