/** A count in sentences. */
import type {
  CountMethod,
  CountOutcome,
  CountRound,
  CountTie,
  OpenTie,
  Rounds,
  TieBreak,
  TieKind,
} from "coalition-lens";
import * as format from "../text/format.ts";
import { inWords, type Where } from "../state/where.ts";
import type { CountState } from "../state/state.ts";
import { isolated } from "../text/text.ts";
import { PRESET_NAMES } from "./words.ts";
import type { Piece, Sentence } from "./sentences.ts";

type Label = (id: number) => string;

const figure = (text: string): Piece => ({ figure: text });
const name = (text: string): Piece => ({ name: text });

/** Votes are whole, or decimals that a picture rounds: 12,345 · 1,234.5 · 0.0385 */
export function votes(value: number): string {
  if (Number.isInteger(value)) return format.count(value);
  return format.decimal(value, Math.abs(value) < 1 ? 4 : 1);
}

const votesWord = (value: number): string => `${votes(value)} ${value === 1 ? "vote" : "votes"}`;

/** A, B and C. */
export function listed(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, place) => [
    ...(place === 0 ? [] : [place === pieces.length - 1 ? " and " : ", "]),
    piece,
  ]);
}

/** So many people are named at once. */
const NAMES = 8;

function people(ids: readonly number[], label: Label, most = Infinity): Piece[] {
  const named = ids.length <= most + 1 ? ids : ids.slice(0, most);
  const others = ids.length - named.length;
  return listed([...named.map((id) => name(label(id))), ...(others > 0 ? [`${format.count(others)} others`] : [])]);
}

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const inLetters = (value: number): string => NUMBERS[value] ?? format.count(value);

/** Who won, as the first sentence of the results. */
export function whoWon(winners: readonly number[], seats: number | null, label: Label): Sentence {
  if (winners.length === 0) return ["Nobody was elected."];
  if (seats === null) return [...people(winners, label), winners.length === 1 ? " won a seat." : " won a seat each."];
  const filled =
    winners.length !== seats
      ? `${inLetters(winners.length)} of ${inLetters(seats)} seats`
      : seats === 1
        ? "the seat"
        : `the ${inLetters(seats)} seats`;
  return [...people(winners, label), ` won ${filled}.`];
}

/** A count, and what was asked to be counted. */
interface Asked {
  readonly count: CountState;
  readonly where: Where | null;
  readonly rounds: Pick<Rounds, "seats" | "winners">;
}

/** Who is elected in a count that is not the election's own. `seats` is what the election itself fills; null: not known. */
export function whoIsElected({ count, where, rounds }: Asked, seats: number | null, label: Label): Sentence {
  const { winners } = rounds;
  return [
    ...another(withOwnSeats(count, rounds.seats, seats), where, label),
    ": ",
    ...(winners.length === 0
      ? ["nobody is elected."]
      : [...people(winners, label), winners.length === 1 ? " is elected." : " are elected."]),
  ];
}

/** The same where nobody said how many seats there are, so that a number is taken. */
export function whoWouldFill(winners: readonly number[], seats: number, label: Label): Sentence {
  return [
    `Counted for ${inLetters(seats)} ${seats === 1 ? "seat" : "seats"}, since it is not known how many there were: `,
    ...(winners.length === 0 ? ["nobody"] : people(winners, label)),
    winners.length > 1 ? " are elected." : " is elected.",
  ];
}

/** That another count takes a number of seats that nobody gave. */
export function seatsTaken(seats: number | null): Sentence {
  return [
    "It is not known how many seats there were",
    ...(seats === null ? [] : [`: the count is for ${inLetters(seats)} ${seats === 1 ? "seat" : "seats"}`]),
    ".",
  ];
}

/** Which ballots a number of them tells: all with a mark, as counts have them, or only those that rank anyone. */
export const ballotsCounted = (all: number | null, ranking: number): string =>
  all === null
    ? format.counted(ranking, "ballot that ranks anyone", "ballots that rank anyone")
    : format.counted(all, "ballot with a mark", "ballots with a mark");

/** Who won where the votes are not counted here; null: nobody said. */
export function whoIsRecorded(winners: readonly number[] | null, seats: number | null, label: Label): Sentence {
  return winners === null ? ["Who won is not known here."] : whoWon(winners, seats, label);
}

/** That the votes are not counted by the election's own rules, and why. */
export function notCountedHere(reason: string, ruleSet: string | null, isOfficial: boolean): Sentence {
  return [
    ...(isOfficial ? ["This is the official result. "] : []),
    "The votes are not counted here by the rules of this election",
    ...(ruleSet === null ? [] : [", ", name(ruleSet)]),
    ": ",
    name(reason),
    ". “Count it another way” counts the same ballots by other rules.",
  ];
}

/** The count where it says otherwise than the official result, which leads. */
export function countDiffers(counted: readonly number[], label: Label): Sentence {
  return [
    "This is the official result. A count of the ballots that are published here, by the rules told below, gives another: ",
    ...(counted.length === 0 ? ["nobody"] : people(counted, label)),
    ". What follows shows that count.",
  ];
}

/** How another count differs from the election's own, and what it is a count of; `own` is null where nobody knows who won. */
export function comparedWithOwn(
  { winners, ballots }: Pick<Rounds, "winners" | "ballots">,
  where: Where | null,
  own: readonly number[] | null,
  label: Label,
): Sentence[] {
  const compared = own === null ? [] : [differenceFrom(own, winners, label)];
  if (where === null) return compared;
  return [
    [
      "This is a count of the ",
      figure(format.counted(ballots, "ballot", "ballots")),
      " of this group only: it says how this group ranks, and not who would hold the seats.",
    ],
    ...compared,
  ];
}

function differenceFrom(own: readonly number[], winners: readonly number[], label: Label): Sentence {
  const added = winners.filter((id) => !own.includes(id));
  const gone = own.filter((id) => !winners.includes(id));
  return added.length === 0 && gone.length === 0
    ? ["The same as in the election itself."]
    : ["In the election itself: ", ...(own.length === 0 ? ["nobody"] : people(own, label)), "."];
}

/** What is to be said of figures that are not the election's result, wherever they go. */
export interface Standpoint {
  readonly said: Sentence;
  /** The same as plain text. */
  readonly text: string;
  /** The same in the name of a file. */
  readonly file: string;
}

const plain = (sentence: Sentence): string =>
  sentence
    .map((piece) => (typeof piece === "string" ? piece : "figure" in piece ? piece.figure : isolated(piece.name)))
    .join("");

/** In which way a count is another than the election's own, or that the official result is; null: neither. `own` is the election's. */
export function standpointOf(
  { count, where, rounds }: Asked,
  own: Pick<CountOutcome, "seats" | "official"> | undefined,
  label: Label,
): Standpoint | null {
  const other = another(withOwnSeats(count, rounds.seats, own?.seats ?? null), where, label);
  if (other.length > 0) {
    const said = [...other, "."];
    return { said, text: plain(said), file: `what if ${plain(other)}` };
  }
  if (!own?.official || own.official.agrees) return null;
  const said = ["The official result is another than this count: ", ...whoWon(own.official.winners, own.seats, label)];
  return { said, text: plain(said), file: "not official" };
}

/** Rules may fill another number of seats than the election, which then is to be said as if it had been asked for. */
const withOwnSeats = (count: CountState, counted: number | null, own: number | null): CountState => ({
  ...count,
  seats: count.seats ?? (count.rules === null || own === null || counted === own ? null : counted),
});

/** What makes a count another than the election's own; the first word starts a sentence. Empty: it is the election's own. */
export function another({ rules, seats, without }: CountState, where: Where | null, label: Label): Sentence {
  const parts: Piece[][] = [];
  if (without.length > 0) {
    parts.push(["as if ", ...people(without, label, 3), " had not stood"]);
  }
  if (seats !== null) parts.push([`with ${format.counted(seats, "seat", "seats")}`]);
  if (rules !== null) parts.push([`by the rules “${PRESET_NAMES[rules]}”`]);
  if (where !== null) parts.push(["on only the ballots of ", name(inWords(where, label))]);
  const said = parts.flatMap((part, place) => (place === 0 ? part : [", ", ...part]));
  const [first, ...rest] = said;
  return typeof first === "string" ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest] : said;
}

const THRESHOLDS: Partial<Record<CountMethod, string>> = {
  stv: "quota",
  meek: "quota",
  irv: "majority",
  sequential: "majority",
};

/** What the number of votes that elects is called. */
export const thresholdName = (method: CountMethod): string => THRESHOLDS[method] ?? "threshold";

/** What happens in a round, in the order in which it happens. */
export function roundStory(count: Rounds, round: CountRound, label: Label): Sentence[] {
  const isLast = count.rounds[count.rounds.length - 1] === round;
  const tie = count.tie?.round === round.round && count.tie.tabulation === round.tabulation ? count.tie : null;
  const story = [
    ...electedIn(count, round, label),
    ...eliminatedIn(round, label),
    ...count.ties
      .filter(({ tabulation, round: at }) => tabulation === round.tabulation && at === round.round)
      .map((broken) => tieBroken(broken, count.rules.order, label)),
    ...transfersOf(round, label),
  ];
  if (tie) story.push(tieLeft(tie, label));
  else if (isLast) {
    story.push([
      story.length === 0
        ? "Nobody is elected or eliminated any more: the last transfers are counted, and the count ends."
        : "The count ends here.",
    ]);
  }
  return story;
}

const votesIn = ({ votes: rows }: CountRound, id: number): number =>
  rows.find(({ candidate_id }) => candidate_id === id)?.votes ?? 0;

function electedIn({ method }: Rounds, round: CountRound, label: Label): Sentence[] {
  const { threshold } = round;
  const reached = round.elected.filter((id) => threshold !== null && votesIn(round, id) >= threshold);
  const others = round.elected.filter((id) => !reached.includes(id));
  const story: Sentence[] = [];
  if (reached.length > 0 && threshold !== null) {
    story.push([
      ...people(reached, label),
      reached.length === 1 ? " has " : " have ",
      ...listed(reached.map((id) => figure(votes(votesIn(round, id))))),
      ` votes, ${thresholdName(method) === "majority" ? "the majority" : `at least the ${thresholdName(method)}`} of ${votes(threshold)}, and `,
      reached.length === 1 ? "is elected." : "are elected.",
    ]);
  }
  if (others.length > 0) {
    const most = others.length === 1 ? figure(votesWord(votesIn(round, others[0] ?? 0))) : null;
    story.push([
      ...people(others, label),
      others.length === 1 ? " is elected" : " are elected",
      ...(most === null ? [] : [" with ", most]),
      ": no more are needed to fill the seats.",
    ]);
  }
  return story;
}

function eliminatedIn(round: CountRound, label: Label): Sentence[] {
  const [only, ...more] = round.eliminated;
  if (only === undefined) return [];
  if (more.length > 0) {
    const together = round.eliminated.reduce((sum, id) => sum + votesIn(round, id), 0);
    return [
      [
        ...people(round.eliminated, label, NAMES),
        " are eliminated at once, with ",
        figure(votesWord(together)),
        " together.",
      ],
    ];
  }
  const own = votesIn(round, only);
  const continuing = round.votes.filter(({ candidate_id: id }) => !round.elected.includes(id));
  const fewest = continuing.every((row) => row.votes >= own);
  return [
    fewest
      ? [name(label(only)), " has the fewest votes, ", figure(votes(own)), ", and is eliminated."]
      : [name(label(only)), " is eliminated, with ", figure(votesWord(own)), "."],
  ];
}

/** So many receivers are named, the others told together. */
const NAMED = 3;
/** So many candidates whose ballots move are told one by one. */
const MOVED = 3;

function transfersOf(round: CountRound, label: Label): Sentence[] {
  const from = [...new Set(round.transfers.map(({ from: id }) => id))];
  const told = from.slice(0, MOVED).map((id): Sentence => {
    const moved = round.transfers.filter((transfer) => transfer.from === id);
    const all = moved.reduce((sum, transfer) => sum + transfer.votes, 0);
    const to = moved
      .filter((transfer): transfer is typeof transfer & { to: number } => typeof transfer.to === "number")
      .sort((a, b) => b.votes - a.votes || a.to - b.to);
    const rest = to.slice(NAMED + 1).length > 0 ? to.slice(NAMED) : [];
    const exhausted = moved
      .filter((transfer) => typeof transfer.to === "string" && transfer.to !== "residual")
      .reduce((sum, transfer) => sum + transfer.votes, 0);
    const share = (part: number): string => ` (${format.share(format.shareOf(part, all), 0)})`;
    const parts: Piece[][] = to
      .slice(0, rest.length > 0 ? NAMED : NAMED + 1)
      .map(({ to: receiver, votes: gained }) => [figure(votes(gained)), share(gained), " to ", name(label(receiver))]);
    if (rest.length > 0) {
      const gained = rest.reduce((sum, transfer) => sum + transfer.votes, 0);
      parts.push([figure(votes(gained)), ` to ${format.count(rest.length)} others`]);
    }
    const going = parts.flatMap((part, place) => (place === 0 ? part : [", ", ...part]));
    const lost: Piece[] =
      exhausted > 0 ? [going.length > 0 ? "; " : "", figure(votes(exhausted)), share(exhausted), " are exhausted"] : [];
    const what = round.eliminated.includes(id) ? " votes go on: " : " votes of surplus go on: ";
    return ["Of ", name(label(id)), "’s ", figure(votes(all)), what, ...going, ...lost, "."];
  });
  const more = from.length - told.length;
  return more > 0
    ? [...told, [`The votes of ${format.counted(more, "other", "others")} go on as well; the table has them all.`]]
    : told;
}

const TIE_BREAKS: Record<TieBreak, string> = {
  previous_rounds: "the votes of the rounds before",
  order: "the order of the candidates",
};
/** Where the rules name candidates in an order; those they do not name follow as they are listed. */
const GIVEN_ORDER = "the order that the rules give for ties";
const CHOSEN: Record<TieKind, string> = {
  eliminate: "is eliminated",
  elect: "is elected",
  surplus: "passes on the surplus first",
};

/** `order` is that of the rules of the count. */
export function tieBroken(
  { round, kind, tied, chosen, by }: CountTie,
  order: readonly number[],
  label: Label,
): Sentence {
  const isGiven = by === "order" && tied.some((id) => order.includes(id));
  return [
    `Tied in round ${round}: `,
    ...people(tied, label, NAMES),
    ". ",
    name(label(chosen)),
    ` ${CHOSEN[kind]}, by ${isGiven ? GIVEN_ORDER : TIE_BREAKS[by]}.`,
  ];
}

/** A tie that no rule decides. */
export function tieLeft({ round, tied }: Pick<OpenTie, "round" | "tied">, label: Label): Sentence {
  return [
    `The count stops in round ${round}: `,
    ...people(tied, label, NAMES),
    " are tied, and the rules do not say who goes first.",
  ];
}

/** Why votes count for nobody. */
export const CAUSES = ["ended", "overvote", "skipped", "duplicate", "final_surplus"] as const;
type Cause = (typeof CAUSES)[number];

const CAUSE_TEXTS: Record<Cause, string> = {
  ended: "ranked nobody who was left",
  overvote: "ended at two or more marks at one rank",
  skipped: "ended at skipped ranks",
  duplicate: "ended at a candidate marked again",
  final_surplus: "were surplus when all seats were filled",
};

/** What becomes of votes that go to no candidate, as tables have it. */
export const FATE_NAMES: Record<Cause | "residual", string> = {
  ended: "Exhausted: ranking at its end",
  overvote: "Exhausted: overvote",
  skipped: "Exhausted: skipped ranks",
  duplicate: "Exhausted: marked again",
  final_surplus: "Surplus left at the end",
  residual: "Lost to rounding",
};

/** What does not count for anybody in a round, by cause. */
export function exhaustedStory({ ballots }: Rounds, round: CountRound): Sentence[] {
  const causes = CAUSES.map((cause) => [cause, round.exhausted[cause]] as const).filter(([, value]) => value > 0);
  const total = causes.reduce((sum, [, value]) => sum + value, 0);
  if (total === 0) return [["No ballot was exhausted: each counted for somebody to the end."]];
  const story: Sentence[] = [
    [
      figure(votes(total)),
      ` of ${format.counted(ballots, "ballot", "ballots")} (`,
      figure(format.share(format.shareOf(total, ballots))),
      ") counted for nobody at the end: ",
      ...causes.flatMap(([cause, value], place): Piece[] => [
        place === 0 ? "" : ", ",
        causes.length === 1 ? "they" : figure(votes(value)),
        ` ${CAUSE_TEXTS[cause]}`,
      ]),
      ".",
    ],
  ];
  if (round.residual > 0) {
    story.push([
      figure(votesWord(round.residual)),
      " are lost to rounding, which leaves them with the elected over the quota.",
    ]);
  }
  return story;
}

const METHODS: Record<CountMethod, string> = {
  irv: "One seat: round by round the candidate with the fewest votes is eliminated, until somebody has a majority of the votes that still count",
  stv: "Several seats by quota: who reaches it is elected and passes on the votes beyond it; where nobody does, the candidate with the fewest votes is eliminated",
  bottoms_up:
    "Round by round the candidate with the fewest votes is eliminated, until as many are left as there are seats",
  percentage:
    "Round by round the candidate with the fewest votes is eliminated, until all who are left have more than a share of the votes",
  sequential: "The seats are filled one after the other, each by a count of one seat without those elected so far",
  meek: "Several seats by quota, by Meek’s method: each of the elected keeps of every ballot what makes up the quota, found anew in every round",
};

/** By which rules a count goes, and what of them it cannot follow. */
export function rulesStory({ method, rules, rule_set, cleaning_differs }: Rounds): Sentence[] {
  const breaks: Record<string, string> = rules.order.length > 0 ? { ...TIE_BREAKS, order: GIVEN_ORDER } : TIE_BREAKS;
  const ties = rules.tie_break.map((by) => breaks[by] ?? by);
  const story: Sentence[] = [
    [
      ...(rule_set === null ? [] : ["The rules are ", name(rule_set), ". "]),
      `${METHODS[method]}.`,
      ...(rules.batch ? [" Those who cannot catch up even together are eliminated at once."] : []),
      ties.length === 0
        ? " No rule decides between equal votes."
        : ` Between equal votes decides ${ties.join(", then ")}.`,
    ],
  ];
  if (cleaning_differs.length > 0) {
    story.push([
      "These rules also read ballots otherwise (",
      ...listed(cleaning_differs.map(name)),
      "), which is not done here: the ballots are counted as they were read for this election.",
    ]);
  }
  return story;
}
