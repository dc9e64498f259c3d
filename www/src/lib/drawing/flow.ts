/** Where ballots go after one candidate: a flow from one node to several. */
import { sankey, sankeyLinkHorizontal, type SankeyLink, type SankeyNode } from "d3-sankey";
import type { Size } from "./layout.ts";

export interface Target {
  readonly key: string;
  readonly label: string;
  readonly ballots: number;
  readonly share: number | null;
  /** The candidate, if it is one. */
  readonly id: number | null;
}

export interface PlacedTarget extends Target {
  /** The path of its stream, and how wide it is. */
  readonly path: string;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Flow {
  readonly source: { readonly top: number; readonly bottom: number };
  readonly targets: readonly PlacedTarget[];
}

interface NodeFacts {
  readonly key: string;
}

export const NODE_WIDTH = 10;

/** The most frequent next choices one by one, the others together, and the ballots that end here. */
export function targets(
  next: readonly { candidate_id: number; ballots: number; share: number | null }[],
  terminal: { ballots: number; share: number | null },
  label: (id: number) => string,
  most: number,
): Target[] {
  const shown = next.length <= most + 1 ? next : next.slice(0, most);
  const rest = next.slice(shown.length);
  const total = (values: readonly (number | null)[]): number =>
    values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const list: Target[] = shown.map(({ candidate_id: id, ballots, share }) => {
    return { key: String(id), label: label(id), ballots, share, id };
  });
  if (rest.length > 0) {
    const [ballots, share] = [total(rest.map((row) => row.ballots)), total(rest.map((row) => row.share))];
    list.push({ key: "others", label: `${rest.length} others`, ballots, share, id: null });
  }
  list.push({ key: "end", label: "nobody: ballot ends", ...terminal, id: null });
  return list.filter(({ ballots }) => ballots > 0);
}

/** From `from` to `to` across, over the whole height, in the order given. */
export function flow(list: readonly Target[], { height }: Pick<Size, "height">, from: number, to: number): Flow {
  if (list.length === 0) return { source: { top: 0, bottom: 0 }, targets: [] };
  const nodes: SankeyNode<NodeFacts, object>[] = [{ key: "source" }, ...list.map(({ key }) => ({ key }))];
  const links: SankeyLink<NodeFacts, object>[] = list.map(({ ballots }, place) => {
    return { source: 0, target: place + 1, value: ballots };
  });
  const graph = sankey<NodeFacts, object>()
    .nodeWidth(NODE_WIDTH)
    .nodePadding(Math.min(18, (height * 0.45) / list.length))
    .nodeSort(null)
    .linkSort(null)
    .extent([
      [from, 1],
      [to, height - 1],
    ])({ nodes, links });
  const path = sankeyLinkHorizontal<NodeFacts, object>();
  const [source] = graph.nodes;
  return {
    source: { top: source?.y0 ?? 0, bottom: source?.y1 ?? 0 },
    targets: list.map((target, place) => {
      const node = graph.nodes[place + 1];
      const link = graph.links[place];
      return {
        ...target,
        path: (link && path(link)) ?? "",
        width: link?.width ?? 0,
        top: node?.y0 ?? 0,
        bottom: node?.y1 ?? 0,
      };
    }),
  };
}
