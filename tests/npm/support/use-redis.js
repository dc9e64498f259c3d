// A process that uses a tier in Redis, closes it, and should then end by itself.
import { redisTier } from "coalition-lens/redis";

const tier = redisTier({ url: process.argv[2], prefix: "process:" });
await tier.put("a", new Uint8Array(3));
console.log((await tier.get("a")).byteLength);
tier.close();
