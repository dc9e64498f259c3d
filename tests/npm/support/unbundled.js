// The package's files as they lie, for a page without a bundler.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scratchFolder } from "./snapshots.js";

/** The page under test, and what it calls. */
export const page = fileURLToPath(new URL("./page/", import.meta.url));

/** A site with the package under `dist/` and the page under `page/`, which imports it by path. */
export function unbundled() {
  const site = scratchFolder("unbundled");
  const dist = fileURLToPath(new URL(".", import.meta.resolve("coalition-lens")));
  cpSync(dist, join(site, "dist"), { recursive: true });
  mkdirSync(join(site, "page"));
  for (const name of readdirSync(page)) {
    const text = readFileSync(join(page, name), "utf8").replace('from "coalition-lens"', 'from "../dist/index.js"');
    writeFileSync(join(site, "page", name), text);
  }
  return site;
}
