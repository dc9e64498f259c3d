/** A part of the page's code could not be fetched: no connection, or the page has been replaced by a newer version. */
export class PartMissing extends Error {
  readonly code = "E_PART";
}

/** Fetches a part of the page's code. */
export async function part<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new PartMissing(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
