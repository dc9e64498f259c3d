import assert from "node:assert/strict";
import { test } from "node:test";
import { placeLabels, placeLabelsAround, type LabelBox } from "./label-layout.ts";
import { place, type PlacedNode } from "./layout.ts";
import { network } from "./network.ts";

const SIZE = { width: 800, height: 500 };
const MARGIN = { x: 80, y: 30 };

const label = (id: number): string => `Candidate ${id}`;

/** A ring of candidates with some chords. */
function ring(members: number) {
  const ids = Array.from({ length: members }, (_, id) => id);
  return network(
    ids.map((id) => ({ candidate_id: id, mentions: 1000 - 13 * id, winner: false, cluster: null })),
    ids
      .flatMap((id) =>
        [1, 4].map((step) => ({
          candidate_1: id,
          candidate_2: (id + step) % members,
          shared_ballots: 100,
          coalition_strength_score: 0.05 + ((id * step) % 7) / 20,
        })),
      )
      .sort((a, b) => b.coalition_strength_score - a.coalition_strength_score),
    label,
  );
}

test("the same network gives the same picture", () => {
  assert.deepEqual(place(ring(20), SIZE, MARGIN), place(ring(20), SIZE, MARGIN));
});

test("every node is inside the margins, and none covers another", () => {
  const { nodes } = place(ring(20), SIZE, MARGIN);
  assert.equal(nodes.length, 20);
  for (const a of nodes) {
    assert.ok(a.x >= MARGIN.x && a.x <= SIZE.width - MARGIN.x, `x of ${a.id}: ${a.x}`);
    assert.ok(a.y >= MARGIN.y && a.y <= SIZE.height - MARGIN.y, `y of ${a.id}: ${a.y}`);
    for (const b of nodes) {
      if (a.id < b.id) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > a.radius + b.radius, `${a.id} covers ${b.id}`);
    }
  }
});

test("more mentions make a larger node, more strength a wider edge", () => {
  const { nodes, edges } = place(ring(12), SIZE, MARGIN);
  assert.ok((nodes[0]?.radius ?? 0) > (nodes[11]?.radius ?? 0));
  assert.ok((edges[0]?.width ?? 0) > (edges[edges.length - 1]?.width ?? 0));
});

test("one pair, and no pair, are drawn as well", () => {
  const two = network(
    [1, 2].map((id) => ({ candidate_id: id, mentions: 5, winner: false, cluster: null })),
    [{ candidate_1: 1, candidate_2: 2, shared_ballots: 5, coalition_strength_score: 0.2 }],
    label,
  );
  const { nodes } = place(two, SIZE, MARGIN);
  assert.ok(nodes.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
  assert.notDeepEqual([nodes[0]?.x, nodes[0]?.y], [nodes[1]?.x, nodes[1]?.y]);
  assert.deepEqual(place(network([], [], label), SIZE, MARGIN), { nodes: [], edges: [], repelled: [] });
});

const measures = { widthOf: () => 90, lineHeight: 16, size: SIZE };
const box = ({ x, y }: LabelBox) => ({ left: x, right: x + 90, top: y - 12.48, bottom: y + 3.52 });
const covers = (a: LabelBox, b: LabelBox): boolean => {
  const [p, q] = [box(a), box(b)];
  return p.left < q.right - 1e-6 && q.left < p.right - 1e-6 && p.top < q.bottom - 1e-6 && q.top < p.bottom - 1e-6;
};
const crowd: PlacedNode[] = Array.from({ length: 60 }, (_, id) => ({
  id,
  x: 350 + (id % 10) * 11,
  y: 200 + Math.floor(id / 10) * 11,
  radius: 5,
}));

test("labels never cover each other and stay inside the drawing", () => {
  for (const nodes of [place(ring(30), SIZE, MARGIN).nodes, crowd]) {
    const labels = [...placeLabels(nodes, measures).values()];
    assert.ok(labels.length > 0);
    for (const a of labels) {
      const { left, right, top, bottom } = box(a);
      assert.ok(left >= 0 && right <= SIZE.width && top >= 0 && bottom <= SIZE.height, `label ${a.id} is outside`);
      for (const b of labels) if (a.id < b.id) assert.ok(!covers(a, b), `label ${a.id} covers ${b.id}`);
    }
  }
});

test("the node that is pointed at always has a label, and the labels of strangers give way", () => {
  const atRest = placeLabels(crowd, measures);
  const hidden = crowd.find(({ id }) => !atRest.has(id));
  assert.ok(hidden, "the crowd is too thin for this test");
  const labels = placeLabelsAround(hidden.id, new Set(), crowd, atRest, measures);
  const own = labels.get(hidden.id);
  assert.ok(own);
  for (const other of labels.values()) if (other.id !== hidden.id) assert.ok(!covers(own, other));
});
