// Pairs as an Arrow table, for those who load one.
import { Float64, tableFromArrays, Utf8, vectorFromArray } from "apache-arrow";

export function arrowOf(columns) {
  const vectors = Object.entries(columns).map(([field, values]) => {
    if (/^(candidate_[12]|shared_ballots)$/.test(field)) return [field, Int32Array.from(values)];
    return [field, vectorFromArray(values, /name|type/.test(field) ? new Utf8() : new Float64())];
  });
  return tableFromArrays(Object.fromEntries(vectors));
}
