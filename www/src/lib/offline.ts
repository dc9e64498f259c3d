import type { Election, Lens } from "coalition-lens";

/** The snapshot that is published now; undefined if that cannot be told. */
export async function publishedSnapshot(root: string): Promise<string | undefined> {
  try {
    const response = await fetch(new URL("manifest.json", root), { cache: "no-cache" });
    if (!response.ok) return undefined;
    const { snapshot_id } = (await response.json()) as { snapshot_id?: unknown };
    return typeof snapshot_id === "string" ? snapshot_id : undefined;
  } catch {
    return undefined;
  }
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
      { election: election.id, query: "candidates" },
      { election: election.id, query: "pairs" },
      { election: election.id, query: "centrality" },
      { election: election.id, query: "segments", params: candidate },
      { election: election.id, query: "ballots" },
    ],
    { signal },
  );
}
