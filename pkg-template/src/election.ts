import { paramError } from "./errors.js";
import type { CallOptions } from "./types/lens.js";
import type { CandidatesPage, PairAnswer, PairsPage, TypesAnswer } from "./types/answers.js";
import type { CandidatesParams, Continuation, PairParams, PairsParams, TypesParams } from "./types/params.js";
import type { CandidateField, PairField } from "./types/rows.js";
import type { Descriptor } from "./types/snapshot.js";

/** @internal Asks the engine; the answer is of the query's own type. */
export type Ask = (
  electionId: string,
  query: string,
  params: unknown,
  options: CallOptions | undefined,
) => Promise<unknown>;

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
  readonly #ask: Ask;

  private constructor(descriptor: Descriptor, ask: Ask) {
    this.descriptor = descriptor;
    this.#ask = ask;
  }

  /** @internal */
  static of(descriptor: Descriptor, ask: Ask): Election {
    return new Election(descriptor, ask);
  }

  get id(): string {
    return this.descriptor.id;
  }

  /**
   * Pairs of candidates, strongest coalition first unless asked otherwise.
   *
   * @example
   * const { data, pagination } = await election.pairs({ min_shared_ballots: 200, fields: ["candidate_1", "lift"] });
   */
  pairs<Field extends PairField = PairField>(
    params?: PairsParams<Field> | Continuation,
    options?: CallOptions,
  ): Promise<PairsPage<Field>> {
    return this.#ask(this.id, "pairs", params, options) as Promise<PairsPage<Field>>;
  }

  /** One pair in full, told in the order asked. */
  pair(params: PairParams, options?: CallOptions): Promise<PairAnswer> {
    return this.#ask(this.id, "pair", params, options) as Promise<PairAnswer>;
  }

  /** How many pairs there are of each coalition type. */
  types(params?: TypesParams, options?: CallOptions): Promise<TypesAnswer> {
    return this.#ask(this.id, "types", params, options) as Promise<TypesAnswer>;
  }

  /** The candidates, most mentions first unless asked otherwise. */
  candidates<Field extends CandidateField = CandidateField>(
    params?: CandidatesParams<Field> | Continuation,
    options?: CallOptions,
  ): Promise<CandidatesPage<Field>> {
    return this.#ask(this.id, "candidates", params, options) as Promise<CandidatesPage<Field>>;
  }

  /**
   * All pages of a query, one after the other, all of one snapshot: if it is replaced on the way, the next page rejects
   * with `E_STALE_TOKEN`.
   *
   * @example
   * for await (const page of election.pages("pairs", { page_size: 500 })) console.log(page.data.length);
   */
  pages<Field extends PairField = PairField>(
    query: "pairs",
    params?: PairsParams<Field> | Continuation,
    options?: CallOptions,
  ): AsyncGenerator<PairsPage<Field>, void, undefined>;
  pages<Field extends CandidateField = CandidateField>(
    query: "candidates",
    params?: CandidatesParams<Field> | Continuation,
    options?: CallOptions,
  ): AsyncGenerator<CandidatesPage<Field>, void, undefined>;
  async *pages(
    query: "pairs" | "candidates",
    params?: object,
    options?: CallOptions,
  ): AsyncGenerator<PairsPage | CandidatesPage, void, undefined> {
    if (!PAGED.includes(query)) throw paramError("query", query, `give one of: ${PAGED.join(", ")}`);
    for (let next = params; ;) {
      const page = (await this.#ask(this.id, query, next, options)) as PairsPage | CandidatesPage;
      yield page;
      if (page.pagination.next_token === null) return;
      next = { token: page.pagination.next_token };
    }
  }
}

const PAGED: readonly string[] = ["pairs", "candidates"];
