/** The network of candidates: who is joined to whom, and by how much. */
import type { NetworkEdge, NetworkNode } from "coalition-lens";

export interface Edge {
  readonly source: number;
  readonly target: number;
  /** Coalition strength. */
  readonly strength: number;
  readonly shared_ballots: number;
}

export interface DrawnNetwork {
  /** Candidates with an edge, most mentions first. */
  readonly connected: readonly DrawnCandidate[];
  /** Candidates without, most mentions first. */
  readonly isolated: readonly DrawnCandidate[];
  /** Strength above 0, strongest first. */
  readonly edges: readonly Edge[];
  /** Strength below 0, between connected candidates, most avoided first. */
  readonly repelled: readonly Edge[];
}

export interface DrawnCandidate {
  readonly id: number;
  readonly label: string;
  readonly mentions: number;
  readonly winner: boolean;
  /** Its group, counted from 1; null: none. */
  readonly cluster: number | null;
  /** Strongest first. */
  readonly partners: readonly Neighbour[];
}

export interface Neighbour {
  readonly id: number;
  readonly strength: number;
  readonly shared_ballots: number;
}

type NodeRow = Pick<NetworkNode, "candidate_id" | "mentions" | "winner" | "cluster">;
type ScoredPair = Pick<NetworkEdge, "candidate_1" | "candidate_2" | "shared_ballots" | "coalition_strength_score">;

const edgeOf = (row: ScoredPair): Edge => ({
  source: row.candidate_1,
  target: row.candidate_2,
  strength: row.coalition_strength_score,
  shared_ballots: row.shared_ballots,
});

/** The answer of the query `network`, its edges strongest first; `avoided` are pairs that are shown as such. */
export function network(
  nodes: readonly NodeRow[],
  pairs: readonly ScoredPair[],
  label: (id: number) => string,
  avoided: readonly ScoredPair[] = [],
): DrawnNetwork {
  const edges = pairs.map(edgeOf);
  const partners = new Map<number, Neighbour[]>(nodes.map(({ candidate_id }) => [candidate_id, []]));
  for (const { source, target, strength, shared_ballots } of edges) {
    partners.get(source)?.push({ id: target, strength, shared_ballots });
    partners.get(target)?.push({ id: source, strength, shared_ballots });
  }
  const members = nodes
    .map(({ candidate_id: id, mentions, winner, cluster }): DrawnCandidate => {
      return { id, label: label(id), mentions, winner: winner === true, cluster, partners: partners.get(id) ?? [] };
    })
    .sort((a, b) => b.mentions - a.mentions || a.id - b.id);
  const connected = members.filter((member) => member.partners.length > 0);
  const drawn = new Set(connected.map(({ id }) => id));
  return {
    connected,
    isolated: members.filter((member) => member.partners.length === 0),
    edges,
    repelled: avoided.map(edgeOf).filter(({ source, target }) => drawn.has(source) && drawn.has(target)),
  };
}
