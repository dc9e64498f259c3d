// What a list of measurements comes to.

/** The value below which the share q of the values lies, interpolated. */
export function quantile(values, q) {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * q;
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

export const median = (values) => quantile(values, 0.5);

export const summary = (values) => ({
  median: median(values),
  p95: quantile(values, 0.95),
  least: Math.min(...values),
  rounds: values.length,
});

/** Ratios of two lists taken in the same rounds: the median, and how far they scatter over the rounds. */
export function ratio(above, below) {
  const rounds = Math.min(above.length, below.length);
  const ratios = Array.from({ length: rounds }, (_, round) => above[round] / below[round]);
  return { median: median(ratios), p05: quantile(ratios, 0.05), p95: quantile(ratios, 0.95), rounds };
}

/** Least squares of log y on log x: y = factor · x^exponent. */
export function powerLaw(points) {
  const logs = points.filter(([x, y]) => x > 0 && y > 0).map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (place) => logs.reduce((sum, log) => sum + log[place], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const sxy = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const sxx = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const exponent = sxy / sxx;
  return { exponent, factor: Math.exp(my - exponent * mx) };
}
