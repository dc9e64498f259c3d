/** Asks again what has been asked, to see what the cache does. */
import type { Answer, Election, Lens, Query, QueryOptions, Usage } from "coalition-lens";

type Asked = Pick<Answer<Query, unknown, unknown>, "data" | "metadata">;
type Ask = (params: object, options: QueryOptions) => Promise<Asked>;

/** The election's own methods are named like the queries. */
function asker(election: Election, query: Usage["query"]): Ask {
  const methods = election as unknown as Record<Usage["query"], Ask>;
  return (params, options) => methods[query](params, options);
}

/** What was asked most of this election. */
async function usage(lens: Lens, election: Election): Promise<Usage[]> {
  return (await lens.usage()).filter((asked) => asked.election === election.id);
}

/** What was asked most, asked of this election past the cache: how many answers, and the engine's time for them. */
export async function askAgain(lens: Lens, election: Election): Promise<{ answers: number; milliseconds: number }> {
  let [answers, milliseconds] = [0, 0];
  for (const { query, params } of await usage(lens, election)) {
    const anew = await asker(election, query)(params, { bypass: true });
    answers += 1;
    milliseconds += anew.metadata.query_time_ms;
  }
  return { answers, milliseconds };
}

/** Of what was asked most, the answers that are kept, beside the same computed anew: how many were kept, and which differ. */
export async function compareWithCache(
  lens: Lens,
  election: Election,
): Promise<{ kept: number; others: number; different: string[] }> {
  let [kept, others] = [0, 0];
  const different: string[] = [];
  for (const { query, params } of await usage(lens, election)) {
    const ask = asker(election, query);
    const found = await ask(params, {});
    if (!found.metadata.cache_hit) {
      others += 1;
      continue;
    }
    kept += 1;
    const anew = await ask(params, { bypass: true });
    if (JSON.stringify(found.data) !== JSON.stringify(anew.data)) different.push(`${query} ${JSON.stringify(params)}`);
  }
  return { kept, others, different };
}
