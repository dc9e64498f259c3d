/** A group of voters by what is on their ballots, in the form of the queries' `where`. */

export type Where =
  | typeof ALL_VOTERS
  | Condition
  | { readonly all: readonly Where[] }
  | { readonly any: readonly Where[] }
  | { readonly not: Where };

export const ALL_VOTERS: Readonly<Record<string, never>> = {};
const isEverybody = (where: Where): where is typeof ALL_VOTERS => Object.keys(where).length === 0;

export type Condition =
  | { readonly first: number }
  | { readonly ranks: number; readonly within?: number }
  | { readonly above: readonly [number, number] }
  | { readonly length: { readonly min?: number; readonly max?: number } };

/** Groups within groups, as deep as the page shows them. */
const DEEPEST = 4;
const LONGEST = 2000;
const MAX_ID = 4_294_967_295;

/** The group that a text stands for, or undefined if it is none. */
export function readWhere(text: string): Where | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && hasOnly(value) ? ALL_VOTERS : read(value, DEEPEST);
  } catch {
    return undefined;
  }
}

const isWhole = (value: unknown, least: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= MAX_ID;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const hasOnly = (object: object, ...keys: string[]): boolean => Object.keys(object).every((key) => keys.includes(key));

function read(value: unknown, depth: number): Where | undefined {
  if (!isObject(value) || depth < 0) return undefined;
  const list = (members: unknown): Where[] | undefined => {
    if (!Array.isArray(members) || members.length === 0) return undefined;
    const wheres = members.map((member) => read(member, depth - 1));
    return wheres.every((where) => where !== undefined) ? wheres : undefined;
  };
  if ("all" in value && hasOnly(value, "all")) {
    const all = list(value["all"]);
    return all && { all };
  }
  if ("any" in value && hasOnly(value, "any")) {
    const any = list(value["any"]);
    return any && { any };
  }
  if ("not" in value && hasOnly(value, "not")) {
    const not = read(value["not"], depth - 1);
    return not && { not };
  }
  return readCondition(value);
}

function readCondition(value: Record<string, unknown>): Condition | undefined {
  const { first, ranks, within, above, length } = value;
  if (isWhole(first, 0) && hasOnly(value, "first")) return { first };
  if (isWhole(ranks, 0) && hasOnly(value, "ranks", "within")) {
    if (within === undefined) return { ranks };
    return isWhole(within, 1) ? { ranks, within } : undefined;
  }
  if (Array.isArray(above) && hasOnly(value, "above")) {
    const [one, other, ...rest] = above as unknown[];
    return isWhole(one, 0) && isWhole(other, 0) && one !== other && rest.length === 0
      ? { above: [one, other] }
      : undefined;
  }
  if (isObject(length) && hasOnly(value, "length") && hasOnly(length, "min", "max")) {
    const { min, max } = length;
    if ((min ?? max) === undefined) return undefined;
    if ((min !== undefined && !isWhole(min, 1)) || (max !== undefined && !isWhole(max, 1))) return undefined;
    return { length: { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) } };
  }
  return undefined;
}

/** Every candidate that is named, by id. */
export function candidatesOf(where: Where): number[] {
  if ("all" in where) return where.all.flatMap(candidatesOf);
  if ("any" in where) return where.any.flatMap(candidatesOf);
  if ("not" in where) return candidatesOf(where.not);
  if ("first" in where) return [where.first];
  if ("ranks" in where) return [where.ranks];
  if ("above" in where) return [...where.above];
  return [];
}

/** What the page edits: conditions that must all hold, or of which any must, each of them possibly turned round. */
export interface Group {
  readonly join: "all" | "any";
  readonly members: readonly GroupMember[];
}

export interface GroupMember {
  readonly not: boolean;
  readonly of: Condition | Group;
}

export const isGroup = (of: Condition | Group): of is Group => "join" in of;

const EVERYBODY: Group = { join: "all", members: [] };

/** A group of voters in the form that is edited. */
export function groupOf(where: Where | null): Group {
  if (where === null || isEverybody(where)) return EVERYBODY;
  if ("all" in where) return { join: "all", members: where.all.map(memberOf) };
  if ("any" in where) return { join: "any", members: where.any.map(memberOf) };
  return { join: "all", members: [memberOf(where)] };
}

function memberOf(where: Where): GroupMember {
  if ("not" in where) {
    const inner = memberOf(where.not);
    return { not: !inner.not, of: inner.of };
  }
  return { not: false, of: "all" in where || "any" in where || isEverybody(where) ? groupOf(where) : where };
}

/** The query's form of what was edited; null: everybody. Groups without members say nothing. */
export function whereOf({ join, members }: Group): Where | null {
  const parts = members.flatMap(({ not, of }): Where[] => {
    const inner = isGroup(of) ? whereOf(of) : of;
    return inner === null ? [] : [not ? { not: inner } : inner];
  });
  const [only, ...more] = parts;
  if (only === undefined) return null;
  if (more.length === 0) return only;
  return join === "all" ? { all: parts } : { any: parts };
}

/** The group in words, names as the page says them. */
export function inWords(where: Where | null, label: (id: number) => string): string {
  if (where === null || isEverybody(where)) return "all voters";
  return `voters who ${phrase(where, label)}`;
}

function phrase(where: Where, label: (id: number) => string): string {
  const joined = (members: readonly Where[], by: string): string =>
    members
      .map((member) => ("all" in member || "any" in member ? `(${phrase(member, label)})` : phrase(member, label)))
      .join(by);
  if (isEverybody(where)) return "rank anybody";
  if ("all" in where) return joined(where.all, " and ");
  if ("any" in where) return joined(where.any, " or ");
  if ("not" in where) return `do not (${phrase(where.not, label)})`;
  if ("first" in where) return `rank ${label(where.first)} first`;
  if ("ranks" in where) {
    return where.within === undefined
      ? `rank ${label(where.ranks)}`
      : `rank ${label(where.ranks)} among the first ${where.within}`;
  }
  if ("above" in where) return `put ${label(where.above[0])} above ${label(where.above[1])}`;
  const { min, max } = where.length;
  if (min !== undefined && min === max) return `rank exactly ${min}`;
  if (min === undefined) return `rank at most ${max ?? ""}`;
  return max === undefined ? `rank at least ${min}` : `rank ${min} to ${max}`;
}
