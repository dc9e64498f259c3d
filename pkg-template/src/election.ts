import { paged } from "./contract.js";
import { paramError } from "./errors.js";
import type { Page } from "./types/answers.js";
import type {
  BallotsAnswer,
  BallotsParams,
  CandidateAnswer,
  CandidateField,
  CandidateParams,
  CandidatesPage,
  CandidatesParams,
  CentralityField,
  CentralityPage,
  CentralityParams,
  ClustersAnswer,
  ClustersParams,
  CompareCentralityParams,
  CompareNetworkParams,
  ComparePairsParams,
  ComparedCentralityField,
  ComparedCentralityPage,
  ComparedNetworkAnswer,
  ComparedPairField,
  ComparedPairsPage,
  FollowThroughAnswer,
  FollowThroughParams,
  MatchupsAnswer,
  MatchupsParams,
  NetworkAnswer,
  NetworkParams,
  OutcomeAnswer,
  OutcomeParams,
  PairAnswer,
  PairField,
  PairParams,
  PairsPage,
  PairsParams,
  RoundsAnswer,
  RoundsParams,
  SegmentsAnswer,
  TransfersAnswer,
  TransfersParams,
  TypesAnswer,
  TypesParams,
  ComparedLists,
  Lists,
} from "./types/contract.js";
import type { QueryOptions } from "./types/lens.js";
import type { Continuation } from "./types/params.js";
import type { FieldOf, ListPage, ListTable, PagedParams, UnpagedParams } from "./types/queries.js";
import type { Descriptor } from "./types/snapshot.js";
import type { RoundsFileOptions, RoundsFormat, TableFormat, TableOptions } from "./types/table.js";

/** @internal What an election asks the lens; results are of the query's own type. */
export interface ElectionCalls {
  query(electionId: string, query: string, params: unknown, options: QueryOptions | undefined): Promise<unknown>;
  table(
    electionId: string,
    query: string,
    params: unknown,
    options: TableOptions<TableFormat> | undefined,
  ): Promise<unknown>;
  roundsFile(
    electionId: string,
    params: unknown,
    format: RoundsFormat,
    options: RoundsFileOptions | undefined,
  ): Promise<string>;
}

/**
 * One election. Made by {@link Lens.election}.
 *
 * Queries load the tables they need, once. They reject with `E_PARAM` for a parameter that is not understood, `E_NOT_FOUND`
 * for a candidate that does not exist, and with `E_NETWORK`, `E_NOT_FOUND`, `E_INTEGRITY`, `E_FORMAT` for tables that
 * cannot be loaded.
 */
export class Election {
  /** Candidates, rules, provenance and tables, as of the moment the election was asked for. */
  readonly descriptor: Descriptor;
  readonly #calls: ElectionCalls;

  private constructor(descriptor: Descriptor, calls: ElectionCalls) {
    this.descriptor = descriptor;
    this.#calls = calls;
  }

  /** @internal */
  static of(descriptor: Descriptor, calls: ElectionCalls): Election {
    return new Election(descriptor, calls);
  }

  get id(): string {
    return this.descriptor.id;
  }

  /** Pairs of candidates in two groups of voters. */
  pairs<Field extends ComparedPairField = ComparedPairField>(
    params: ComparePairsParams<Field>,
    options?: QueryOptions,
  ): Promise<ComparedPairsPage<Field>>;
  /**
   * Pairs of candidates, strongest coalition first unless asked otherwise.
   *
   * @example
   * const { data, pagination } = await election.pairs({ min_shared_ballots: 200, fields: ["candidate_1", "lift"] });
   */
  pairs<Field extends PairField = PairField>(
    params?: PairsParams<Field> | Continuation,
    options?: QueryOptions,
  ): Promise<PairsPage<Field>>;
  pairs(params?: object, options?: QueryOptions): Promise<unknown> {
    return this.#calls.query(this.id, "pairs", params, options);
  }

  /** One pair in full, told in the order asked. */
  pair(params: PairParams, options?: QueryOptions): Promise<PairAnswer> {
    return this.#calls.query(this.id, "pair", params, options) as Promise<PairAnswer>;
  }

  /** How many pairs there are of each coalition type. */
  types(params?: TypesParams, options?: QueryOptions): Promise<TypesAnswer> {
    return this.#calls.query(this.id, "types", params, options) as Promise<TypesAnswer>;
  }

  /** The networks of two groups of voters. */
  network(params: CompareNetworkParams, options?: QueryOptions): Promise<ComparedNetworkAnswer>;
  /** Candidates and the coalitions between them, as a graph. */
  network(params?: NetworkParams, options?: QueryOptions): Promise<NetworkAnswer>;
  network(params?: object, options?: QueryOptions): Promise<unknown> {
    return this.#calls.query(this.id, "network", params, options);
  }

  /** Groups of candidates who share supporters among themselves more than with others. */
  clusters(params?: ClustersParams, options?: QueryOptions): Promise<ClustersAnswer> {
    return this.#calls.query(this.id, "clusters", params, options) as Promise<ClustersAnswer>;
  }

  /** Where each candidate stands in the networks of two groups of voters. */
  centrality<Field extends ComparedCentralityField = ComparedCentralityField>(
    params: CompareCentralityParams<Field>,
    options?: QueryOptions,
  ): Promise<ComparedCentralityPage<Field>>;
  /** Where each candidate stands in the network, the most central first unless asked otherwise. */
  centrality<Field extends CentralityField = CentralityField>(
    params?: CentralityParams<Field> | Continuation,
    options?: QueryOptions,
  ): Promise<CentralityPage<Field>>;
  centrality(params?: object, options?: QueryOptions): Promise<unknown> {
    return this.#calls.query(this.id, "centrality", params, options);
  }

  /** The candidates, most mentions first unless asked otherwise. */
  candidates<Field extends CandidateField = CandidateField>(
    params?: CandidatesParams<Field> | Continuation,
    options?: QueryOptions,
  ): Promise<CandidatesPage<Field>> {
    return this.#calls.query(this.id, "candidates", params, options) as Promise<CandidatesPage<Field>>;
  }

  /** One candidate in full: figures, centrality, partners, next choices. */
  candidate(params: CandidateParams, options?: QueryOptions): Promise<CandidateAnswer> {
    return this.#calls.query(this.id, "candidate", params, options) as Promise<CandidateAnswer>;
  }

  /** The supporters of a candidate, told apart by how and with whom they rank. */
  segments(params: CandidateParams, options?: QueryOptions): Promise<SegmentsAnswer> {
    return this.#calls.query(this.id, "segments", params, options) as Promise<SegmentsAnswer>;
  }

  /** Whom voters rank directly after a candidate, or after each. */
  transfers(params?: TransfersParams, options?: QueryOptions): Promise<TransfersAnswer> {
    return this.#calls.query(this.id, "transfers", params, options) as Promise<TransfersAnswer>;
  }

  /**
   * The count, round by round, by any rules, for any voters and any candidates.
   *
   * @example
   * const { data } = await election.rounds({ rules: "scotland", seats: 4, without: ["Ada"] });
   */
  rounds(params?: RoundsParams, options?: QueryOptions): Promise<RoundsAnswer> {
    return this.#calls.query(this.id, "rounds", params, options) as Promise<RoundsAnswer>;
  }

  /**
   * The count as the text of a file: the JSON of RCTab's summary with `rctab`, which RCVis and others read, or a row per
   * candidate with `csv`. Rejects with `E_PARAM` for `rctab` of a count by the method `sequential`.
   *
   * @example
   * const summary = await election.roundsFile("rctab", { seats: 3 });
   */
  roundsFile(format: RoundsFormat, params?: RoundsParams, options?: RoundsFileOptions): Promise<string> {
    return this.#calls.roundsFile(this.id, params, format, options);
  }

  /** Who won, and how, in sentences and figures. */
  outcome(params?: OutcomeParams, options?: QueryOptions): Promise<OutcomeAnswer> {
    return this.#calls.query(this.id, "outcome", params, options) as Promise<OutcomeAnswer>;
  }

  /** Candidates two by two: whom more ballots prefer. */
  matchups(params?: MatchupsParams, options?: QueryOptions): Promise<MatchupsAnswer> {
    return this.#calls.query(this.id, "matchups", params, options) as Promise<MatchupsAnswer>;
  }

  /** Where the ballots that began with a candidate, or with each, are in the end of the count. */
  follow_through(params?: FollowThroughParams, options?: QueryOptions): Promise<FollowThroughAnswer> {
    return this.#calls.query(this.id, "follow_through", params, options) as Promise<FollowThroughAnswer>;
  }

  /** All ballots: how many, how long, the most common rankings. */
  ballots(params?: BallotsParams, options?: QueryOptions): Promise<BallotsAnswer> {
    return this.#calls.query(this.id, "ballots", params, options) as Promise<BallotsAnswer>;
  }

  /** All pages of a query that compares two groups of voters. */
  pages<Name extends keyof ComparedLists, Field extends FieldOf<ComparedLists[Name]> = FieldOf<ComparedLists[Name]>>(
    query: Name,
    params: PagedParams<ComparedLists[Name], Field>,
    options?: QueryOptions,
  ): AsyncGenerator<ListPage<Name, ComparedLists[Name], Field>, void, undefined>;
  /**
   * All pages of a query, one after the other, all of one snapshot: if it is replaced on the way, the next page rejects
   * with `E_STALE_TOKEN`.
   *
   * @example
   * for await (const page of election.pages("pairs", { page_size: 500 })) console.log(page.data.length);
   */
  pages<Name extends keyof Lists, Field extends FieldOf<Lists[Name]> = FieldOf<Lists[Name]>>(
    query: Name,
    params?: PagedParams<Lists[Name], Field> | Continuation,
    options?: QueryOptions,
  ): AsyncGenerator<ListPage<Name, Lists[Name], Field>, void, undefined>;
  async *pages(query: keyof Lists, params?: object, options?: QueryOptions): AsyncGenerator<unknown, void, undefined> {
    if (!paged.includes(query)) throw paramError("query", query, `give one of: ${paged.join(", ")}`);
    for (let next = params; ;) {
      const page = (await this.#calls.query(this.id, query, next, options)) as Page<string, unknown, unknown>;
      yield page;
      if (page.pagination.next_token === null) return;
      next = { token: page.pagination.next_token };
    }
  }

  /** All rows of a query that compares two groups of voters. */
  table<
    Name extends keyof ComparedLists,
    Field extends FieldOf<ComparedLists[Name]> = FieldOf<ComparedLists[Name]>,
    Format extends TableFormat = "columns",
  >(
    query: Name,
    params: UnpagedParams<ComparedLists[Name], Field>,
    options?: TableOptions<Format>,
  ): Promise<ListTable<Format, Name, ComparedLists[Name], Field>>;
  /**
   * All rows of a query at once, by column: typed arrays, or an Arrow file with `{ format: "arrow" }`. Takes the query's
   * parameters but for `page`, `page_size` and `token`. `maxResponseBytes` does not apply.
   *
   * @example
   * const { rows, columns } = await election.table("pairs", { min_strength: 0, fields: ["candidate_1", "lift"] });
   */
  table<
    Name extends keyof Lists,
    Field extends FieldOf<Lists[Name]> = FieldOf<Lists[Name]>,
    Format extends TableFormat = "columns",
  >(
    query: Name,
    params?: UnpagedParams<Lists[Name], Field>,
    options?: TableOptions<Format>,
  ): Promise<ListTable<Format, Name, Lists[Name], Field>>;
  table(query: string, params?: object, options?: TableOptions<TableFormat>): Promise<unknown> {
    return this.#calls.table(this.id, query, params, options);
  }
}
