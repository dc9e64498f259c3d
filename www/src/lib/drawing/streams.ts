/** Votes as streams from round to round: each column is a round, each stream a candidate's votes that stay or go on. */
import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from "d3-sankey";
import type { CountRound } from "coalition-lens";
import type { Size } from "./layout.ts";
import { exhaustedOf, standings } from "./rounds.ts";

/** Who holds votes: a candidate, those who are not shown one by one, or nobody. */
export type Holder = number | "others" | "exhausted";

export interface Stream {
  readonly from: Holder;
  readonly to: Holder;
  /** From the round with this place to the next. */
  readonly column: number;
  readonly votes: number;
}

/** Votes that move or stay from each round to the next, candidates beyond `most` taken together. */
export function streamsOf(rounds: readonly CountRound[], most: number): Stream[] {
  const shown = new Set(
    standings(rounds)
      .slice(0, most)
      .map(({ id }) => id),
  );
  const holder = (to: number | string): Holder =>
    typeof to === "string" ? "exhausted" : shown.has(to) ? to : "others";
  return rounds.slice(0, -1).flatMap((round, column) => {
    const sums = new Map<string, { from: Holder; to: Holder; votes: number }>();
    const add = (from: Holder, to: Holder, votes: number): void => {
      const key = `${from}>${to}`;
      const sum = sums.get(key);
      if (sum) sum.votes += votes;
      else sums.set(key, { from, to, votes });
    };
    const left = new Map(round.votes.map(({ candidate_id, votes }) => [candidate_id, votes]));
    for (const { from, to, votes } of round.transfers) {
      left.set(from, (left.get(from) ?? 0) - votes);
      // What rounding leaves with the elected is too little to be drawn.
      if (to !== "residual") add(holder(from), holder(to), votes);
    }
    for (const [id, votes] of left) add(holder(id), holder(id), votes);
    add("exhausted", "exhausted", exhaustedOf(round));
    return [...sums.values()].filter(({ votes }) => votes > 1e-6).map((sum) => ({ ...sum, column }));
  });
}

export interface PlacedHolder {
  readonly holder: Holder;
  readonly column: number;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly votes: number;
  /** Where it is seen first: there it is named. */
  readonly isFirst: boolean;
}

export interface PlacedStream extends Stream {
  readonly path: string;
  readonly width: number;
}

export interface Streams {
  readonly holders: readonly PlacedHolder[];
  readonly streams: readonly PlacedStream[];
}

interface Facts {
  readonly holder: Holder;
  readonly column: number;
}

export const HOLDER_WIDTH = 8;

/** Columns from left to right, in each the candidates from top to bottom by how far they got, then who counts for nobody. */
export function placedStreams(rounds: readonly CountRound[], most: number, size: Size, left: number): Streams {
  const list = streamsOf(rounds, most);
  const order = new Map<Holder, number>(standings(rounds).map(({ id }, place) => [id, place]));
  const placeOf = (holder: Holder): number =>
    holder === "exhausted" ? Infinity : holder === "others" ? Number.MAX_VALUE : (order.get(holder) ?? 0);
  const places = new Map<string, number>();
  const nodes: SankeyNode<Facts, Stream>[] = [];
  const node = (holder: Holder, column: number): number => {
    const key = `${holder}/${column}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, nodes.length);
    return nodes.push({ holder, column }) - 1;
  };
  const links: SankeyLink<Facts, Stream>[] = list.map((stream) => ({
    ...stream,
    source: node(stream.from, stream.column),
    target: node(stream.to, stream.column + 1),
    value: stream.votes,
  }));
  if (links.length === 0) return { holders: [], streams: [] };
  const columns = new Map<number, number>();
  for (const { column } of nodes) columns.set(column, (columns.get(column) ?? 0) + 1);
  const fullest = Math.max(...columns.values());
  const graph = sankey<Facts, Stream>()
    .nodeWidth(HOLDER_WIDTH)
    .nodePadding(Math.min(14, (size.height * 0.4) / fullest))
    .nodeAlign(({ column }) => column)
    .nodeSort((a, b) => placeOf(a.holder) - placeOf(b.holder))
    .extent([
      [left, 1],
      [size.width, size.height - 1],
    ])({ nodes, links });
  const path = sankeyLinkHorizontal<Facts, Stream>();
  const seen = new Set<Holder>();
  return {
    holders: graph.nodes.map(({ holder, column, x0 = 0, y0 = 0, y1 = 0, value = 0 }) => {
      const isFirst = !seen.has(holder);
      seen.add(holder);
      return { holder, column, x: x0, top: y0, bottom: y1, votes: value, isFirst };
    }),
    streams: graph.links.map((link) => ({
      from: link.from,
      to: link.to,
      column: link.column,
      votes: link.votes,
      path: path(link) ?? "",
      width: link.width ?? 0,
    })),
  };
}
