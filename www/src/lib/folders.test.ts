import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import test from "node:test";

/** Each may use those before it. */
const FOLDERS = ["text", "state", "words", "loading", "answers", "drawing", "export"];

const lib = import.meta.dirname;
const IMPORT = /(?:from |import |import\(|new URL\()"(\.[^"]+)"/g;

test("every file is in a folder, and every folder has a place in the order", () => {
  assert.deepEqual(readdirSync(lib).sort(), [...FOLDERS, basename(import.meta.filename)].sort());
});

for (const [place, folder] of FOLDERS.entries()) {
  test(`${folder} uses only the folders before it, and nothing that is drawn`, () => {
    const imports = readdirSync(join(lib, folder))
      // A test may look at what comes later.
      .filter((file) => !file.endsWith(".test.ts"))
      .flatMap((file) =>
        [...readFileSync(join(lib, folder, file), "utf8").matchAll(IMPORT)].map(([, path = ""]) => ({
          file,
          used: relative(lib, join(lib, folder, path)).split(sep)[0] ?? path,
        })),
      );
    const allowed = [...FOLDERS.slice(0, place), folder];
    assert.deepEqual(
      imports.filter(({ used }) => !allowed.includes(used)),
      [],
    );
  });
}
