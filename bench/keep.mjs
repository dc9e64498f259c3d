// keep.mjs NAME FIELD: keeps JSON from standard input as the result NAME, under FIELD beside the machine, and writes the report.
import { json } from "node:stream/consumers";
import { machine } from "./lib/machine.mjs";
import { writeResult } from "./lib/results.mjs";
import { report } from "./report.mjs";

const [name, field] = process.argv.slice(2);
writeResult(name, { [field]: await json(process.stdin), machine: machine() });
report();
