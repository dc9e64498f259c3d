// time-tests.mjs: adds to each line `test … ok` of its input how long after the line before it came: how long the test took, as
// the tests of a browser run one after the other. It is written as compiled tests write it that are given --report-time.
import { createInterface } from "node:readline";

let before = performance.now();
for await (const line of createInterface({ input: process.stdin })) {
  const now = performance.now();
  console.log(/^test .+ \.\.\. ok$/.test(line) ? `${line} <${((now - before) / 1000).toFixed(3)}s>` : line);
  before = now;
}
