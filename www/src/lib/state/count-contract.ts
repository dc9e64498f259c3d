import type { QueryOptions } from "coalition-lens";
/** Until the contract has them. */
export interface Rounds {
  method: string;
  seats: number;
  places: number;
  ballots: number;
  threshold: number | null;
  winners: number[];
  rounds: Round[];
  ties: Tie[];
  tie: Omit<Tie, "chosen" | "by"> | null;
}
export interface Round {
  tabulation: number;
  round: number;
  threshold: number | null;
  votes: { candidate_id: number; candidate_name: string; votes: number }[];
  elected: number[];
  eliminated: number[];
  surplus_of: number[];
  exhausted: Record<string, number>;
  residual: number;
  transfers: { from: number; to: number | string; votes: number }[];
}
export interface Tie {
  tabulation: number;
  round: number;
  kind: string;
  tied: number[];
  chosen: number;
  by: string;
}
export interface Outcome {
  winners: { candidate_id: number; candidate_name: string; round: number; votes: number }[];
  official: number[] | null;
  seats: number;
  method: string;
  rounds: number;
  decided_round: number | null;
  final_margin: number | null;
  final_two: unknown;
  condorcet_winner: number | null;
  condorcet_winner_won: boolean | null;
  exhausted: number;
  exhausted_share: number | null;
  ties: number;
  sentences: { kind: string; text: string }[];
}
declare module "coalition-lens" {
  interface Election {
    rounds(params: object, options?: QueryOptions): Promise<{ data: Rounds }>;
    outcome(params: object, options?: QueryOptions): Promise<{ data: Outcome }>;
  }
}
