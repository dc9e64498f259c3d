// Where everything lies.
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
export const BENCH = join(ROOT, "bench");
export const MODULES = join(BENCH, "node_modules");
export const RESULTS = join(BENCH, "results");
/** What can be made again: data, bundles, compressed files. */
export const SCRATCH = join(ROOT, ".tools/bench");
export const PACKAGE = join(ROOT, "pkg/package");
export const REAL = join(ROOT, "../shared/data");
export const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR || "target");
export const BINARY = process.env.COALITION_LENS_BIN ?? join(TARGET, "release/coalition-lens");
export const PYTHON = process.env.BENCH_PYTHON ?? join(ROOT, ".tools/python/bin/python");
