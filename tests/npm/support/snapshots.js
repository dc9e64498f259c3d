// Snapshots to test with, made by the builder.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.js";

const scratch = mkdtempSync(join(tmpdir(), "coalition-lens-npm-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** A folder of its own, gone when the process ends. */
export const scratchFolder = (name) => mkdtempSync(join(scratch, `${name}-`));

/** Names that a page, a shell or a parser could trip over; two candidates have the same. */
const NAMES = ["<script>alert(1)</script>", 'A "quoted", name', "שלום עולם", "🗳️ Ballot", "Smith: Jo", "Smith: Jo"];

const AWKWARD = `6 2
5 1 2 3 0
3 2 1 0
2 3 4 5 6 0
4 1 0
1 6 5 0
0
${NAMES.map((name) => `"${name.replaceAll('"', '\\"')}"`).join("\n")}
"Awkward names"
`;

let original;

/** A fresh snapshot of two elections: `sample` and `awkward`. */
export function snapshot() {
  original ??= build("2024-12-05T18:00:00Z", 2024);
  const copy = scratchFolder("snapshot");
  cpSync(original, copy, { recursive: true });
  return copy;
}

/** The same elections from other ballots: what the publisher puts in the place of `snapshot()`. */
export const newerSnapshot = () => build("2025-01-01T00:00:00Z", 7);

/** As `snapshot()`, with ready-made answers to these queries only. */
export function warmSnapshot(list) {
  const file = join(scratchFolder("warm"), "warm.json");
  writeFileSync(file, JSON.stringify(list));
  return build("2024-12-05T18:00:00Z", 2024, ["--warm", file]);
}

function build(dataVersion, seed, more = []) {
  const folder = scratchFolder("built");
  const csv = join(folder, "sample.csv");
  const blt = join(folder, "awkward.blt");
  const out = join(folder, "snapshots");
  run("sample", "-o", csv, "--ballots", "3000", "--seed", String(seed));
  writeFileSync(blt, AWKWARD);
  const options = ["-o", out, "--data-version", dataVersion, ...more];
  run(
    "build",
    csv,
    ...options,
    "--election-id",
    "sample",
    "--title",
    "Sample election",
    "--seats",
    "3",
    "--date",
    "2024-11-05",
  );
  run("build", blt, ...options, "--election-id", "awkward");
  return out;
}
