// SVG plots for the report.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { number } from "./markdown.mjs";
import { RESULTS } from "./places.mjs";

const OURS = "#0b6e4f";
const OTHERS = "#8a8f98";

function write(name, options) {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({ ...options, document, style: { background: "white", fontSize: "12px" } });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const rules = `<style>text{font-family:system-ui,sans-serif;fill:#222}</style>`;
  mkdirSync(join(RESULTS, "plots"), { recursive: true });
  writeFileSync(join(RESULTS, "plots", `${name}.svg`), `${svg.outerHTML.replace(/(<svg[^>]*>)/, `$1${rules}`)}\n`);
  return `plots/${name}.svg`;
}

/** One bar for each contender, on a logarithmic axis. `bars`: title, value, ours. */
export function bars(name, unit, values) {
  const least = Math.min(...values.map(({ value }) => value)) / 2;
  return write(name, {
    width: 720,
    height: 40 + 24 * values.length,
    marginLeft: 220,
    marginRight: 60,
    x: { type: "log", label: unit, grid: true, ticks: 6, tickFormat: (value) => String(Number(value.toPrecision(1))) },
    y: { label: null, domain: values.map(({ title }) => title) },
    marks: [
      Plot.rect(values, {
        x1: least,
        x2: "value",
        y: "title",
        fill: ({ ours }) => (ours ? OURS : OTHERS),
        insetTop: 3,
        insetBottom: 3,
      }),
      Plot.text(values, {
        x: "value",
        y: "title",
        text: ({ value }) => number(value),
        dx: 4,
        textAnchor: "start",
      }),
    ],
  });
}

/** Points and the power law through them, both axes logarithmic. */
export function growth(name, axis, unit, points, { factor, exponent }) {
  const line = points.map(([x]) => [x, factor * x ** exponent]);
  return write(name, {
    width: 480,
    height: 300,
    marginLeft: 70,
    marginRight: 40,
    x: { type: "log", label: axis, grid: true, ticks: 4, tickFormat: number },
    y: { type: "log", label: unit, grid: true, ticks: 4, tickFormat: number },
    marks: [
      Plot.line(line, { stroke: OTHERS }),
      Plot.dot(points, { fill: OURS, r: 4 }),
      Plot.text([`${unit} ∝ ${axis}^${exponent.toFixed(2)}`], { frameAnchor: "top-left", dx: 8, dy: 8 }),
    ],
  });
}

/** Where each series is labelled: beside its last point, or as far above the label below as lets both be read. */
function labels(points) {
  const last = new Map(points.map((point) => [point.series, { ...point }]));
  const sorted = [...last.values()].sort((a, b) => a.y - b.y);
  for (let place = 1; place < sorted.length; place += 1) {
    sorted[place].y = Math.max(sorted[place].y, 1.25 * sorted[place - 1].y);
  }
  return sorted;
}

/** Lines by series over readers. `points`: x, y, series. */
export function lines(name, axis, unit, points) {
  return write(name, {
    width: 640,
    height: 320,
    marginLeft: 60,
    marginRight: 110,
    x: { label: axis, ticks: [...new Set(points.map(({ x }) => x))], tickFormat: String },
    y: { type: "log", label: unit, grid: true, ticks: 6, tickFormat: (value) => String(Number(value.toPrecision(1))) },
    marks: [
      Plot.line(points, { x: "x", y: "y", z: "series", stroke: "series" }),
      Plot.dot(points, { x: "x", y: "y", fill: "series" }),
      Plot.text(labels(points), { x: "x", y: "y", text: "series", textAnchor: "start", dx: 6 }),
    ],
  });
}
