/** A plain value with the names of its properties rewritten, at any depth. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [rename(name), renamed(item, rename)]));
}

/** The engine's `snake_case` as JavaScript's `camelCase`. */
export const camelCased = (value: object): unknown =>
  renamed(value, (name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));

/** JavaScript's `camelCase` as the engine's `snake_case`. */
export const snakeCased = (value: object): object =>
  renamed(value, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) as object;
