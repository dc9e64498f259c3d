// Tables and numbers as Markdown.

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, place) => (place === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** Three significant digits, without exponents. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

export const megabytes = (bytes) => number(bytes / 1e6);
export const kilobytes = (bytes) => number(bytes / 1e3);
export const times = ({ median, p05, p95 }) => `${number(median)} (${number(p05)}–${number(p95)})`;
