/** What went wrong, and what the reader can do about it. */
export interface Explanation {
  readonly title: string;
  readonly advice: string;
  /** The engine's own words, for whoever keeps the page. */
  readonly detail: string;
  /** Whether trying again may help. */
  readonly retry: boolean;
}

/** The reader did not want to wait for an answer. */
export class Cancelled extends Error {
  readonly code = "E_CANCELLED";
}

/** Whether the error only says that its question is no longer asked. */
export function isAbort(error: unknown): boolean {
  return codeOf(error) === "E_ABORTED" || (error instanceof DOMException && error.name === "AbortError");
}

export function explain(error: unknown, online: boolean): Explanation {
  const detail = error instanceof Error ? error.message : String(error);
  const say = (title: string, advice: string, retry = true): Explanation => ({ title, advice, detail, retry });
  switch (codeOf(error)) {
    case "E_PART":
      return online
        ? say(
            "A part of this page cannot be reached",
            "Reload the page: it may have been updated just now. The address keeps what you are looking at.",
          )
        : offline(say);
    case "E_CANCELLED":
      return say("Loading was cancelled", "Load again to see the figures.");
    case "E_NETWORK":
      return online
        ? say(
            "The election’s data cannot be reached",
            "Try again in a moment. If it stays like this, the data are missing at their address: please tell whoever publishes this page.",
          )
        : offline(say);
    case "E_NOT_FOUND":
      return say(
        "The election’s data are not where they should be",
        "Try again: the page may have been updated just now. If it stays like this, please tell whoever publishes it; the snapshot is missing or incomplete.",
      );
    case "E_INTEGRITY":
      return say(
        "The data that arrived are not the data that were published",
        "Nothing is shown rather than wrong figures. Try again: the page may have been updated just now. If it stays like this, please tell whoever publishes it.",
      );
    case "E_FORMAT":
      return say(
        "What arrived is not election data",
        "The host answered with something else, perhaps a web page of its own. Try again; if it stays like this, please tell whoever publishes this page.",
      );
    case "E_VERSION":
      return say(
        "The data are newer than this page",
        "Reload the page to get its newest version. If it stays like this, please tell whoever publishes it.",
        false,
      );
    case "E_PARAM":
      return say(
        "This question cannot be answered",
        "One of the settings is out of range. Set the filters back to their defaults.",
        false,
      );
    case "E_STOPPED":
      return say(
        "What works out the figures has stopped",
        "Try again: it starts anew. If it stays like this, reload the page. The address keeps what you are looking at.",
      );
    default:
      return say("Something went wrong", "Try again. If it stays like this, reload the page.");
  }
}

function offline(say: (title: string, advice: string) => Explanation): Explanation {
  return say("You are offline", "This page goes on by itself as soon as the connection is back.");
}

export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
