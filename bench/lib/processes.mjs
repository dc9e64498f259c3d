// Processes of the browser, as Linux tells of them; none elsewhere.
import { existsSync, readdirSync, readFileSync } from "node:fs";

function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // It has ended.
  }
}

/** Its parent, and the ticks of processor time that it has taken. */
function status(pid) {
  // The name before the last parenthesis may hold anything.
  const fields = read(pid, "stat").split(")").at(-1).trim().split(" ");
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

/** Processes of pages that this program's browser has started, with their ticks. */
function renderers() {
  if (!existsSync("/proc/self/stat")) return new Map();
  const processes = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), status(name)]),
  );
  const isOurs = (pid) => {
    for (let at = pid; processes.has(at); at = processes.get(at).parent) if (at === process.pid) return true;
    return false;
  };
  const pages = [...processes].filter(([pid]) => isOurs(pid) && read(pid, "cmdline").includes("--type=renderer"));
  return new Map(pages.map(([pid, { ticks }]) => [pid, ticks]));
}

/** Bytes of memory that nobody shares with it. */
function privateBytes(pid) {
  const lines = read(pid, "smaps_rollup").matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm);
  return [...lines].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}

/**
 * Private bytes of the process of a page: the one that works more than twice as much as any other while the page does.
 * Undefined where nobody tells, or where that is not clear after a few attempts.
 */
export async function memoryOf(page) {
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const before = renderers();
    await page.evaluate(() => {
      const until = performance.now() + 250;
      while (performance.now() < until);
    });
    const worked = [...renderers()].map(([pid, ticks]) => ({ pid, ticks: ticks - (before.get(pid) ?? 0) }));
    const [most, next] = worked.sort((a, b) => b.ticks - a.ticks);
    if (most && most.ticks > 2 * (next?.ticks ?? 0)) return privateBytes(most.pid);
  }
  return undefined;
}
