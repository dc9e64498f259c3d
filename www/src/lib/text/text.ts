/** Text from outside: names that may be long, empty, alike, or written from right to left. */

/** At most `most` characters as a reader counts them, with an ellipsis for what was left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = graphemes(text);
  return characters.length <= most
    ? text
    : characters
        .slice(0, most - 1)
        .join("")
        .trimEnd() + "…";
}

function graphemes(text: string): string[] {
  if (typeof Intl.Segmenter !== "function") return Array.from(text);
  return Array.from(new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text), ({ segment }) => segment);
}

/** A name inside plain text, such as an accessible name, so that its direction does not spill over. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

/** A text on as many lines as it needs; a word that does not fit has one to itself. */
export function lines(text: string, fits: (line: string) => boolean): string[] {
  const [first = "", ...words] = text.split(" ");
  const found = [first];
  for (const word of words) {
    const longer = `${found.at(-1) ?? ""} ${word}`;
    if (fits(longer)) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

/** Candidates in the order in which a reader looks for a name. */
export function byName(
  candidates: readonly { readonly id: number }[],
  label: (id: number) => string,
): { id: number; name: string }[] {
  return candidates
    .map(({ id }) => ({ id, name: label(id) }))
    .sort((a, b) => a.name.localeCompare(b.name, "en") || a.id - b.id);
}

/** Characters that are not seen but break lines or turn the direction of the text around them. */
const INVISIBLE = /[\p{Cc}\s\u202A-\u202E\u2066-\u2069]+/gu;

/**
 * What each candidate is called on the page: the name on one line, without marks that would show it in another order than it
 * is written; with the id where several have the same name or it is empty.
 */
export function labels(candidates: readonly { readonly id: number; readonly name: string }[]): Map<number, string> {
  const onOneLine = (name: string): string => name.replace(INVISIBLE, " ").trim();
  const times = new Map<string, number>();
  for (const { name } of candidates) {
    const shown = onOneLine(name);
    times.set(shown, (times.get(shown) ?? 0) + 1);
  }
  return new Map(
    candidates.map(({ id, name }) => {
      const shown = onOneLine(name);
      if (shown === "") return [id, `(no name, candidate ${id})`];
      return [id, (times.get(shown) ?? 0) > 1 ? `${shown} (${id})` : shown];
    }),
  );
}
