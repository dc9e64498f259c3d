/** Values for a slider over counts of ballots: 0, then steps that grow with the value, up to the largest. */
export function ballotStops(largest: number): number[] {
  const stops = [0];
  for (let decade = 1; decade <= Math.max(1, largest); decade *= 10) {
    for (const step of [1, 1.5, 2, 3, 4, 5, 7]) {
      const stop = step * decade;
      if (Number.isInteger(stop) && stop <= largest) stops.push(stop);
    }
  }
  if (stops[stops.length - 1] !== largest && largest > 0) stops.push(largest);
  return stops;
}

/** The place of the stop nearest to a value. */
export function nearestStop(stops: readonly number[], value: number): number {
  let best = 0;
  stops.forEach((stop, place) => {
    if (Math.abs(stop - value) < Math.abs((stops[best] ?? 0) - value)) best = place;
  });
  return best;
}
