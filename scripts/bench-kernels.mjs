// Times the kernels of examples/kernels.rs natively and in wasm, in one run, and prints the ratios (best of many).
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

const [native, wasm] = process.argv.slice(2);
const nativeTimes = new Map(
  execFileSync(native, { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => {
      const [name, best, sum] = line.split(" ");
      return [name, { best: Number(best), sum: Number(sum) }];
    }),
);

const module = new WebAssembly.Module(readFileSync(wasm));
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  if (kind !== "function") throw new Error(`the example imports ${from}.${name}, a ${kind}`);
  (imports[from] ??= {})[name] = () => {
    throw new Error(`the kernels called ${name}`);
  };
}
const { exports } = new WebAssembly.Instance(module, imports);
exports.prepare();

console.log("kernel             native ms   wasm ms   ratio");
for (const [name, { best, sum }] of nativeTimes) {
  let fastest = Infinity;
  for (let run = 0; run < 60; run += 1) {
    const started = performance.now();
    exports[name]();
    fastest = Math.min(fastest, performance.now() - started);
  }
  if (exports[name]() !== sum) throw new Error(`${name} gives ${exports[name]()} in wasm and ${sum} natively`);
  console.log(
    `${name.padEnd(17)} ${best.toFixed(3).padStart(10)} ${fastest.toFixed(3).padStart(9)} ${(fastest / best).toFixed(2).padStart(7)}`,
  );
}
