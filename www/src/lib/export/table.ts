/** A chart's figures as a table: what is read in its place, and what is downloaded. */
export type Cell = string | number | boolean | null;

export interface TableColumn<Row> {
  /** The column's name in downloads, snake_case as in the queries. */
  readonly key: string;
  readonly label: string;
  readonly value: (row: Row) => Cell;
  /** How the value is shown; without it, as it is. */
  readonly show?: (row: Row) => string;
  /** A name of any direction, told apart from its surroundings. */
  readonly isName?: boolean;
  /** Where the cell leads. */
  readonly href?: (row: Row) => string;
}

export interface Table<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
}

const SPECIAL = /[",\r\n]/;
/** Characters that make a spreadsheet take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180, in UTF-8 with a byte order mark for spreadsheets. Null is empty; a text cannot become a formula. */
export function csv<Row>({ columns, rows }: Table<Row>): string {
  const lines = [
    columns.map(({ key }) => csvCell(key)),
    ...rows.map((row) => columns.map(({ value }) => csvCell(value(row)))),
  ];
  return `\uFEFF${lines.map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

/** One object per row, null where a figure is not defined. */
export function json<Row>({ columns, rows }: Table<Row>): string {
  const objects = rows.map((row) => Object.fromEntries(columns.map(({ key, value }) => [key, value(row)])));
  return `${JSON.stringify(objects, null, 2)}\n`;
}
