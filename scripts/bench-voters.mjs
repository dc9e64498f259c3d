// Groups of voters in Chromium: the engine against its native build, typed arrays in JavaScript, and DuckDB-Wasm, in one run.
// Arguments: the native example, the wasm one, the node_modules that hold DuckDB-Wasm, BLT files.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, extname, join, resolve } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const [native, wasm, modules, ...files] = process.argv.slice(2);
const DUCKDB = join(resolve(modules), "@duckdb/duckdb-wasm/dist");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

const folder = mkdtempSync(join(tmpdir(), "bench-voters-"));
const nativeTimes = new Map(
  execFileSync(native, [folder, ...files], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .map(([name, kernel, ms]) => [`${name} ${kernel}`, Number(ms)]),
);
copyFileSync(wasm, join(folder, "voters.wasm"));
writeFileSync(
  join(folder, "index.html"),
  '<!doctype html><title>bench</title><script src="page.js" type="module"></script>',
);
await build({
  entryPoints: [join(import.meta.dirname, "bench-voters-page.mjs")],
  bundle: true,
  format: "esm",
  nodePaths: [resolve(modules)],
  outfile: join(folder, "page.js"),
  logLevel: "error",
});

const server = createServer((request, response) => {
  const name = basename(new URL(request.url, "http://host").pathname) || "index.html";
  const place = request.url.includes("/duckdb/") ? join(DUCKDB, name) : join(folder, name);
  try {
    const bytes = readFileSync(place);
    response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(`http://localhost:${server.address().port}/index.html`);
  const elections = readdirSync(folder)
    .map((name) => /^(.*)-(\d+)\.arrow$/.exec(name))
    .filter(Boolean)
    .map(([, name, candidates]) => ({ name, candidates: Number(candidates) }));
  const { figures, grown } = await page.evaluate((what) => globalThis.run(what), {
    elections,
    drawn: [1_000_000],
    growth: [10_000, 100_000, 1_000_000, 5_000_000],
  });
  print(figures, grown);
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true });
}

function print(figures, grown) {
  const ms = (value) => `${value.toFixed(3)} ms`;
  const times = (ratio) => `× ${ratio.toFixed(1)}`;
  for (const [name, { rows, bytesPerRanking, all, byFirst, oneFirst, nullModel, answers }] of Object.entries(figures)) {
    const nativeAll = nativeTimes.get(`${name} tally`);
    const nativeFirst = nativeTimes.get(`${name} tally_by_first`);
    console.log(`${name}: ${rows} distinct rankings, ${bytesPerRanking.toFixed(1)} bytes each in memory`);
    console.log(
      `  all ballots            wasm ${ms(all.wasm)}, native ${ms(nativeAll)}: ${times(all.wasm / nativeAll)}`,
    );
    console.log(`    every pair, plainly  wasm ${ms(all.wasmEveryPair)}: ${times(all.wasmEveryPair / all.wasm)}`);
    console.log(`    JavaScript           ${ms(all.javascript)}: ${times(all.javascript / all.wasm)}`);
    if (all.duckdb) console.log(`    DuckDB-Wasm          ${ms(all.duckdb)}: ${times(all.duckdb / all.wasm)}`);
    console.log(
      `  by first choice, each  wasm ${ms(byFirst.wasm)}, native ${ms(nativeFirst)}: ${times(byFirst.wasm / nativeFirst)}; ` +
        `JavaScript ${ms(byFirst.javascript)}: ${times(byFirst.javascript / byFirst.wasm)}`,
    );
    if (oneFirst)
      console.log(`    one of them          JavaScript ${ms(oneFirst.javascript)}, DuckDB-Wasm ${ms(oneFirst.duckdb)}`);
    console.log(`  null model             ${ms(nullModel)}`);
    const [everybody, ...groups] = answers;
    console.log(
      `  whole answer           all ballots ${ms(everybody)}; first-choice groups at most ${ms(Math.max(...groups))} ` +
        `(a frame: 16 ms)`,
    );
  }
  console.log("growth       tally ms  by first ms  answer ms  bytes");
  for (const [rows, { tally, byFirst, answers, bytesPerRanking }] of Object.entries(grown)) {
    const cells = [rows.padStart(8), ...[tally, byFirst, answers].map((value) => value.toFixed(2).padStart(11))];
    console.log(`${cells.join(" ")} ${bytesPerRanking.toFixed(1).padStart(6)}`);
  }
}
