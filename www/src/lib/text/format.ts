/** How figures are shown. Undefined figures are null, and shown as a dash. */
export const NOT_DEFINED = "–";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const byDigits = new Map<number, Intl.NumberFormat>();

function fixed(value: number, digits: number): string {
  let format = byDigits.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    byDigits.set(digits, format);
  }
  // No "-0.00": what rounds to nothing has no sign.
  const text = format.format(value);
  return /^-[0.,]*$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

type Figure = number | null | undefined;

/** 77,157 */
export const count = (value: Figure): string => (value == null ? NOT_DEFINED : whole.format(value));

/** 0.34 */
export const decimal = (value: Figure, digits = 2): string => (value == null ? NOT_DEFINED : fixed(value, digits));

/** What part of a whole something is; null where there is no whole. */
export const shareOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** A share of 1 as a percentage: 41.2 % */
export const share = (value: Figure, digits = 1): string =>
  value == null ? NOT_DEFINED : `${fixed(value * 100, digits)}%`;

/** A percentage as it is: 41.2 % */
export const percentage = (value: Figure, digits = 1): string =>
  value == null ? NOT_DEFINED : `${fixed(value, digits)}%`;

/** 1.21× */
export const factor = (value: Figure): string => (value == null ? NOT_DEFINED : `${fixed(value, 2)}×`);

/** 1.2 MB, in units of 1,000. */
export function bytes(value: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  let unit = 0;
  let size = value;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(size) : fixed(size, size < 10 ? 1 : 0)} ${units[unit] ?? ""}`;
}

/** One ballot, 2 ballots. */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** November 5, 2024; what is not a date of the form YYYY-MM-DD is shown as it is. */
export function date(text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (day === null || Number.isNaN(day.getTime())) return text;
  return day.toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" });
}

/** August 18, 2024, 10:30 UTC; what is not a time in UTC is shown as it is. */
export function moment(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? new Date(text) : null;
  if (time === null || Number.isNaN(time.getTime())) return text;
  const clock = time.toLocaleTimeString("en-US", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return `${date(text.slice(0, 10))}, ${clock} UTC`;
}

/** How long ago, in words: 40 seconds, 5 minutes, 3 hours. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return counted(seconds, "second", "seconds");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return counted(minutes, "minute", "minutes");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? counted(hours, "hour", "hours") : counted(Math.round(hours / 24), "day", "days");
}
