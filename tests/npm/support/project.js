// Throw-away projects with the packed package installed as a stranger would, from the file and without a network.
import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scratchFolder } from "./snapshots.js";

const pkg = fileURLToPath(new URL("../../../pkg/", import.meta.url));
const tarball = join(
  pkg,
  readdirSync(pkg).find((name) => name.endsWith(".tgz")) ?? "missing: run scripts/build-package.sh",
);

export function project(name) {
  const folder = scratchFolder(name);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  const quiet = ["--offline", "--no-audit", "--no-fund", "--loglevel", "error"];
  execFileSync("npm", ["install", ...quiet, tarball], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return folder;
}
