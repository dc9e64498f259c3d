import type { Election, Lens } from "coalition-lens";

interface Published {
  readonly snapshot_id?: unknown;
  readonly elections?: readonly { readonly id?: unknown }[];
}

/** The manifest as it is now; undefined if that cannot be told. Whoever needs it for certain asks the lens. */
async function published(root: string): Promise<Published | undefined> {
  try {
    const response = await fetch(new URL("manifest.json", root), { cache: "no-cache" });
    return response.ok ? ((await response.json()) as Published) : undefined;
  } catch {
    return undefined;
  }
}

/** The snapshot that is published now; undefined if that cannot be told. */
export async function publishedSnapshot(root: string): Promise<string | undefined> {
  const id = (await published(root))?.snapshot_id;
  return typeof id === "string" ? id : undefined;
}

/** The election that is shown although none is asked for, because it is the only one. */
export async function onlyElection(root: string): Promise<string | undefined> {
  const elections = (await published(root))?.elections;
  const id = elections?.length === 1 ? elections[0]?.id : undefined;
  return typeof id === "string" ? id : undefined;
}

/** Has everything at hand that the views of an election need, once the page is idle: tables by the engine, names by the service worker. */
export async function keepElection(lens: Lens, election: Election, signal: AbortSignal): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  const entry = lens.elections.find(({ id }) => id === election.id);
  const urlsToCache = ["manifest.json", ...(entry ? [entry.descriptor.path] : [])].map(
    (path) => new URL(path, lens.url).href,
  );
  active?.postMessage({ type: "CACHE_URLS", payload: { urlsToCache } });
  const [first] = election.descriptor.candidates;
  if (first === undefined) return;
  const candidate = { candidate: first.id };
  await lens.warm(
    [
      { election: election.id, query: "outcome" },
      { election: election.id, query: "rounds" },
      // Another count than the election's own reads the ballots.
      { election: election.id, query: "rounds", params: { seats: 1 } },
      { election: election.id, query: "candidates" },
      { election: election.id, query: "pairs" },
      { election: election.id, query: "centrality" },
      { election: election.id, query: "segments", params: candidate },
      { election: election.id, query: "ballots" },
    ],
    { signal },
  );
}
