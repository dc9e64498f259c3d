import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from "d3-force";
import type { Edge, DrawnNetwork } from "./network.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface PlacedEdge {
  readonly source: PlacedNode;
  readonly target: PlacedNode;
  /** Line width. */
  readonly width: number;
}

export interface Placement {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Pairs avoided together: drawn between the nodes, without a say in where these stand. */
  readonly repelled: readonly PlacedEdge[];
}

interface Body extends SimulationNodeDatum {
  id: number;
  radius: number;
}

interface Spring extends SimulationLinkDatum<Body> {
  /** Strength as a share of the strongest edge's. */
  pull: number;
}

/** Room for the number of the group, where it is not crowded. */
const LEAST_RADIUS = 8;
const MAX_TICKS = 300;
/** Beyond this many edges fewer ticks must do, so that the page stays responsive. */
const TICKS_TIMES_EDGES = 120_000;

/**
 * Where nodes and edges are drawn: areas by mentions, widths by strength, inside `size` with `margin` to every side for
 * labels. The forces run to the end before anything is shown. Same network, same size: same picture.
 */
export function place(network: DrawnNetwork, size: Size, margin: { x: number; y: number }): Placement {
  const most = Math.max(1, ...network.connected.map(({ mentions }) => mentions));
  const crowding = Math.min(1, Math.sqrt(50 / Math.max(1, network.connected.length)));
  const largest = Math.max(9, (Math.min(size.width, size.height) / 24) * crowding);
  const bodies: Body[] = network.connected.map(({ id, mentions }) => ({
    id,
    radius: Math.max(LEAST_RADIUS * crowding, largest * Math.sqrt(mentions / most)),
  }));
  const strongest = network.edges[0]?.strength ?? 1;
  const springs: Spring[] = network.edges.map(({ source, target, strength }) => ({
    source: source as unknown as Body,
    target: target as unknown as Body,
    pull: strength / strongest,
  }));
  begin(bodies, network);
  settle(bodies, springs, size);
  const nodes = fit(bodies, size, margin);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const lines = (edges: readonly Edge[], widest: number): PlacedEdge[] =>
    edges.flatMap(({ source, target, strength }): PlacedEdge[] => {
      const [from, to] = [byId.get(source), byId.get(target)];
      return from && to ? [{ source: from, target: to, width: 1 + 6 * (strength / widest) }] : [];
    });
  const mostAvoided = network.repelled[0]?.strength ?? -1;
  return {
    nodes,
    edges: lines(network.edges, strongest),
    repelled: lines(network.repelled, Math.min(mostAvoided, -strongest)),
  };
}

/**
 * Starts the bodies on a circle, partners beside each other: those who are joined in a chain of strong edges begin close, and
 * groups without an edge between them begin apart.
 */
function begin(bodies: readonly Body[], network: DrawnNetwork): void {
  const members = new Map(network.connected.map((member) => [member.id, member]));
  const order: number[] = [];
  const seen = new Set<number>();
  const waiting = network.connected.map(({ id }) => id).reverse();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    order.push(id);
    const partners = members.get(id)?.partners ?? [];
    for (const partner of [...partners].reverse()) waiting.push(partner.id);
  }
  const places = new Map(order.map((id, place) => [id, place]));
  for (const body of bodies) {
    const angle = (2 * Math.PI * (places.get(body.id) ?? 0)) / bodies.length;
    body.x = 220 * Math.cos(angle);
    body.y = 220 * Math.sin(angle);
  }
}

function settle(bodies: Body[], springs: Spring[], size: Size): void {
  const wideness = Math.sqrt(size.width / size.height);
  const simulation = forceSimulation(bodies)
    .force(
      "edges",
      forceLink<Body, Spring>(springs)
        .id(({ id }) => id)
        .distance(({ pull }) => 50 + 90 * (1 - pull))
        .strength(({ pull }) => 0.05 + 0.5 * pull),
    )
    .force("apart", forceManyBody<Body>().strength(-420).distanceMax(700))
    .force(
      "room",
      forceCollide<Body>(({ radius }) => radius + 12),
    )
    .force("x", forceX<Body>(0).strength(0.06 / wideness))
    .force("y", forceY<Body>(0).strength(0.06 * wideness))
    .stop();
  simulation.tick(Math.min(MAX_TICKS, Math.ceil(TICKS_TIMES_EDGES / Math.max(1, springs.length))));
}

function fit(bodies: readonly Body[], size: Size, margin: { x: number; y: number }): PlacedNode[] {
  const extent = (values: number[], room: number, from: number): ((value: number) => number) => {
    const least = Math.min(...values);
    const most = Math.max(...values);
    if (most - least < 1e-9) return () => from + room / 2;
    return (value) => from + ((value - least) / (most - least)) * room;
  };
  const x = extent(
    bodies.map((body) => body.x ?? 0),
    size.width - 2 * margin.x,
    margin.x,
  );
  const y = extent(
    bodies.map((body) => body.y ?? 0),
    size.height - 2 * margin.y,
    margin.y,
  );
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  return bodies.map((body) => ({
    id: body.id,
    x: rounded(x(body.x ?? 0)),
    y: rounded(y(body.y ?? 0)),
    radius: rounded(body.radius),
  }));
}
