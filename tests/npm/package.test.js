import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import * as entry from "coalition-lens";
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
  for (const part of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "scripts"]) {
    assert.equal(manifest[part], undefined, part);
  }
  for (const path of Object.values(manifest.exports["."])) assert.ok(existsSync(join(installed, path)), path);
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
  assert.deepEqual(Object.keys(entry).sort(), ["Election", "Lens", "LensError", "open"]);
});

test("one script names the engine, in the one way that bundlers understand", () => {
  const naming = scripts.flatMap((file) => text(file).match(/new URL\([^)]*\.wasm[^)]*\)/g) ?? []);
  assert.equal(naming.length, 1);
  assert.match(naming[0], /new URL\((['"])coalition_lens_bg\.wasm\1, import\.meta\.url\)/);
});

test("no script waits at its top level, evaluates text or starts a worker from a blob", () => {
  for (const file of scripts) {
    const code = text(file).replace(/\/\*[^]*?\*\//g, "");
    assert.doesNotMatch(code, /^(?:const [^=]*= )?await\b|^for await/m, file);
    assert.doesNotMatch(code, /\beval\(|new Function\(|createObjectURL|blob:/, file);
  }
});

test("every script imports only files of the package and, in Node's entry, Node's own modules", () => {
  for (const file of scripts) {
    for (const [, name] of text(file).matchAll(/\b(?:from|import|import\()\s*["']([^"']+)["']/g)) {
      if (name.startsWith("node:")) assert.equal(file, "dist/node.js");
      else
        assert.ok(name.startsWith("./") && existsSync(join(installed, dirname(file), name)), `${file} imports ${name}`);
    }
  }
});

test("all scripts together stay under 20 kB after brotli", () => {
  const size = scripts.reduce((sum, file) => sum + brotliCompressSync(readFileSync(join(installed, file))).length, 0);
  assert.ok(size < 20_000, `${size} bytes`);
});
