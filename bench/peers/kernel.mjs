// The engine's counting alone, in WebAssembly in the page's thread: no null model, no objects, no worker.
export async function load({ name, rankings }) {
  const module = await WebAssembly.compileStreaming(fetch("/kernels/voters.wasm"));
  const imports = {};
  for (const { module: from, name: called } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[called] = () => {
      throw new Error(`the kernels called ${called}`);
    };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const bytes = new Uint8Array(await (await fetch(`/data/${name}.arrow`)).arrayBuffer());
  const room = exports.room(bytes.length);
  new Uint8Array(exports.memory.buffer, room, bytes.length).set(bytes);
  const rows = exports.load(rankings.candidates);
  if (rows !== rankings.rows) throw new Error(`the kernels read ${rows} rankings, not ${rankings.rows}`);
  return {
    // Answers with the sum of all counts, and gives these to those who compare.
    pairCounts: {
      "prefix tree": (segment) => {
        if (segment?.each) return exports.tally_by_first();
        return segment ? exports.tally_of(segment.first) : exports.tally();
      },
    },
    counted(segment) {
      if (segment?.each) return undefined;
      const place = exports.counted(segment ? segment.first : -1);
      const { candidates, ranks } = rankings;
      return new Int32Array(exports.memory.buffer, place, (ranks - 1) * candidates * candidates);
    },
    wholeAnswer: { "pairs, null model, network, clusters, centrality": ({ first }) => exports.answers(first) },
    facts: { candidates: rankings.candidates, bytesPerRanking: exports.fact(2) / rows },
  };
}
