// Compiled against the installed package, never run. `@ts-expect-error` lines fail the compiler if they are right.
import {
  type Alert,
  type Camp,
  type CandidateRow,
  type CentralityRow,
  cacheStorageTier,
  type CoalitionType,
  type Compare,
  type ComparedCentralityRow,
  type ComparedPairField,
  type ComparedPairRow,
  type Election,
  Lens,
  type Invalidation,
  LensError,
  type LensErrorCode,
  memoryTier,
  open,
  type OpenOptions,
  type PairRow,
  type PairsPage,
  type Refreshed,
  type SharedTier,
  type Statistics,
  type Where,
} from "coalition-lens";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(equal: Equal<A, B>): void;

export async function everything(signal: AbortSignal): Promise<void> {
  const lens = await open(new URL("https://example.org/snapshots/"), { worker: false, cache: { maxBytes: 1 }, signal });
  const election: Election = await lens.election("sample", { signal });

  const pairs = await election.pairs({ min_shared_ballots: 200, sort_by: "lift", sort_order: "asc", candidate: "Ada" });
  same<(typeof pairs)["data"][number]["coalition_type"], CoalitionType | null>(true);
  same<(typeof pairs)["metadata"]["query"], "pairs">(true);
  same<(typeof pairs)["metadata"]["params"]["candidate"], number | null>(true);
  same<(typeof pairs)["pagination"]["next_token"], string | null>(true);
  const wide: PairsPage = pairs;
  const row: PairRow | undefined = wide.data[0];

  const narrow = await election.pairs({ fields: ["candidate_1", "lift"] });
  same<(typeof narrow)["data"][number], Pick<PairRow, "candidate_1" | "lift">>(true);
  // @ts-expect-error a column that was not asked for
  narrow.data[0]?.phi;

  const token = pairs.pagination.next_token;
  if (token !== null) await election.pairs({ token }, { signal });
  await election.pairs(pairs.metadata.params);

  const { data: pair } = await election.pair({ candidate_1: 1, candidate_2: "Bo" });
  same<typeof pair.scores, Record<"adjusted" | "proximity_weighted" | "basic", number | null>>(true);
  const { data: types } = await election.types({ min_shared_ballots: 0 });
  same<(typeof types)[number]["mean_strength"], number | null>(true);
  const group = await election.pairs({ where: { all: [{ first: 1 }, { not: { ranks: "Bo", within: 3 } }] } });
  same<(typeof group)["metadata"]["params"]["where"], Where | null>(true);
  same<(typeof group)["data"][number], PairRow>(true);
  const perhaps = Math.random() < 0.5 ? { first: 1 } : {};
  const everybody: Where = {};
  await election.pairs({ where: perhaps });
  await election.network({ compare: { where_a: perhaps, where_b: everybody } });
  // @ts-expect-error a condition that there is not
  await election.pairs({ where: { frist: 1 } });
  const both = await election.pairs({
    compare: { where_a: { first: 1 }, where_b: {} },
    fields: ["phi_a", "phi_difference"],
  });
  same<(typeof both)["data"][number], Pick<ComparedPairRow, "phi_a" | "phi_difference">>(true);
  const { data: networks } = await election.network({ compare: { where_a: { length: { min: 2 } }, where_b: {} } });
  same<(typeof networks.nodes)[number]["strength_centrality_difference"], number | null>(true);
  // @ts-expect-error there is no such condition
  await election.ballots({ where: { second: 1 } });
  // @ts-expect-error `types` does not compare
  await election.types({ compare: { where_a: {}, where_b: {} } });
  // @ts-expect-error `types` has no pages
  (await election.types()).pagination;

  const { data: network } = await election.network({ min_strength: 0.1, method: "basic" }, { signal });
  same<(typeof network.nodes)[number]["cluster"], number | null>(true);
  same<(typeof network.edges)[number]["coalition_strength_score"], number>(true);
  same<typeof network.stats.modularity, number | null>(true);
  const { data: found } = await election.clusters({ min_group_size: 2 });
  same<(typeof found.clusters)[number]["winners"], number[] | null>(true);
  const central = await election.centrality({ fields: ["candidate_id", "position_type"], sort_by: "bridge_score" });
  same<(typeof central)["data"][number], Pick<CentralityRow, "candidate_id" | "position_type">>(true);
  const { data: ada } = await election.candidate({ candidate: "Ada" });
  same<typeof ada.profile, CandidateRow>(true);
  same<typeof ada.terminal.share, number | null>(true);
  const { data: segments } = await election.segments({ candidate: 1 });
  same<(typeof segments.camps)[number]["camp"], Camp>(true);
  same<(typeof segments.top_co_ranked)[number]["adjusted_lift"], number | null>(true);
  const { data: transfers } = await election.transfers();
  same<(typeof transfers)[number]["next_choices"][number]["ballots"], number>(true);
  const { data: ballots } = await election.ballots();
  same<(typeof ballots.common_rankings)[number]["names"], string[]>(true);

  for await (const page of election.pages("candidates", { fields: ["candidate_name", "winner"] })) {
    same<(typeof page)["data"][number], Pick<CandidateRow, "candidate_name" | "winner">>(true);
  }
  for await (const page of election.pages("centrality", { fields: ["centrality_rank"] })) {
    same<(typeof page)["data"][number], Pick<CentralityRow, "centrality_rank">>(true);
  }
  for await (const page of election.pages("pairs"))
    same<(typeof page)["data"][number], Pick<PairRow, keyof PairRow>>(true);

  const groups = { where_a: { first: 1 }, where_b: {} };
  for await (const page of election.pages("pairs", { compare: groups, fields: ["phi_a", "shared_share_z"] })) {
    same<(typeof page)["data"][number], Pick<ComparedPairRow, "phi_a" | "shared_share_z">>(true);
    same<(typeof page)["metadata"]["params"]["compare"], Compare>(true);
  }
  for await (const page of election.pages("centrality", { compare: groups, sort_by: "bridge_score_difference" }))
    same<keyof (typeof page)["data"][number], keyof ComparedCentralityRow>(true);
  for await (const page of election.pages("pairs", { token: "…" })) same<(typeof page)["data"][number], PairRow>(true);

  const stop: () => void = lens.on("progress", ({ loaded, total }) => loaded / total);
  lens.on("alert", (alert) => same<typeof alert, Alert>(true));
  lens.on("invalidate", (invalidation) => same<typeof invalidation, Invalidation>(true));
  lens.on("error", (error) => same<typeof error, LensError>(true));
  same<LensError["code"], LensErrorCode>(true);
  same<Awaited<ReturnType<typeof lens.stats>>, Statistics>(true);
  stop();
  same<Awaited<ReturnType<typeof lens.refresh>>, Refreshed>(true);
  await lens.clear({ election: "sample", query: "pairs" }, { signal });
  await lens.warm([{ query: "pairs", params: { min_strength: 0 } }], { signal });
  await lens.warm(await lens.usage());
  same<Awaited<ReturnType<typeof lens.metrics>>, string>(true);
  await election.pairs({}, { bypass: true, stream: "list", maxResponseBytes: 1e6, signal });

  const { columns, rows } = await election.table("pairs", { fields: ["candidate_1", "lift", "low_support"] });
  same<typeof rows, number>(true);
  same<keyof typeof columns, "candidate_1" | "lift" | "low_support">(true);
  same<(typeof columns)["lift"], Uint32Array | Float64Array>(true);
  same<(typeof columns)["low_support"], Uint8Array>(true);
  const names = (await election.table("candidates")).columns.candidate_name;
  same<typeof names, readonly string[]>(true);
  const { arrow } = await election.table("pairs", undefined, { format: "arrow", signal });
  same<typeof arrow, Uint8Array>(true);

  const compared = await election.table("pairs", { compare: groups, fields: ["candidate_1", "low_support_a"] });
  same<keyof typeof compared.columns, "candidate_1" | "low_support_a">(true);
  same<typeof compared.columns.low_support_a, Uint8Array>(true);
  same<typeof compared.metadata.params.sort_by, ComparedPairField>(true);
  const whole = await election.table("centrality", { compare: groups }, { format: "arrow" });
  same<typeof whole.arrow, Uint8Array>(true);
  const bridges = (await election.table("centrality", {}, { bypass: true })).columns.bridge_score;
  same<typeof bridges, Uint32Array | Float64Array>(true);

  const own: SharedTier = {
    get: () => Promise.resolve(undefined),
    put: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    keys: () => Promise.resolve([]),
  };
  for (const tier of [own, memoryTier({ maxBytes: 1e6 }), cacheStorageTier(), false] as const)
    (await open("/snapshots/", { tier, preload: "sample", refresh: { everyMs: 60_000, onVisible: true } })).close();
  await open("/snapshots/", {
    cache: { maxBytes: 1e6, maxTableBytes: 1e6, validate: 0.01 },
    monitor: { thresholds: { p95Ms: null, hitRatio: 0.5 }, measure: true, beacon: "/beacon" },
    maxResponseBytes: 1e6,
  });
  lens.close();
  using disposed = await open("/snapshots/", { cache: false });
  void [row, disposed];
}

export async function refused(election: Election): Promise<void> {
  // @ts-expect-error an unknown parameter
  await election.pairs({ min_strenght: 0 });
  // @ts-expect-error a list is not sorted by
  await election.pairs({ sort_by: "distance_counts" });
  // @ts-expect-error an unknown column
  await election.pairs({ fields: ["nope"] });
  // @ts-expect-error an unknown method
  await election.pairs({ method: "magic" });
  // @ts-expect-error text for a number
  await election.pairs({ page: "1" });
  // @ts-expect-error a token stands alone
  await election.pairs({ token: "…", page_size: 5 });
  // @ts-expect-error two candidates are needed
  await election.pair({ candidate_1: 1 });
  // @ts-expect-error `candidates` takes no strength
  await election.candidates({ min_strength: 0 });
  // @ts-expect-error `types` has no pages
  election.pages("types");
  // @ts-expect-error a candidate is needed
  await election.segments();
  // @ts-expect-error `clusters` takes no strength
  await election.clusters({ min_strength: 0 });
  // @ts-expect-error a column of another query
  await election.centrality({ sort_by: "mentions" });
  // @ts-expect-error `ballots` takes no candidate
  await election.ballots({ candidate: 1 });
  // @ts-expect-error `table` has no pages
  await election.table("pairs", { page: 2 });
  // @ts-expect-error `candidates` does not compare
  await election.table("candidates", { compare: { where_a: {}, where_b: {} } });
  // @ts-expect-error a column of the plain query
  election.pages("pairs", { compare: { where_a: {}, where_b: {} }, fields: ["phi"] });
  // @ts-expect-error `table` has no pages, beside `compare` either
  await election.table("pairs", { compare: { where_a: {}, where_b: {} }, page_size: 2 });
  // @ts-expect-error an unknown parameter of a listing
  election.pages("pairs", { min_strenght: 0 });
  // @ts-expect-error a table has no token
  await election.table("pairs", { token: "…" });
  // @ts-expect-error an unknown format
  await election.table("pairs", {}, { format: "csv" });
  // @ts-expect-error a tier has four calls
  await open("/snapshots/", { tier: { get: () => Promise.resolve(undefined) } });
  // @ts-expect-error an unknown option
  const options: OpenOptions = { workers: true };
  // @ts-expect-error an unknown code
  new LensError("E_NOPE", "no such code");
  // @ts-expect-error only `open` makes a lens
  new Lens();
  void options;
}
