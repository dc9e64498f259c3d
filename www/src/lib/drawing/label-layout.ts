import type { PlacedNode, Size } from "./layout.ts";

export interface LabelBox {
  readonly id: number;
  /** Left end of the text, and its baseline. */
  readonly x: number;
  readonly y: number;
}

/** How far down in its line a text stands. */
const BASELINE = 0.78;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Measures {
  /** Width of a node's label. */
  readonly widthOf: (id: number) => number;
  readonly lineHeight: number;
  readonly size: Size;
}

/**
 * A place for every label that finds one beside its node without covering another label or node; the others have none.
 * Nodes come in order of importance.
 */
export function placeLabels(nodes: readonly PlacedNode[], measures: Measures): Map<number, LabelBox> {
  return placeAmong(nodes, nodes, [], measures);
}

/**
 * The labels while one node is pointed at: its own and its partners' come first, even if they were without a place, and stay
 * where they were if they had one; the others give way.
 */
export function placeLabelsAround(
  active: number,
  partners: ReadonlySet<number>,
  nodes: readonly PlacedNode[],
  placed: ReadonlyMap<number, LabelBox>,
  measures: Measures,
): Map<number, LabelBox> {
  const boxOf = ({ id, x, y }: LabelBox): Box => boxAt(x, y, measures.widthOf(id), measures.lineHeight);
  const labels = new Map([...placed].filter(([id]) => id === active || partners.has(id)));
  const missing = nodes.filter(({ id }) => (id === active || partners.has(id)) && !labels.has(id));
  const found = placeAmong(missing, nodes, [...labels.values()].map(boxOf), measures);
  for (const [id, label] of found) labels.set(id, label);
  const node = nodes.find(({ id }) => id === active);
  if (node && !labels.has(active)) labels.set(active, forced(node, measures));
  const kept = [...labels.values()].map(boxOf);
  for (const [id, label] of placed) {
    if (!labels.has(id) && !kept.some((box) => overlap(box, boxOf(label)))) labels.set(id, label);
  }
  return labels;
}

function placeAmong(
  wanted: readonly PlacedNode[],
  nodes: readonly PlacedNode[],
  labels: readonly Box[],
  { widthOf, lineHeight, size }: Measures,
): Map<number, LabelBox> {
  const taken = [...nodes.map(({ x, y, radius }) => around(x, y, radius, radius)), ...labels];
  const placed = new Map<number, LabelBox>();
  for (const node of wanted) {
    const free = (box: Box): boolean => inside(box, size) && !taken.some((other) => overlap(box, other));
    const box = places(node, widthOf(node.id), lineHeight).find(free);
    if (!box) continue;
    taken.push(box);
    placed.set(node.id, { id: node.id, x: box.left, y: baseline(box, lineHeight) });
  }
  return placed;
}

/** Where a label goes that must be shown: the first place inside the drawing, else below its node, whatever it covers. */
function forced(node: PlacedNode, { widthOf, lineHeight, size }: Measures): LabelBox {
  const width = widthOf(node.id);
  const box =
    places(node, width, lineHeight).find((place) => inside(place, size)) ??
    around(node.x, node.y + node.radius + lineHeight / 2 + 2, width / 2, lineHeight / 2);
  return { id: node.id, x: Math.max(0, Math.min(box.left, size.width - width)), y: baseline(box, lineHeight) };
}

/** The places for a label, best first: right, left, above, below, then the four corners. */
function places({ x, y, radius }: PlacedNode, width: number, height: number): Box[] {
  const beside = radius + 4 + width / 2;
  const above = radius + 2 + height / 2;
  const slant = radius * 0.7 + 3;
  return [
    [beside, 0],
    [-beside, 0],
    [0, -above],
    [0, above],
    [slant + width / 2, -slant - height / 2],
    [slant + width / 2, slant + height / 2],
    [-slant - width / 2, -slant - height / 2],
    [-slant - width / 2, slant + height / 2],
  ].map(([dx = 0, dy = 0]) => around(x + dx, y + dy, width / 2, height / 2));
}

const around = (x: number, y: number, dx: number, dy: number): Box => ({
  left: x - dx,
  top: y - dy,
  right: x + dx,
  bottom: y + dy,
});

const boxAt = (x: number, y: number, width: number, lineHeight: number): Box => {
  const top = y - lineHeight * BASELINE;
  return { left: x, top, right: x + width, bottom: top + lineHeight };
};

const baseline = (box: Box, lineHeight: number): number => box.top + lineHeight * BASELINE;

const inside = (box: Box, size: Size): boolean =>
  box.left >= 0 && box.right <= size.width && box.top >= 0 && box.bottom <= size.height;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
