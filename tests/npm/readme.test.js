import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { host } from "./support/hosts.js";
import { project } from "./support/project.js";
import { snapshot } from "./support/snapshots.js";

const folder = project("readme");
const readme = readFileSync(join(folder, "node_modules/coalition-lens/README.md"), "utf8");
const examples = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
const expected = [
  /sample: Sample election, \d+ ballots[^]*\d+ pairs, snapshot [0-9a-f]{64}, [\d.]+ ms/,
  /\d+ pairs/,
  /no-such-election/,
];

let server;
before(async () => {
  server = await host({ "/snapshots/": snapshot() });
});
after(() => server.close());

test("every example of the README is run", () => assert.equal(examples.length, expected.length));

for (const [index, says] of expected.entries()) {
  test(`example ${index + 1} of the README runs and prints what it says`, async () => {
    const file = join(folder, `example-${index}.js`);
    writeFileSync(file, examples[index].replaceAll('"/snapshots/"', JSON.stringify(`${server.url}snapshots/`)));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { timeout: 60_000 });
    assert.equal(stderr, "");
    assert.match(stdout, says);
  });
}
