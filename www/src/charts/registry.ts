import type { Component } from "svelte";
import type { ChartId } from "../lib/state/state.ts";

/** The charts that can stand alone: each asks for what it shows by itself, from the state of the page. */
export const CHARTS: Record<ChartId, () => Promise<{ default: Component }>> = {
  rounds: () => import("./Rounds.svelte"),
  streams: () => import("./Streams.svelte"),
  "first-choices": () => import("./FirstChoices.svelte"),
  mentions: () => import("./Mentions.svelte"),
  "ballot-lengths": () => import("./BallotLengths.svelte"),
  network: () => import("./CoalitionNetwork.svelte"),
  matrix: () => import("./CoalitionMatrix.svelte"),
  "pair-distances": () => import("./PairDistances.svelte"),
  partners: () => import("./Partners.svelte"),
  supporters: () => import("./Supporters.svelte"),
  ranks: () => import("./Ranks.svelte"),
  "next-choices": () => import("./NextChoices.svelte"),
  latencies: () => import("./Latencies.svelte"),
};
