// Elections drawn from a seed: the same on every machine.
import { closeSync, openSync, writeSync } from "node:fs";

/** Knuth's generator of 64 bits, of which the upper 31 count: whole numbers below a bound. */
function drawer(seed) {
  let state = BigInt.asUintN(64, seed);
  return (below) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 33n) % below;
  };
}

/** Faster, for millions of draws: xorshift of 32 bits. */
function quickDrawer(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export const CANDIDATES = 23;
export const RANKS = 6;

/** So many distinct rankings in lexicographic order, seven in ten of them full, popular candidates more often. */
export function* distinctRankings(rows) {
  const draw = quickDrawer(0x9e3779b9);
  const base = CANDIDATES + 1;
  const seen = new Set();
  const ranking = new Uint8Array(RANKS);
  while (seen.size < rows) {
    const length = draw(10) < 7 ? RANKS : 1 + draw(RANKS);
    ranking.fill(0);
    for (let rank = 0; rank < length;) {
      const candidate = 1 + Math.min(draw(CANDIDATES), draw(CANDIDATES));
      if (!ranking.includes(candidate)) ranking[rank++] = candidate;
    }
    seen.add(ranking.reduce((key, candidate) => key * base + candidate, 0));
  }
  for (const key of Uint32Array.from(seen).sort()) {
    const entries = [];
    for (let rest = key; rest > 0; rest = Math.floor(rest / base)) entries.unshift(rest % base);
    while (entries.at(-1) === 0) entries.pop();
    yield entries;
  }
}

/** Ballots on very many candidates, who stand in blocs: for as many pairs as there are. */
export function* manyCandidates(candidates, ballots, ranks = 10) {
  const draw = drawer(633n);
  const bloc = 40;
  for (let ballot = 0; ballot < ballots; ballot += 1) {
    const from = draw(Math.ceil(candidates / bloc)) * bloc;
    const ranking = new Set();
    for (let tries = 3 + draw(ranks - 2); tries > 0; tries -= 1) {
      const inside = from + Math.min(draw(bloc), draw(bloc));
      ranking.add(1 + (draw(4) > 0 && inside < candidates ? inside : draw(candidates)));
    }
    yield [...ranking];
  }
}

/** Writes rankings as a table of rank columns. */
export function writeRankings(file, rankings, candidates, ranks) {
  const width = String(candidates).length;
  const names = Array.from({ length: candidates + 1 }, (_, id) => `Candidate ${String(id).padStart(width, "0")}`);
  const out = openSync(file, "w");
  let lines = [Array.from({ length: ranks }, (_, rank) => `rank${rank + 1}`).join(",")];
  const flush = () => {
    writeSync(out, `${lines.join("\n")}\n`);
    lines = [];
  };
  for (const ranking of rankings) {
    const cells = ranking.map((candidate) => names[candidate]);
    while (cells.length < ranks) cells.push("");
    if (lines.push(cells.join(",")) > 50_000) flush();
  }
  flush();
  closeSync(out);
}
