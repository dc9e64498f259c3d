// The fast loop: Vite serves the page with hot reload, the debug binary serves the sample snapshot behind it, and a change
// under src/ or pkg-template/ rebuilds the development package and reloads the page. Started by `make dev`.
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { createServer } from "vite";

const snapshotPort = Number(process.env.SNAPSHOT_PORT ?? 8081);
const port = Number(process.env.PORT ?? 8080);

const snapshots = spawn(
  "target/debug/coalition-lens",
  ["serve", process.env.DIR || ".demo/site", "--port", String(snapshotPort)],
  {
    stdio: ["ignore", "ignore", "inherit"],
  },
);
snapshots.on("exit", (code) => {
  console.error(
    `error: the snapshot server stopped (code ${code}); is port ${snapshotPort} taken? Try SNAPSHOT_PORT=…`,
  );
  process.exit(1);
});
process.on("exit", () => snapshots.kill());
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));

const server = await createServer({
  root: "www",
  server: { port, strictPort: true, proxy: { "/snapshots": `http://127.0.0.1:${snapshotPort}` } },
});
await server.listen();
server.printUrls();

let building = false;
let stale = false;
function rebuild() {
  if (building) {
    stale = true;
    return;
  }
  building = true;
  spawn("scripts/build-package.sh", ["dev"], { stdio: "inherit" }).on("exit", (code) => {
    building = false;
    if (stale) {
      stale = false;
      rebuild();
    } else if (code === 0) {
      server.moduleGraph.invalidateAll();
      server.ws.send({ type: "full-reload" });
    }
  });
}

let pause;
for (const folder of ["src", "pkg-template"]) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(pause);
    pause = setTimeout(rebuild, 200);
  });
}
