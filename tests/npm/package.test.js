import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import * as entry from "coalition-lens";
import { transformWithEsbuild } from "vite";
import { project } from "./support/project.js";

const installed = join(project("contents"), "node_modules/coalition-lens");
const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
const files = readdirSync(installed, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => join(file.parentPath ?? file.path, file.name).slice(installed.length + 1));
const scripts = files.filter((file) => file.endsWith(".js"));
const text = (file) => readFileSync(join(installed, file), "utf8");

test("package.json tells the truth about the package", () => {
  assert.equal(manifest.name, "coalition-lens");
  assert.match(manifest.version, /^\d+\.\d+\.\d+/);
  assert.notEqual(manifest.version, "0.0.0");
  assert.equal(manifest.type, "module");
  assert.equal(manifest.license, "MIT OR Apache-2.0");
  assert.equal(manifest.engines.node, ">=20");
  for (const part of ["dependencies", "devDependencies", "optionalDependencies", "scripts"]) {
    assert.equal(manifest[part], undefined, part);
  }
  assert.deepEqual(manifest.peerDependencies, { redis: ">=5" });
  assert.deepEqual(manifest.peerDependenciesMeta, { redis: { optional: true } });
  for (const entry of [".", "./redis"])
    for (const path of Object.values(manifest.exports[entry])) assert.ok(existsSync(join(installed, path)), path);
  assert.equal(Object.keys(manifest.exports["."])[0], "types");
  for (const path of manifest.sideEffects) assert.ok(existsSync(join(installed, path)), path);
});

test("only what a user needs is packed", () => {
  const strangers = files.filter(
    (file) => !/^(dist\/.*\.(js|d\.ts|wasm)|package\.json|README\.md|LICENSE-.*)$/.test(file),
  );
  assert.deepEqual(strangers, []);
  for (const needed of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) assert.ok(files.includes(needed), needed);
  assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1);
});

test("the entry exports what is documented and nothing else", () => {
  assert.deepEqual(Object.keys(entry).sort(), [
    "Election",
    "Lens",
    "LensError",
    "cacheStorageTier",
    "defaults",
    "memoryTier",
    "open",
    "vocabularies",
  ]);
});

test("one script names the engine, in the one way that bundlers understand", () => {
  const naming = scripts.flatMap((file) => text(file).match(/new URL\([^)]*\.wasm[^)]*\)/g) ?? []);
  assert.equal(naming.length, 1);
  assert.match(naming[0], /new URL\((['"])coalition_lens_bg\.wasm\1,\s*import\.meta\.url\)/);
});

test("no script waits at its top level, evaluates text or starts a worker from a blob", async () => {
  const classic = (code, file) =>
    transformWithEsbuild(code, file, { format: "iife", target: "es2022", sourcemap: false });
  await assert.rejects(classic("await 1;", "waits.js"), /[Tt]op-level await/);
  for (const file of scripts) {
    const code = text(file).replace(/\/\*[^]*?\*\//g, "");
    await classic(code, file);
    assert.doesNotMatch(code, /\beval\(|new Function\(|createObjectURL|blob:/, file);
  }
});

test("every script imports only files of the package, and in Node's entries Node's own modules and Redis", () => {
  for (const file of scripts) {
    for (const [, name] of text(file).matchAll(/\b(?:from|import|import\()\s*["']([^"']+)["']/g)) {
      if (name.startsWith("node:")) assert.equal(file, "dist/node.js");
      else if (name === "redis") assert.equal(file, "dist/redis.js");
      else
        assert.ok(name.startsWith("./") && existsSync(join(installed, dirname(file), name)), `${file} imports ${name}`);
    }
  }
});

test("all scripts for browsers together stay under 20 kB after brotli", () => {
  const forBrowsers = scripts.filter((file) => file !== "dist/redis.js");
  const size = forBrowsers.reduce(
    (sum, file) => sum + brotliCompressSync(readFileSync(join(installed, file))).length,
    0,
  );
  assert.ok(size < 20_000, `${size} bytes`);
});
