/** A candidate by id or by exact name. */
export type CandidateRef = number | string;

/** Goes on where the page that carried the token ended. Given alone: the token carries the other parameters. */
export interface Continuation {
  /** `pagination.next_token` of an answer. Of another snapshot: `E_STALE_TOKEN`. */
  token: string;
}
