// In the browser, around one peer: loads data, answers, and times itself. A peer's `load` gives, for each question that it
// can answer, its forms: functions of the parameters. `forget`, if it has one, is called before each, outside the time.

async function fetched(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

async function pairsOf(name) {
  return (await fetched(`/data/${name}.pairs.json`)).json();
}

async function rankingsOf(name) {
  const { rows, ranks, ids, wide } = await (await fetched(`/data/${name}.rankings.json`)).json();
  const bytes = await (await fetched(`/data/${name}.rankings.bin`)).arrayBuffer();
  const from = rows * 4;
  const Entries = wide ? Uint16Array : Uint8Array;
  return {
    rows,
    ranks,
    candidates: ids.length,
    counts: new Int32Array(bytes, 0, rows),
    entries: new Entries(bytes, from, rows * ranks),
    lengths: new Uint8Array(bytes, from + rows * ranks * Entries.BYTES_PER_ELEMENT, rows),
  };
}

/** Whole numbers as they are told: their SHA-256 and their sum. */
async function digest(counts) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", counts.slice().buffer));
  return { sum: counts.reduce((sum, count) => sum + count, 0), sha256: hash.toHex?.() ?? [...hash].join() };
}

export function contend(peer) {
  let loaded;
  const call = (question, form, ask) => loaded[question][form](ask);

  globalThis.contender = {
    async load(name, needs, options) {
      loaded = await peer.load({
        name,
        pairs: needs.includes("pairsPage") ? await pairsOf(name) : undefined,
        rankings: needs.includes("pairCounts") ? await rankingsOf(name) : undefined,
        options,
      });
      return Object.fromEntries(needs.map((need) => [need, Object.keys(loaded[need] ?? {})]));
    },

    /** What the first question to a form would have to wait for. */
    async prepare(question, form) {
      await loaded[question][form].prepare?.();
    },

    async answer(question, form, ask) {
      await loaded.forget?.(question, form);
      const started = performance.now();
      const answer = await call(question, form, ask);
      const ms = performance.now() - started;
      const full = typeof answer === "number" ? (loaded.counted?.(ask) ?? answer) : answer;
      return { ms, answer: question === "pairsPage" || typeof full === "number" ? full : await digest(full) };
    },

    /** Milliseconds of a call, the mean of all questions, asked in turn as often as takes `atLeast` together. */
    async time(question, form, asks, atLeast) {
      let calls = 0;
      let spent = 0;
      while (spent < atLeast || calls % asks.length > 0) {
        const ask = asks[calls % asks.length];
        await loaded.forget?.(question, form);
        const started = performance.now();
        const answer = call(question, form, ask);
        if (answer instanceof Promise) await answer;
        spent += performance.now() - started;
        calls += 1;
      }
      return spent / calls;
    },

    candidates: () => loaded.facts.candidates,

    /** Collects garbage in the page and its workers, which measuring does. */
    async collect() {
      await performance.measureUserAgentSpecificMemory();
    },
  };
}

/** A reader's first visit: the first page of pairs, as rows of a table. */
export async function start(peer, { name, ask, options }) {
  const election = await peer.load({ name, pairs: peer.own ? undefined : await pairsOf(name), options });
  const forms = Object.values(election.pairsPage);
  const rows = await forms[0](ask);
  const table = document.createElement("table");
  for (const row of rows) {
    const line = table.insertRow();
    for (const value of Object.values(row)) line.insertCell().textContent = String(value);
  }
  document.body.append(table);
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  globalThis.firstRows = { rows: rows.length, ms: performance.now(), answer: rows };
}
