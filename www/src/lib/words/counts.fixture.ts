/** Counts that a person can check, for tests. */
import type { CountRound, Rounds } from "coalition-lens";

const NAMES = ["", "Ann", "Bea", "Cem", "Dov"];
export const label = (id: number): string => NAMES[id] ?? `candidate ${id}`;

const votes = (rows: Record<number, number>): CountRound["votes"] =>
  Object.entries(rows).map(([id, value]) => ({
    candidate_id: Number(id),
    candidate_name: label(Number(id)),
    votes: value,
  }));

const NONE = { ended: 0, overvote: 0, skipped: 0, duplicate: 0, final_surplus: 0 };
const QUIET = { tabulation: 1, elected: [], eliminated: [], surplus_of: [], residual: 0, transfers: [] };

const RULES: Rounds["rules"] = {
  method: "irv",
  seats: 1,
  places: 4,
  quota: "droop_whole",
  threshold_of: "continuing",
  surplus: "together",
  transfer: "fraction",
  last: "transfer",
  dynamic_quota: false,
  one_winner_per_round: false,
  continue_until_two: false,
  batch: false,
  cutoff: false,
  percent: null,
  write_ins_first: null,
  tie_break: ["previous_rounds", "order"],
  order: [],
  stop_after: null,
};

/** 100 ballots, one seat: Dov goes out, then Cem, and Bea overtakes Ann. */
export const oneSeat: Rounds = {
  method: "irv",
  seats: 1,
  seats_assumed: false,
  places: 0,
  ballots: 100,
  threshold: 49,
  winners: [2],
  decided_round: 3,
  rounds: [
    {
      ...QUIET,
      round: 1,
      threshold: 51,
      votes: votes({ 1: 40, 2: 30, 3: 20, 4: 10 }),
      exhausted: NONE,
      eliminated: [4],
      transfers: [
        { from: 4, to: 2, votes: 8 },
        { from: 4, to: "ended", votes: 2 },
      ],
    },
    {
      ...QUIET,
      round: 2,
      threshold: 50,
      votes: votes({ 1: 40, 2: 38, 3: 20 }),
      exhausted: { ...NONE, ended: 2 },
      eliminated: [3],
      transfers: [
        { from: 3, to: 2, votes: 17 },
        { from: 3, to: 1, votes: 2 },
        { from: 3, to: "overvote", votes: 1 },
      ],
    },
    {
      ...QUIET,
      round: 3,
      threshold: 49,
      votes: votes({ 1: 42, 2: 55 }),
      exhausted: { ...NONE, ended: 2, overvote: 1 },
      elected: [2],
    },
  ],
  ties: [],
  tie: null,
  rules: RULES,
  rule_set: null,
  cleaning_differs: [],
};

/** 100 ballots, two seats: Ann has a surplus of 16, of which rounding keeps half a vote; then no more are left than seats. */
export const twoSeats: Rounds = {
  method: "stv",
  seats: 2,
  seats_assumed: false,
  places: 4,
  ballots: 100,
  threshold: 34,
  winners: [1, 2],
  decided_round: 3,
  rounds: [
    {
      ...QUIET,
      round: 1,
      threshold: 34,
      votes: votes({ 1: 50, 2: 30, 3: 20 }),
      exhausted: NONE,
      elected: [1],
      surplus_of: [1],
      transfers: [
        { from: 1, to: 2, votes: 2.25 },
        { from: 1, to: 3, votes: 10 },
        { from: 1, to: "ended", votes: 3.25 },
        { from: 1, to: "residual", votes: 0.5 },
      ],
    },
    {
      ...QUIET,
      round: 2,
      threshold: 34,
      votes: votes({ 1: 34, 2: 32.25, 3: 30 }),
      exhausted: { ...NONE, ended: 3.25 },
      residual: 0.5,
      eliminated: [3],
      transfers: [
        { from: 3, to: 2, votes: 1.5 },
        { from: 3, to: "ended", votes: 28.5 },
      ],
    },
    {
      ...QUIET,
      round: 3,
      threshold: 34,
      votes: votes({ 1: 34, 2: 33.75 }),
      exhausted: { ...NONE, ended: 31.75 },
      residual: 0.5,
      elected: [2],
    },
  ],
  ties: [],
  tie: null,
  rules: RULES,
  rule_set: null,
  cleaning_differs: [],
};
