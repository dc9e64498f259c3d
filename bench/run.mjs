// make bench: every part in turn, then the report. Arguments: only these parts.
import { report } from "./report.mjs";
import { say } from "./lib/say.mjs";

const PARTS = {
  browser: async () => (await import("./browser.mjs")).browserPart(),
  native: async () => (await import("./native.mjs")).nativePart(),
  readers: async () => (await import("./readers.mjs")).readersPart(),
  extras: async () => (await import("./extras.mjs")).extrasPart(),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((part) => !(part in PARTS));
if (unknown.length > 0) {
  console.error(`error: no part named ${unknown.join(", ")}; the parts are: ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
for (const part of chosen.length > 0 ? chosen : Object.keys(PARTS)) {
  say(`━━ ${part}`);
  await PARTS[part]();
}
report();
say("the report is bench/results/README.md");
