import { format } from "./contract.js";
import type { FileReference, Manifest } from "./types/snapshot.js";

/** The largest manifest that is read, and the largest other file: both are meant to be small. */
const MAX_MANIFEST_BYTES = 16 * 2 ** 20;
const MAX_BYTES = 8 * 2 ** 20;
/** Gzip makes small or random bytes a little larger. */
const ROOM = 64 * 2 ** 10;

/** The manifest in force. Rejects if it is not of the format's version. */
export async function fetchManifest(root: string, signal: AbortSignal): Promise<Manifest> {
  const response = await fetch(`${root}manifest.json`, { cache: "no-cache", signal });
  const manifest = parsed(await collected(response.body, MAX_MANIFEST_BYTES)) as Manifest;
  const { name, version }: { name: string; version: number } = manifest.format;
  if (!response.ok || name !== format.name || version !== format.version) throw new Error("not a manifest");
  return manifest;
}

/** A file that is what its reference says, un-gzip'd and parsed. Rejects otherwise, and without `crypto.subtle`. */
export async function fetchFile(root: string, reference: FileReference, signal: AbortSignal): Promise<unknown> {
  const { path, raw_bytes, sha256 } = reference;
  const { href } = new URL(path, root);
  if (!href.startsWith(root) || !(raw_bytes <= MAX_BYTES)) throw new Error(path);
  const { body } = await fetch(href, { signal });
  const limit = raw_bytes + ROOM;
  let bytes = await collected(body, limit);
  // Hosts may decode gzip on the way, leave it, or add a second layer.
  for (let layer = 0; layer < 2 && new DataView(bytes).getUint16(0) === 0x1f8b; layer++) {
    bytes = await collected(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")), limit);
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== sha256) throw new Error(path);
  return parsed(bytes);
}

const parsed = (bytes: ArrayBuffer): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** All bytes of a stream, which is given up where it goes on beyond the limit. */
function collected(stream: ReadableStream<Uint8Array> | null, limit: number): Promise<ArrayBuffer> {
  let left = limit;
  const bounded = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new Error("longer than published"));
      else controller.enqueue(chunk);
    },
  });
  return new Response(stream?.pipeThrough(bounded)).arrayBuffer();
}
