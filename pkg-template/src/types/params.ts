import type { CountMethod, CountRules, TieBreak } from "./contract.js";
import type { CleaningOptions } from "./snapshot.js";

/** A candidate by id or by exact name. */
export type CandidateRef = number | string;

/** Keys of rules. Those of cleaning change nothing: an answer tells which the ballots were not cleaned by. */
export interface Rules
  extends
    Omit<CountRules, "method" | "write_ins_first" | "tie_break" | "order">,
    Pick<CleaningOptions, "overvote" | "skipped" | "duplicate" | "max_rankings" | "blank"> {
  /** How seats are filled; `block_preferential` is another name of `sequential`. */
  method: CountMethod | "block_preferential";
  /** Candidates who are eliminated before anybody is elected; those that nobody is are passed over. */
  write_ins_first: readonly CandidateRef[] | null;
  /** What decides between equal votes, one after the other. */
  tie_break: readonly TieBreak[];
  /** Candidates in the order that breaks ties; those not in it follow in order of their ids. */
  order: readonly CandidateRef[];
}

/** Goes on where the page that carried the token ended. Given alone: the token carries the other parameters. */
export interface Continuation {
  /** `pagination.next_token` of an answer. Of another snapshot: `E_STALE_TOKEN`. */
  token: string;
}
