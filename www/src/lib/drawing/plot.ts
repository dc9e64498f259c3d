/** The parts of Observable Plot that the charts use; loaded with the first chart, not with the page. */
export { axisX, axisY, barX, barY, cell, gridX, plot, ruleX, ruleY, text } from "@observablehq/plot";
export type { PlotOptions } from "@observablehq/plot";
