// Perspective in its worker.
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { arrowOf } from "./arrow.mjs";
import { Counts, exploded, lazily } from "./common.mjs";

const MODULES = "/modules/@perspective-dev";
const { default: perspective } = await import(`${MODULES}/client/dist/cdn/perspective.js`);
perspective.init_client(fetch(`${MODULES}/client/dist/wasm/perspective-js.wasm`));
perspective.init_server(fetch(`${MODULES}/server/dist/wasm/perspective-server.wasm`));

/** More rankings are not tried: of Portland it takes most of a second. */
const MOST_EXPLODED = 200_000;

export async function load({ pairs, rankings }) {
  const client = await perspective.worker();
  return {
    pairsPage: pairs && (await pages(client, pairs)),
    pairCounts: rankings && rankings.rows <= MOST_EXPLODED ? await counting(client, rankings) : {},
  };
}

const range = ({ page, page_size: size }) => ({ start_row: (page - 1) * size, end_row: page * size });

async function pages(client, columns) {
  // Its JSON parser loses the last digit of fractions; Arrow does not.
  const table = await client.table(tableToIPC(arrowOf(columns), "stream"));
  const sort = [
    ["coalition_strength_score", "desc"],
    ["candidate_1", "asc"],
    ["candidate_2", "asc"],
  ];
  const filter = ({ min_shared_ballots: least, min_strength: strength }) => [
    ["shared_ballots", ">=", least],
    ["coalition_strength_score", ">=", strength],
  ];
  const page = async (of, ask, config) => {
    const view = await of.view({ filter: filter(ask), columns: Object.keys(columns), ...config });
    const rows = await view.to_json(range(ask));
    await view.delete();
    return rows;
  };
  return {
    "a view for each question": (ask) => page(table, ask, { sort }),
    // The same rows in the order of the answer, so that a view need not sort.
    "table in order, a view for each question": lazily(async () => {
      const ordered = await table.view({ sort, columns: Object.keys(columns) });
      const inOrder = await client.table(await ordered.to_arrow());
      await ordered.delete();
      return (ask) => page(inOrder, ask, {});
    }),
  };
}

async function counting(client, rankings) {
  const table = await client.table(tableToIPC(tableFromArrays(exploded(rankings)), "stream"));
  return {
    "exploded beforehand, grouped by key": async (segment) => {
      const filter = segment ? [["first", "==", segment.first]] : [];
      const view = await table.view({ group_by: ["key"], columns: ["count"], aggregates: { count: "sum" }, filter });
      const { __ROW_PATH__: keys, count } = await view.to_columns();
      await view.delete();
      const counts = new Counts(rankings);
      keys.forEach(([key], row) => {
        if (key !== undefined) counts.values[key] = count[row];
      });
      return counts.values;
    },
  };
}
