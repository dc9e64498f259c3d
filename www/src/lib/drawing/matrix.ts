/** All pairs as a square, candidates who go together beside each other. */

export interface MatrixCell {
  readonly row: number;
  readonly column: number;
  readonly strength: number | null;
  readonly shared_ballots: number;
}

export interface Matrix {
  /** Candidates by id, for rows and columns. */
  readonly order: readonly number[];
  /** Both halves, without the diagonal. */
  readonly cells: readonly MatrixCell[];
  /** The largest strength by amount; never 0. */
  readonly most: number;
}

interface MatrixCandidate {
  readonly id: number;
  readonly mentions: number;
  /** Its group, counted from 1; null: none. */
  readonly cluster?: number | null;
}

interface MatrixPair {
  readonly candidate_1: number;
  readonly candidate_2: number;
  readonly shared_ballots: number;
  readonly coalition_strength_score: number | null;
}

/** By group, those without one last; inside a group the most mentioned first. */
export function matrix(members: readonly MatrixCandidate[], pairs: readonly MatrixPair[]): Matrix {
  const order = [...members]
    .sort((a, b) => (a.cluster ?? Infinity) - (b.cluster ?? Infinity) || b.mentions - a.mentions || a.id - b.id)
    .map(({ id }) => id);
  const known = new Set(order);
  const cells = pairs.flatMap((pair): MatrixCell[] => {
    const { candidate_1: row, candidate_2: column, shared_ballots, coalition_strength_score: strength } = pair;
    if (!known.has(row) || !known.has(column)) return [];
    return [
      { row, column, strength, shared_ballots },
      { row: column, column: row, strength, shared_ballots },
    ];
  });
  const most = Math.max(0, ...cells.map(({ strength }) => Math.abs(strength ?? 0)));
  return { order, cells, most: most > 0 ? most : 1 };
}
