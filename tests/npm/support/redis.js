// A real Redis server on a free loopback port, without a file on disk.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { freePort } from "./ports.js";
import { scratchFolder } from "./snapshots.js";

export async function redisServer(port) {
  port ??= await freePort();
  const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", [...options, "--dir", scratchFolder("redis")], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((resolve, reject) => {
    server.on("error", () => reject(new Error("redis-server is missing: run scripts/setup.sh redis")));
    server.on("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
    createInterface({ input: server.stdout }).on("line", (line) => {
      if (/ready to accept connections/i.test(line)) resolve();
    });
  });
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      server.kill();
      await ended;
    },
  };
}
