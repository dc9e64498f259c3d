/** Runs the forces of the network beside the page, so that a slider never waits for them. */
import { place, type Placement, type Size } from "./layout.ts";
import type { DrawnNetwork } from "./network.ts";

export type Placing = [network: DrawnNetwork, size: Size, margin: { x: number; y: number }];

addEventListener("message", ({ data }: MessageEvent<Placing>) => {
  const placement: Placement = place(...data);
  postMessage(placement);
});
