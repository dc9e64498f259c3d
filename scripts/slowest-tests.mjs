// slowest-tests.mjs FOLDER: the ten slowest tests of what the steps of test.sh printed, a file of the folder for each step.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Of a compiled Rust test, with --report-time.
const RUST = /^test (.+) \.\.\. ok <([\d.]+)s>$/;
// Of node --test: TAP, where the time of a test is two lines below its name, or `spec` with both on a line.
const TAP = /^\s*ok \d+ - (.+)$/;
const TAP_TIME = /^\s*duration_ms: ([\d.]+)$/;
const TAP_SUITE = /^\s*type: 'suite'$/;
const SPEC = /^\s*✔ (.+) \(([\d.]+)ms\)$/;

/** `[{ name, seconds }]` */
function testsIn(text) {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const [, rust, seconds] = RUST.exec(line) ?? [];
    if (rust) return { name: rust, seconds: Number(seconds) };
    const [, spec, milliseconds] = SPEC.exec(line) ?? [];
    if (spec) return { name: spec, seconds: Number(milliseconds) / 1000 };
    const [, tap] = TAP.exec(line) ?? [];
    const [, took] = TAP_TIME.exec(lines[index + 2] ?? "") ?? [];
    if (tap && took && !TAP_SUITE.test(lines[index + 3] ?? ""))
      return { name: tap.replace(/\\(.)/g, "$1"), seconds: Number(took) / 1000 };
    return [];
  });
}

const [folder] = process.argv.slice(2);
const tests = readdirSync(folder).flatMap((step) =>
  testsIn(readFileSync(join(folder, step), "utf8")).map((test) => ({ ...test, step })),
);
tests.sort((a, b) => b.seconds - a.seconds);
for (const { step, name, seconds } of tests.slice(0, 10))
  console.log(`${step.padEnd(15)} ${seconds.toFixed(1).padStart(6)} s  ${name}`);
