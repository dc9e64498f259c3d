import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { open } from "coalition-lens";
import { nativeAnswer, serve, withoutTime } from "./support/command.js";
import { host } from "./support/hosts.js";
import { project } from "./support/project.js";
import { asParams, ELECTIONS, questions } from "./support/questions.js";
import { snapshot } from "./support/snapshots.js";

let folder, server;
before(async () => {
  folder = snapshot();
  server = await serve(folder);
});
after(() => server.close());

test("every query answers in Node as the command line does, byte for byte", async () => {
  // Pages share what was computed, and would say so.
  const lens = await open(server.url, { cache: false });
  const elections = Object.fromEntries(await Promise.all(ELECTIONS.map(async (id) => [id, await lens.election(id)])));
  const ids = Object.fromEntries(
    ELECTIONS.map((id) => [id, elections[id].descriptor.candidates.map((candidate) => candidate.id)]),
  );
  const asked = questions(ids);
  assert.ok(asked.length >= 40);
  for (const question of asked) {
    const answer = await elections[question.election][question.query](asParams(question.params));
    assert.equal(withoutTime(JSON.stringify(answer)), nativeAnswer(folder, question), JSON.stringify(question));
  }
  lens.close();
});

test("an answer from the cache is the same but for its mark", async () => {
  const lens = await open(server.url);
  const election = await lens.election("sample");
  const first = await election.pairs({ min_strength: 0 });
  const second = await election.pairs({ min_strength: 0 });
  assert.equal(first.metadata.cache_hit, false);
  assert.equal(second.metadata.cache_hit, true);
  second.metadata.cache_hit = false;
  assert.equal(withoutTime(JSON.stringify(second)), withoutTime(JSON.stringify(first)));
  const { hits, misses, entries, maxBytes } = (await lens.stats()).cache;
  assert.deepEqual({ hits, misses, entries, maxBytes }, { hits: 1, misses: 1, entries: 1, maxBytes: 128 * 2 ** 20 });
  lens.close();
});

test("without a cache nothing is kept", async () => {
  const lens = await open(server.url, { cache: false });
  const election = await lens.election("sample");
  await election.types();
  assert.equal((await election.types()).metadata.cache_hit, false);
  assert.equal((await lens.stats()).cache.maxBytes, 0);
  lens.close();
});

test("installed from the packed file, the package answers in a project of its own, which then ends by itself", async () => {
  const main = join(project("node-project"), "main.js");
  writeFileSync(
    main,
    `import { open } from "coalition-lens";
     const lens = await open(${JSON.stringify(server.url)});
     const election = await lens.election("sample");
     console.log(JSON.stringify(await election.types()));
     if (process.argv[2] === "close") lens.close();`,
  );
  for (const close of ["close", "leave"]) {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, close], { timeout: 60_000 });
    assert.equal(stderr, "");
    assert.equal(withoutTime(stdout.trim()), nativeAnswer(folder, { election: "sample", query: "types", params: {} }));
  }
});

test("a project that closes its lens ends while its host is silent", async () => {
  const silent = await host({ "/": folder });
  silent.spoil = (path) => path.includes("/pairs-") || path.startsWith("/silent/");
  const main = join(project("silent-host"), "main.js");
  writeFileSync(
    main,
    `import { open } from "coalition-lens";
     const lens = await open(${JSON.stringify(silent.url)});
     const election = await lens.election("sample");
     setTimeout(() => lens.close(), 100);
     await election.pairs().catch((error) => console.log(error.code));
     await open(${JSON.stringify(silent.url)} + "silent/", { signal: AbortSignal.timeout(100) }).catch((error) => console.log(error.code));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [main], { timeout: 20_000 });
  assert.equal(stdout, "E_CLOSED\nE_ABORTED\n");
  await silent.close();
});

test("walking the pages gives every row once, in the order of one large page", async () => {
  const lens = await open(server.url);
  const election = await lens.election("sample");
  const params = { min_strength: -1, min_shared_ballots: 0, sort_by: "coalition_type" };
  const whole = await election.pairs({ ...params, page_size: 1000 });
  const walked = [];
  for await (const page of election.pages("pairs", { ...params, page_size: 9 })) walked.push(...page.data);
  assert.ok(walked.length > 90);
  assert.deepEqual(walked, whole.data);
  const candidates = [];
  for await (const page of election.pages("candidates", { page_size: 4 })) candidates.push(...page.data);
  assert.deepEqual(candidates, (await election.candidates()).data);
  lens.close();
});

test("ten thousand queries leave the engine's memory as it was", async () => {
  const lens = await open(server.url, { cache: { maxBytes: 1 << 16 } });
  const election = await lens.election("sample");
  const ask = (round) => election.pairs({ min_strength: -1, min_shared_ballots: round % 977, page_size: 20 });
  // The allocator finds its size while answers of all sizes are made, kept and evicted; as many again must fit into it.
  for (let round = 0; round < 10_000; round++) await ask(round);
  const { memory } = await lens.stats();
  for (let round = 0; round < 10_000; round++) await ask(round);
  const { memory: later, cache } = await lens.stats();
  assert.equal(later.reservedBytes, memory.reservedBytes);
  assert.ok(cache.bytes <= 1 << 16);
  assert.ok(cache.evictions.room > 0);
  lens.close();
});

test("opening and closing many times leaves the engine's memory as it was", async () => {
  const round = async () => {
    const lens = await open(server.url);
    await (await lens.election("sample")).types();
    const { memory } = await lens.stats();
    lens.close();
    return memory.reservedBytes;
  };
  let settled;
  for (let i = 0; i < 10; i++) settled = await round();
  for (let i = 0; i < 50; i++) assert.equal(await round(), settled);
});
