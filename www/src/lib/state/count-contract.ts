import type { QueryOptions } from "coalition-lens";
/** Until the contract has them. */
export interface Rounds {
  method: string;
  seats: number | null;
  places: number;
  ballots: number;
  threshold: number | null;
  winners: number[];
  rounds: CountRound[];
  ties: CountTie[];
  tie: OpenTie | null;
  rules: { tie_break: string[]; batch: boolean };
  rule_set: string | null;
  cleaning_differs: string[];
}
export interface ExhaustedVotes {
  ended: number;
  overvote: number;
  skipped: number;
  duplicate: number;
  final_surplus: number;
}
export interface CountRound {
  tabulation: number;
  round: number;
  threshold: number | null;
  votes: { candidate_id: number; candidate_name: string; votes: number }[];
  elected: number[];
  eliminated: number[];
  surplus_of: number[];
  exhausted: ExhaustedVotes;
  residual: number;
  transfers: {
    from: number;
    to: number | "ended" | "overvote" | "skipped" | "duplicate" | "final_surplus" | "residual";
    votes: number;
  }[];
}
export interface OpenTie {
  tabulation: number;
  round: number;
  kind: string;
  tied: number[];
}
export interface CountTie extends OpenTie {
  chosen: number;
  by: string;
}
export interface CountOutcome {
  winners: { candidate_id: number; candidate_name: string; round: number; votes: number }[];
  official: { winners: number[]; agrees: boolean } | null;
  seats: number | null;
  method: string;
  rounds: number;
  decided_round: number | null;
  final_margin: number | null;
  condorcet_winner: number | null;
  condorcet_winner_won: boolean | null;
  exhausted: number;
  exhausted_share: number | null;
  sentences: { kind: string; text: string }[];
}
declare module "coalition-lens" {
  interface Election {
    rounds(params: object, options?: QueryOptions): Promise<{ data: Rounds }>;
    outcome(params: object, options?: QueryOptions): Promise<{ data: CountOutcome }>;
  }
}
