/** Parts that several rows, records or parameters have in common. */
import type {
  BallotsParams,
  BallotsUnderstood,
  CandidateRow,
  ComparePairsParams,
  NetworkStats,
  PairsParams,
  TransferRow,
} from "./contract.js";

/** A candidate by id and name. */
export type NamedCandidate = Pick<CandidateRow, "candidate_id" | "candidate_name">;

/** How good a partition into clusters is. */
export type PartitionQuality = Pick<NetworkStats, "modularity" | "resolution" | "agreement">;

/** Who comes directly after a candidate, and on how many ballots nobody does. */
export type NextChoices = Pick<TransferRow, "next_choices" | "terminal">;

/** Which page of how many rows. */
export type PageParams = Pick<PairsParams, "page" | "page_size" | "token">;

/** What every query takes. */
export type WhereParams = BallotsParams;

/** In `metadata.params` of every answer. */
export type WhereUnderstood = BallotsUnderstood;

/** Sets two groups side by side, in place of `where`. */
export type CompareParams = Pick<ComparePairsParams, "compare" | "where">;
