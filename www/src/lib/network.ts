/** The network of candidates: who is joined to whom, and by how much. */

export interface Edge {
  readonly source: number;
  readonly target: number;
  /** Coalition strength. */
  readonly strength: number;
  readonly shared_ballots: number;
}

export interface Network {
  /** Candidates with an edge, most mentions first. */
  readonly connected: readonly Member[];
  /** Candidates without, most mentions first. */
  readonly isolated: readonly Member[];
  /** Strength above 0, strongest first. */
  readonly edges: readonly Edge[];
  /** Strength below 0, between connected candidates, most avoided first. */
  readonly repelled: readonly Edge[];
}

export interface Member {
  readonly id: number;
  readonly label: string;
  readonly mentions: number;
  readonly winner: boolean;
  /** Its group, counted from 1; null: none. */
  readonly cluster: number | null;
  /** Strongest first. */
  readonly partners: readonly Partner[];
}

export interface Partner {
  readonly id: number;
  readonly strength: number;
  readonly shared_ballots: number;
}

interface PairRow {
  readonly candidate_1: number;
  readonly candidate_2: number;
  readonly shared_ballots: number;
  readonly coalition_strength_score: number | null;
}

/**
 * Pairs that go together more than chance become edges; a score of 0 or less, or none, joins nobody. `avoided` are pairs that
 * are shown as such.
 */
export function network(
  members: readonly Omit<Member, "partners">[],
  pairs: readonly PairRow[],
  avoided: readonly PairRow[] = [],
): Network {
  const edges: Edge[] = [];
  const partners = new Map<number, Partner[]>(members.map(({ id }) => [id, []]));
  for (const pair of pairs) {
    const strength = pair.coalition_strength_score;
    if (strength === null || strength <= 0) continue;
    const { candidate_1: source, candidate_2: target, shared_ballots } = pair;
    edges.push({ source, target, strength, shared_ballots });
    partners.get(source)?.push({ id: target, strength, shared_ballots });
    partners.get(target)?.push({ id: source, strength, shared_ballots });
  }
  edges.sort((a, b) => b.strength - a.strength || a.source - b.source || a.target - b.target);
  const complete = members
    .map((member) => ({
      ...member,
      partners: (partners.get(member.id) ?? []).sort((a, b) => b.strength - a.strength || a.id - b.id),
    }))
    .sort((a, b) => b.mentions - a.mentions || a.id - b.id);
  const connected = complete.filter((member) => member.partners.length > 0);
  const drawn = new Set(connected.map(({ id }) => id));
  const repelled = avoided.flatMap((pair): Edge[] => {
    const { candidate_1: source, candidate_2: target, shared_ballots, coalition_strength_score: strength } = pair;
    if (strength === null || strength >= 0 || !drawn.has(source) || !drawn.has(target)) return [];
    return [{ source, target, strength, shared_ballots }];
  });
  return {
    connected,
    isolated: complete.filter((member) => member.partners.length === 0),
    edges,
    repelled,
  };
}
