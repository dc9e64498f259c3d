import type { Metadata } from "./answers.js";
import type { CallOptions, QueryOptions } from "./lens.js";

/**
 * A column: whole numbers as `Uint32Array`, or as `Float64Array` where some are null or 2³² or more; fractions as
 * `Float64Array`; in both NaN stands for null. Flags as `Uint8Array` of 0 and 1, 255 for null. All else as a list.
 */
export type Column<Value> =
  NonNullable<Value> extends number
    ? Uint32Array | Float64Array
    : NonNullable<Value> extends boolean
      ? Uint8Array
      : readonly Value[];

/** All rows of a query, by column. */
export interface ColumnTable<Query extends string, Params, Row> {
  /** How many. */
  rows: number;
  columns: { [Field in keyof Row]: Column<Row[Field]> };
  metadata: Metadata<Query, Params>;
}

/** All rows of a query as an Arrow file. */
export interface ArrowTable<Query extends string, Params> {
  /** How many. */
  rows: number;
  /** An Arrow IPC file: for Arrow JS, DuckDB-Wasm, Observable. */
  arrow: Uint8Array;
  metadata: Metadata<Query, Params>;
}

/** How a table comes back. */
export type TableFormat = "columns" | "arrow";

/** As for a query; `format` chooses what comes back. */
export type TableOptions<Format extends TableFormat> = CallOptions &
  Pick<QueryOptions, "bypass"> & { format?: Format | undefined };

/** A file of rounds: RCTab's summary as JSON, or a table as CSV. */
export type RoundsFormat = "rctab" | "csv";

/** As for a query. */
export type RoundsFileOptions = CallOptions & Pick<QueryOptions, "bypass">;
