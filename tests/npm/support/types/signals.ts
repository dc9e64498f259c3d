// Compiled, never run, with the DOM library and with Node's types alone: signals and addresses are the project's own.
import { open } from "coalition-lens";

export async function given(): Promise<void> {
  const lens = await open(new URL("https://example.org/snapshots/"), {
    signal: AbortSignal.timeout(1000),
    monitor: { beacon: new URL("https://example.org/beacon") },
  });
  await lens.stats({ signal: new AbortController().signal });
  // @ts-expect-error not a signal
  await lens.stats({ signal: 7 });
  // @ts-expect-error not an address
  await open(7);
}
