// The command line, running.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { BINARY } from "./places.mjs";

/** The kernel's clock ticks a hundred times a second. */
const TICK = 100;
const SECONDS_TO_START = 30;

/** `coalition-lens serve` on a free port of the loopback. */
export async function startServer(folder) {
  const child = spawn(BINARY, ["serve", folder, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let timer;
  const url = await new Promise((started, failed) => {
    const fail = (what) =>
      failed(new Error(`${BINARY} serve ${folder} ${what}: ${said.trim() || "it printed nothing"}`));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        said += data;
        const found = /http:\/\/[\d.]+:\d+/.exec(said);
        if (found) started(new URL(found[0]));
      });
    }
    child.on("error", ({ message }) => fail(`could not be started (${message})`));
    child.on("close", (code, signal) => fail(`has ended (${signal ?? `exit ${code}`})`));
    timer = setTimeout(() => {
      child.kill();
      fail(`has not printed its address within ${SECONDS_TO_START} s`);
    }, SECONDS_TO_START * 1000);
  }).finally(() => clearTimeout(timer));
  return { pid: child.pid, url, stop: () => child.kill() };
}

/** Processor time and memory of a process so far. */
export function usage(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const [rss, peak] = ["VmRSS", "VmHWM"].map((name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICK, rssMb: rss, peakMb: peak };
}
