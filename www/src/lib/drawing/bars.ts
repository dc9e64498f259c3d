/** Horizontal bars, one per candidate: names of any length beside the bars, or above them where it is narrow. */
import type { Markish, PlotOptions } from "@observablehq/plot";
import type * as Plot from "./plot.ts";
import { fitting, textWidth } from "./text-width.ts";

export interface BarRow {
  readonly id: number;
  readonly label: string;
}

const NARROW = 460;
const LONGEST_NAME = 34;
/** Between a name and its bar, in pixels. */
const GAP = 10;

export interface BarLayout {
  /** Bars leave this much room at their top for the name above them. */
  readonly insetTop: number;
  readonly options: PlotOptions;
  /** The names, to be drawn with the bars. */
  readonly names: Markish;
}

/** Where names and bars go; `right` is the room for figures to the right of the longest bar. */
export function barLayout(plot: typeof Plot, width: number, rows: readonly BarRow[], right: number): BarLayout {
  const narrow = width < NARROW;
  const names = new Map(
    rows.map(({ id, label }) => [id, fitting(label, LONGEST_NAME, narrow ? width : width * 0.4 - GAP)]),
  );
  const longest = Math.max(0, ...[...names.values()].map(textWidth));
  const marginLeft = narrow ? 1 : Math.ceil(longest) + GAP;
  const insetTop = narrow ? 18 : 0;
  return {
    insetTop,
    options: {
      marginLeft,
      marginRight: right,
      marginTop: 4,
      marginBottom: 4,
      height: 8 + rows.length * (narrow ? 38 : 25),
      x: { axis: null },
      y: {
        type: "band",
        domain: rows.map(({ id }) => id),
        axis: null,
        paddingInner: narrow ? 0.2 : 0.28,
        paddingOuter: 0.1,
      },
    },
    names: plot.text(rows, {
      y: "id",
      frameAnchor: narrow ? "top-left" : "left",
      text: ({ id }: BarRow) => names.get(id),
      textAnchor: narrow ? "start" : "end",
      dx: narrow ? 0 : -8,
      lineAnchor: narrow ? "top" : "middle",
      dy: narrow ? -17 : 0,
    }),
  };
}

/** Rows of candidates as bars, named as the page names them. */
export function barsOf<Row extends { readonly candidate_id: number }>(
  rows: readonly Row[],
  label: (id: number) => string,
): (Row & BarRow)[] {
  return rows.map((row) => ({ ...row, id: row.candidate_id, label: label(row.candidate_id) }));
}

/** Room to the right of the bars for their figures. */
export function roomFor(figures: readonly string[]): number {
  return Math.max(0, ...figures.map(textWidth)) + 10;
}
