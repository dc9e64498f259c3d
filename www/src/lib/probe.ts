/** Asks again what has been asked, to see what the cache does. */
import type { Election, Lens, QueryOptions, Usage } from "coalition-lens";

type Ask = (params: object, options: QueryOptions) => Promise<{ data: unknown }>;

/** The election's own methods are named like the queries. */
function asker(election: Election, query: Usage["query"]): Ask {
  const methods = election as unknown as Record<Usage["query"], Ask>;
  return (params, options) => methods[query](params, options);
}

/** Everything that was asked, computed anew. */
export async function askAgain(lens: Lens, election: Election): Promise<{ asked: number; milliseconds: number }> {
  const usage = await lens.usage();
  const started = performance.now();
  for (const { query, params } of usage) await asker(election, query)(params, { bypass: true });
  return { asked: usage.length, milliseconds: performance.now() - started };
}

/** Every answer that is kept beside the same computed anew: how many there were, and which differ. */
export async function compareWithCache(
  lens: Lens,
  election: Election,
): Promise<{ asked: number; different: string[] }> {
  const usage = await lens.usage();
  const different: string[] = [];
  for (const { query, params } of usage) {
    const ask = asker(election, query);
    const [kept, anew] = [await ask(params, {}), await ask(params, { bypass: true })];
    if (JSON.stringify(kept.data) !== JSON.stringify(anew.data)) different.push(`${query} ${JSON.stringify(params)}`);
  }
  return { asked: usage.length, different };
}
