import type { Descriptor, FileReference, Manifest } from "./types/snapshot.js";
import type { WarmEntry } from "./types/lens.js";

/** A snapshot's answer file. It knows no snapshot id, which depends on it. */
interface ReadyAnswer {
  query: string;
  params: Record<string, unknown>;
  data: unknown;
  pagination?: { has_next: boolean; next_token: string | null };
}

type Given = Record<string, unknown>;

/** A ready-made answer, and what the engine counts of it. */
export interface FirstAnswer {
  answer: object;
  /** As understood, in JSON. */
  params: string;
  bytes: number;
}

/** The largest manifest that is read, and the largest other file: both are meant to be small. */
const MAX_MANIFEST_BYTES = 16 * 2 ** 20;
const MAX_BYTES = 8 * 2 ** 20;
/** Gzip makes small or random bytes a little larger. */
const ROOM = 64 * 2 ** 10;

/**
 * One election's descriptor and ready-made answers, read without the engine. Whatever is not as it should be
 * is left to the engine, which says so better: nothing here rejects. Files are checked against their hash; where the host
 * has no `crypto.subtle` (insecure contexts), there are no first answers.
 */
export class FirstAnswers {
  readonly manifest: Manifest;
  readonly descriptor: Descriptor;
  readonly #root: string;
  readonly #signal: AbortSignal;
  readonly #given = new Set<FileReference>();

  private constructor(root: string, manifest: Manifest, descriptor: Descriptor, signal: AbortSignal) {
    this.#root = root;
    this.manifest = manifest;
    this.descriptor = descriptor;
    this.#signal = signal;
  }

  /** Undefined if they cannot be read. `signal` ends every request. */
  static async of(root: string, electionId: string, signal: AbortSignal): Promise<FirstAnswers | undefined> {
    try {
      const response = await fetch(`${root}manifest.json`, { cache: "no-cache", signal });
      if (!response.ok) return undefined;
      const manifest = JSON.parse(text(await collected(response.body, MAX_MANIFEST_BYTES))) as Manifest;
      const { name, version }: { name: string; version: number } = manifest.format;
      if (name !== "coalition-lens" || version !== 1) return undefined;
      const entry = manifest.elections.find(({ id }) => id === electionId);
      if (!entry) return undefined;
      const descriptor = (await verified(root, entry.descriptor, signal)) as Descriptor;
      return new FirstAnswers(root, manifest, descriptor, signal);
    } catch {
      return undefined;
    }
  }

  /** The answer, or undefined if the snapshot has none ready. Where there is no need to, none is given twice. */
  async answer(electionId: string, query: string, params: unknown, again: boolean): Promise<FirstAnswer | undefined> {
    const started = performance.now();
    const { warm = [], answers = [] } = this.descriptor;
    if (electionId !== this.descriptor.id) return undefined;
    const given = plain(params);
    // `warm` names what differs from the defaults: the entry that names most of what was given is the one, or none is.
    const best = warm
      .map((entry, index) => ({ entry, file: answers[index] }))
      .filter(({ entry }) => entry.query === query && agrees(plain(entry.params), given))
      .sort((a, b) => named(b.entry) - named(a.entry))[0];
    if (!best?.file || (this.#given.has(best.file) && !again)) return undefined;
    try {
      const ready = (await verified(this.#root, best.file, this.#signal)) as ReadyAnswer;
      if (ready.query !== query || !agrees(given, ready.params)) return undefined;
      this.#given.add(best.file);
      return {
        answer: this.#enveloped(ready, started),
        params: JSON.stringify(ready.params),
        bytes: best.file.raw_bytes,
      };
    } catch {
      return undefined;
    }
  }

  #enveloped({ query, params, data, pagination }: ReadyAnswer, started: number): object {
    const { snapshot_id, data_version } = this.manifest;
    const election_id = this.descriptor.id;
    const next = { ...params, page: Number(params["page"]) + 1 };
    const next_token = pagination?.has_next
      ? token({ query, election: election_id, snapshot: snapshot_id, params: next })
      : null;
    return {
      data,
      ...(pagination && { pagination: { ...pagination, next_token } }),
      metadata: {
        query_time_ms: performance.now() - started,
        cache_hit: true,
        data_version,
        snapshot_id,
        election_id,
        query,
        params,
        truncated: false,
      },
    };
  }
}

const named = ({ params = {} }: WarmEntry) => Object.keys(params).length;

/** Parameters without those that stand for their default. */
const plain = (params: unknown): Given =>
  Object.fromEntries(
    Object.entries((params ?? {}) as Given).filter(([, value]) => value !== undefined && value !== null),
  );

/** Whether `whole` has all that `part` has. */
const agrees = (part: Given, whole: Given) =>
  Object.entries(part).every(([name, value]) => JSON.stringify(whole[name]) === JSON.stringify(value));

/** As the engine makes continuation tokens. */
const token = (content: object) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(content))))
    .replace(/=+$/, "")
    .replaceAll("+", "-")
    .replaceAll("/", "_");

/** A file that is what its reference says, un-gzip'd and parsed. Rejects otherwise. */
async function verified(root: string, { path, raw_bytes, sha256 }: FileReference, signal: AbortSignal) {
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
  return JSON.parse(text(bytes)) as unknown;
}

const text = (bytes: ArrayBuffer) => new TextDecoder().decode(bytes);

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
