import { contracts } from "./contract.js";
import { fetchFile, fetchManifest } from "./published-files.js";
import type { Answer, Pagination } from "./types/answers.js";
import type { Descriptor, FileReference, Manifest } from "./types/snapshot.js";

type Given = Record<string, unknown>;

/** A snapshot's answer file: the engine's own answer, but that it names no snapshot, whose id depends on it. */
type ReadyAnswer = Answer<string, Given, unknown> & { pagination?: Pagination };

/** A ready-made answer, and what the engine counts of it. */
export interface FirstAnswer {
  answer: object;
  /** As understood, in JSON. */
  params: string;
  bytes: number;
}

/**
 * One election's descriptor and ready-made answers, read without the engine. Whatever is not as it should be is left to the
 * engine, which says so better: nothing here rejects.
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
      const manifest = await fetchManifest(root, signal);
      const entry = manifest.elections.find(({ id }) => id === electionId);
      if (!entry) return undefined;
      const descriptor = (await fetchFile(root, entry.descriptor, signal)) as Descriptor;
      return new FirstAnswers(root, manifest, descriptor, signal);
    } catch {
      return undefined;
    }
  }

  /** The answer, or undefined if the snapshot has none ready. Where there is no need to, none is given twice. */
  async answer(electionId: string, query: string, params: unknown, again: boolean): Promise<FirstAnswer | undefined> {
    const started = performance.now();
    const given = plain(params);
    const isMeant = electionId === this.descriptor.id && this.#isOfThisEngine(query);
    const file = isMeant ? this.#fileFor(query, given) : undefined;
    if (!file || (this.#given.has(file) && !again)) return undefined;
    try {
      const answer = (await fetchFile(this.#root, file, this.#signal)) as ReadyAnswer;
      const { metadata, pagination } = answer;
      if (metadata.query !== query || !agrees(given, metadata.params)) return undefined;
      this.#given.add(file);
      const { data_version, snapshot_id } = this.manifest;
      Object.assign(metadata, { query_time_ms: performance.now() - started, data_version, snapshot_id });
      if (pagination?.next_token) pagination.next_token = tokenOf(snapshot_id, pagination.next_token);
      return { answer, params: JSON.stringify(metadata.params), bytes: file.raw_bytes };
    } catch {
      return undefined;
    }
  }

  /** Whether the answers to a query have the fields and the defaults of this engine; builders of other versions have others. */
  #isOfThisEngine(query: string): boolean {
    const made = this.descriptor.answer_contracts?.[query];
    return made !== undefined && made === contracts[query];
  }

  /** `warm` names what differs from the defaults: the entry that names most of what was given is the one, or none is. */
  #fileFor(query: string, given: Given): FileReference | undefined {
    const { warm = [], answers = [] } = this.descriptor;
    return warm
      .map((entry, index) => ({ ...entry, file: answers[index], named: Object.keys(entry.params).length }))
      .filter((entry) => entry.query === query && agrees(entry.params as Given, given))
      .sort((a, b) => b.named - a.named)[0]?.file;
  }
}

/** Parameters without those that stand for their default. */
const plain = (params: unknown): Given =>
  Object.fromEntries(
    Object.entries((params ?? {}) as Given).filter(([, value]) => value !== undefined && value !== null),
  );

/** Whether `whole` has all that `part` has. */
const agrees = (part: Given, whole: Given) =>
  Object.entries(part).every(([name, value]) => JSON.stringify(whole[name]) === JSON.stringify(value));

/** A token that names no snapshot, as one of this snapshot: base64 of JSON, all ASCII, for URLs. */
const tokenOf = (snapshotId: string, token: string) =>
  btoa(atob(token).replace('"snapshot":""', `"snapshot":"${snapshotId}"`))
    .replace(/=+$/, "")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
