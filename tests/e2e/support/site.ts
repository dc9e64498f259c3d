import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { awkwardElection } from "./awkward-election.ts";
import { manyCandidates } from "./many-candidates.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const PORTLAND = join(ROOT, "../shared/data/portland2024/d2_wide_clearballot_RECONSTRUCTED_status0.csv.gz");

/** Whether the real election is there to be tested with. */
export const hasPortland = existsSync(PORTLAND);

/** Which elections a site publishes, in folders of snapshots beside the page. */
export type Contents = Readonly<Record<string, readonly ElectionName[]>>;
export type ElectionName =
  "sample" | "disputed" | "awkward" | "many" | "single" | "cambridge" | "preset" | "unknown" | "portland";

/** A published site, served as a static host would. */
export class Site {
  readonly url: string;
  readonly folder: string;
  readonly #server: ChildProcess;

  private constructor(url: string, folder: string, server: ChildProcess) {
    this.url = url;
    this.folder = folder;
    this.#server = server;
  }

  /** Publishes the built page with these elections under a sub-path, and serves it. */
  static async publish(contents: Contents): Promise<Site> {
    const page = join(ROOT, "www/dist");
    if (!existsSync(join(page, "index.html"))) throw new Error(`${page} is missing: run scripts/build-page.sh first`);
    const root = mkdtempSync(join(tmpdir(), "coalition-lens-e2e-"));
    const folder = join(root, "some/where");
    cpSync(page, folder, { recursive: true });
    for (const [name, elections] of Object.entries(contents)) {
      for (const election of elections) build(election, join(folder, name), root);
    }
    const server = spawn(binary(), ["serve", root, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    const address = await new Promise<string>((found, failed) => {
      let said = "";
      server.stdout.on("data", (text: Buffer) => {
        said += text.toString();
        const [url] = /http:\/\/\S+/.exec(said) ?? [];
        if (url !== undefined) found(url);
      });
      server.on("exit", (code) => {
        failed(new Error(`the server stopped with code ${code ?? "none"}: ${said}`));
      });
    });
    return new Site(`${address}some/where/`, folder, server);
  }

  /** Publishes another election into a folder of snapshots: the site has a newer snapshot. */
  publishAlso(election: ElectionName, snapshots: string): void {
    build(election, join(this.folder, snapshots), resolve(this.folder, "../.."));
  }

  /** The site cannot be reached any more. */
  async stop(): Promise<void> {
    if (this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    this.#server.removeAllListeners("exit");
    const gone = once(this.#server, "exit");
    this.#server.kill();
    await gone;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(resolve(this.folder, "../.."), { recursive: true, force: true });
  }
}

function build(election: ElectionName, snapshots: string, scratch: string): void {
  const options: Record<ElectionName, () => string[]> = {
    sample: () => {
      const file = join(scratch, "sample.csv");
      if (!existsSync(file)) run(["sample", "-o", file]);
      return [file, "--election-id", "sample", "--title", "Sample election", "--seats", "3"];
    },
    disputed: () => [...options.sample(), "--winners", "38,39,40"],
    awkward: () => {
      const file = join(scratch, "awkward.csv");
      writeFileSync(file, awkwardElection.csv);
      return [file, "--election-id", "awkward", "--title", awkwardElection.title, "--date", "2023-03-01"];
    },
    many: () => {
      const file = join(scratch, "many.csv");
      writeFileSync(file, manyCandidates());
      return [file, "--election-id", "many", "--title", "Many candidates"];
    },
    single: () => {
      const file = join(scratch, "single.blt");
      writeFileSync(file, '1 1\n5 1 0\n0\n"Only One"\n"One candidate"\n');
      return [file, "--election-id", "single"];
    },
    cambridge: () => [
      small(scratch),
      ...["--election-id", "cambridge", "--rules", "cambridge", "--seats", "2", "--winners", "Ada,Bo"],
    ],
    preset: () => [small(scratch), "--election-id", "preset", "--rules", "portland-3"],
    unknown: () => [small(scratch), "--election-id", "unknown", "--winners", "Ada,Bo"],
    portland: () => [
      PORTLAND,
      ...["--election-id", "portland-2024-d2", "--title", "Portland City Council, District 2"],
      ...["--jurisdiction", "Portland, Oregon", "--date", "2024-11-05", "--seats", "3", "--winners", "46,55,36"],
    ],
  };
  const warm = join(ROOT, "www/warm.json");
  run(["build", ...options[election](), "-o", snapshots, "--data-version", "2024-12-05T18:00:00Z", "--warm", warm]);
}

/** Twelve ballots that rank four candidates, and one whose only marks are at one rank. */
function small(scratch: string): string {
  const rankings = { "Ada,Bo": 3, "Ada,Cy": 2, "Bo,Ada": 4, "Cy,Di": 2, "Di,Cy": 1, '"Ada\nBo",': 1 };
  const ballots = Object.entries(rankings).flatMap(([ranking, count]) => Array<string>(count).fill(ranking));
  const file = join(scratch, "small.csv");
  writeFileSync(
    file,
    ["BallotID,rank1,rank2", ...ballots.map((ranking, place) => `${place + 1},${ranking}`), ""].join("\n"),
  );
  return file;
}

function run(args: readonly string[]): void {
  execFileSync(binary(), args, { stdio: ["ignore", "ignore", "pipe"] });
}

function binary(): string {
  const places = ["target/release/coalition-lens", "target/debug/coalition-lens"].map((place) => join(ROOT, place));
  const found = process.env["COALITION_LENS_BIN"] ?? places.find(existsSync);
  if (found === undefined) throw new Error("no coalition-lens binary: run cargo build, or set COALITION_LENS_BIN");
  return found;
}
