import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { host } from "./support/hosts.js";
import { project } from "./support/project.js";
import { redisServer } from "./support/redis.js";
import { snapshot } from "./support/snapshots.js";

const folder = project("readme");
const readme = readFileSync(join(folder, "node_modules/coalition-lens/README.md"), "utf8");
const examples = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
const expected = [
  /sample: Sample election, \d+ ballots[^]*\d+ pairs, snapshot [0-9a-f]{64}, [\d.]+ ms/,
  /\d+ pairs/,
  /^In a count of this group's ballots only, .+ is elected in round \d+ with \d+ votes/,
  /ready-made: true\n\d+ pairs, \d+ times together\n\d+ answers in \d+ bytes, \d+ bytes in all/,
  /\d+ candidates, tables from Redis: 0/,
  /no-such-election/,
];

let server, redis;
before(async () => {
  redis = await redisServer();
  for (const name of ["redis", "@redis"])
    symlinkSync(
      fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)),
      join(folder, "node_modules", name),
    );
  server = await host({ "/snapshots/": snapshot() });
});
after(() => Promise.all([server.close(), redis.stop()]));

test("every example of the README is run", () => assert.equal(examples.length, expected.length));

for (const [index, says] of expected.entries()) {
  test(`example ${index + 1} of the README runs and prints what it says`, async () => {
    const file = join(folder, `example-${index}.js`);
    const code = examples[index]
      .replace(/"[^"]*\/snapshots\/"/, JSON.stringify(`${server.url}snapshots/`))
      .replace("redis://127.0.0.1:6379", redis.url);
    writeFileSync(file, code);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { timeout: 60_000 });
    assert.equal(stderr, "");
    assert.match(stdout, says);
  });
}
