/** Where a network's nodes and edges are drawn, worked out in a worker: one picture after the other, without those overtaken. */
import type { Placement } from "./layout.ts";
import type { Placing } from "./layout.worker.ts";
import { PartMissing } from "../loading/part.ts";

interface Job {
  readonly placing: Placing;
  readonly signal: AbortSignal;
  readonly done: (placement: Placement) => void;
  readonly failed: (error: unknown) => void;
}

const jobs: Job[] = [];
let current: Job | undefined;
let worker: Worker | undefined;

function started(): Worker {
  const made = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  made.addEventListener("message", ({ data }: MessageEvent<Placement>) => {
    current?.done(data);
    next();
  });
  made.addEventListener("error", ({ message }) => {
    fail(new PartMissing(message));
  });
  return made;
}

function fail(error: unknown): void {
  worker?.terminate();
  worker = undefined;
  current?.failed(error);
  next();
}

function next(): void {
  current = jobs.shift();
  while (current?.signal.aborted) current = jobs.shift();
  if (!current) return;
  try {
    worker ??= started();
    worker.postMessage(current.placing);
  } catch (error) {
    fail(error);
  }
}

/** Never settles if it is aborted before its turn: nobody waits for it. */
export function settled(placing: Placing, signal: AbortSignal): Promise<Placement> {
  return new Promise((done, failed) => {
    jobs.push({ placing, signal, done, failed });
    if (!current) next();
  });
}
