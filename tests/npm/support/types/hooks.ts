// Compiled, never run, in projects without the DOM library and Node's types too: what is generic in the query that it asks.
import type {
  BallotsAnswer,
  BallotsParams,
  Continuation,
  Election,
  Lens,
  NetworkAnswer,
  NetworkParams,
  OpenOptions,
  PairParams,
  PairsPage,
  PairsParams,
  Query,
  QueryAnswer,
  QueryArguments,
  QueryMethods,
  QueryOptions,
} from "coalition-lens";
import type { RedisTier } from "coalition-lens/redis";
import { useQuery } from "./readme.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(equal: Equal<A, B>): void;

/** The same with nothing but what every project has. */
export async function asked<Name extends Query>(
  election: Election,
  query: Name,
  ...given: Parameters<Election[Name]>
): Promise<Awaited<ReturnType<Election[Name]>>> {
  const methods: QueryMethods = election;
  return await methods[query](...given);
}

export async function everything(lens: Lens, options: OpenOptions, tier: RedisTier): Promise<void> {
  const election = await lens.election("sample");
  same<Parameters<Election["pairs"]>[0], PairsParams | Continuation | undefined>(true);
  same<Parameters<Election["network"]>[0], NetworkParams | undefined>(true);
  same<Awaited<ReturnType<Election["pairs"]>>, PairsPage>(true);
  same<QueryArguments<"ballots">, [params?: BallotsParams, options?: QueryOptions]>(true);
  same<QueryArguments<"pair">, [params: PairParams, options?: QueryOptions]>(true);
  same<QueryAnswer<"network">, NetworkAnswer>(true);

  same<ReturnType<typeof useQuery<"ballots">>, BallotsAnswer | undefined>(true);
  const pairs = useQuery(election, "pairs", { min_strength: 0.2, where: { first: 1 } });
  same<typeof pairs, PairsPage | undefined>(true);
  useQuery(election, "types");
  useQuery(election, "pair", { candidate_1: 1, candidate_2: "Bo" }, { stream: "pair" });
  const { data } = await asked(election, "clusters", { min_group_size: 2 });
  data.clusters[0]?.members;
  // @ts-expect-error a candidate is needed
  useQuery(election, "candidate");
  // @ts-expect-error a parameter of another query
  useQuery(election, "clusters", { min_strength: 0 });
  // @ts-expect-error no such query
  useQuery(election, "pears");
  void [options, tier];
}
