import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { project } from "./support/project.js";

const compiler = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));

function compilerErrors(folder, options, include = ["*.ts"]) {
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, types: [], target: "ES2022", ...options };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include }));
  try {
    execFileSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    return error.stdout;
  }
}

/** A project with what is to be compiled: `readme.ts` is the README's example, with a framework that has its two calls. */
function projectWithTypes(name) {
  const folder = project(name);
  cpSync(fileURLToPath(new URL("./support/types/", import.meta.url)), folder, { recursive: true });
  const readme = readFileSync(join(folder, "node_modules/coalition-lens/README.md"), "utf8");
  const [, example] = /```ts\n([^]*?)```/.exec(readme);
  writeFileSync(
    join(folder, "readme.ts"),
    example.replace('"react"', '"./framework.js"').replace(/^function/m, "export function"),
  );
  return folder;
}

test("the types accept what is right and refuse what is wrong, however strict the project is", () => {
  const folder = projectWithTypes("types");
  for (const options of [
    { module: "ESNext", moduleResolution: "Bundler", lib: ["ES2022", "DOM"] },
    { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022", "DOM"], exactOptionalPropertyTypes: true },
    {
      module: "ESNext",
      moduleResolution: "Bundler",
      lib: ["ESNext", "DOM", "DOM.Iterable"],
      verbatimModuleSyntax: true,
    },
  ]) {
    assert.equal(compilerErrors(folder, options), "");
  }
});

test("a project without the DOM library and Node's types has no error in the package", () => {
  const folder = projectWithTypes("no-dom");
  for (const options of [
    { module: "ESNext", moduleResolution: "Bundler", lib: ["ES2022"] },
    { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022"], exactOptionalPropertyTypes: true },
  ]) {
    assert.equal(compilerErrors(folder, options, ["hooks.ts"]), "");
  }
});

test("a project with Node's types alone gives their signals and addresses", () => {
  const folder = projectWithTypes("node-types");
  const node = { types: ["node"], typeRoots: [fileURLToPath(new URL("../../node_modules/@types", import.meta.url))] };
  const options = { module: "NodeNext", moduleResolution: "NodeNext", lib: ["ES2022"], ...node };
  assert.equal(compilerErrors(folder, options, ["hooks.ts", "signals.ts"]), "");
});

test("no published type is `any`", () => {
  const dist = join(project("any"), "node_modules/coalition-lens/dist");
  const declarations = readdirSync(dist, { recursive: true }).filter(
    (name) => name.endsWith(".d.ts") && !name.startsWith("wasm"),
  );
  assert.ok(declarations.length > 5);
  for (const name of declarations) {
    const code = readFileSync(join(dist, name), "utf8").replace(/\/\*\*[^]*?\*\//g, "");
    // `any` may be the name of a property.
    assert.doesNotMatch(code, /\bany\b(?!\??:)/, name);
  }
});
