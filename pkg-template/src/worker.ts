import { expose, type Remote, transfer } from "comlink";
import { LocalEngine } from "./engine.js";
import type { CallName, EngineCalls } from "./engine-thread.js";
import type { SharedTier } from "./types/tier.js";
import { type Outcome, outcome, type WorkerApi, type WorkerEvent } from "./worker-protocol.js";

const send = (event: WorkerEvent) => {
  postMessage(event);
};
const engine = new LocalEngine({
  event: (name, detail) => {
    send({ event: [name, detail] });
  },
  stopped: (error) => {
    send({ stopped: error.message });
  },
});
const aborts = new Map<number, AbortController>();

const api: WorkerApi = {
  open: (root, options, tier) => outcome(engine.open(root, options, typeof tier === "object" ? near(tier) : tier)),
  async call(id, name, args) {
    const controller = new AbortController();
    aborts.set(id, controller);
    const settled = await outcome(engine.call(name, args as EngineCalls[CallName][0], controller.signal));
    aborts.delete(id);
    return transfer(settled, buffers(settled));
  },
  abort(id) {
    aborts.get(id)?.abort();
  },
};
expose(api);
send({ ready: true });

/** The page's tier as the engine calls it: comlink's stand-in answers to any name, and must not be taken for a promise. */
function near(tier: SharedTier): SharedTier {
  const far = tier as unknown as Remote<SharedTier>;
  return {
    get: (key) => far.get(key),
    put: (key, bytes) => far.put(key, bytes),
    delete: (key) => far.delete(key),
    keys: () => far.keys(),
  };
}

/** What a table holds is handed over, not copied. */
function buffers(settled: Outcome): ArrayBuffer[] {
  const table = ("value" in settled ? settled.value : undefined) as { columns?: object; arrow?: unknown } | undefined;
  const parts: unknown[] = [...(Object.values(table?.columns ?? {}) as unknown[]), table?.arrow];
  return parts.filter((part) => ArrayBuffer.isView(part)).map((view) => view.buffer as ArrayBuffer);
}
