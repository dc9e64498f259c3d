import assert from "node:assert/strict";
import { test } from "node:test";
import { seatsCounted, withSeats } from "./seats.ts";
import { DEFAULTS } from "./state.ts";

const portland = { ...DEFAULTS.count, rules: "portland-3" } as const;

test("the seats shown are those that are counted, also where a preset names a number of its own", () => {
  const answered = { count: portland, rounds: { seats: 3 } };
  assert.equal(seatsCounted(portland, answered, 1), 3);
  assert.equal(seatsCounted({ ...portland, seats: 5 }, answered, 1), 5);
  assert.equal(seatsCounted(DEFAULTS.count, { count: DEFAULTS.count, rounds: { seats: 2 } }, 1), 2);
});

test("an answer to what is no longer asked says nothing of the seats", () => {
  assert.equal(seatsCounted(DEFAULTS.count, { count: portland, rounds: { seats: 3 } }, 1), 1);
  assert.equal(seatsCounted(portland, { count: { ...portland, seats: 5 }, rounds: { seats: 5 } }, 1), 1);
  assert.equal(seatsCounted(portland, undefined, 1), 1);
});

test("a preset is counted for the election's own number of seats when that is chosen", () => {
  const of = { own: 9, method: "stv", isOwnCounted: true } as const;
  assert.deepEqual(withSeats(portland, 9, of), { rules: "portland-3", seats: 9 });
  assert.deepEqual(withSeats(portland, 4, of), { rules: "portland-3", seats: 4 });
  assert.deepEqual(withSeats({ rules: null }, 9, of), { rules: null, seats: null });
  assert.deepEqual(withSeats({ rules: null }, 4, of), { rules: null, seats: 4 });
  assert.deepEqual(withSeats({ rules: null }, 9, { ...of, isOwnCounted: false }), { rules: null, seats: 9 });
});

test("with rules that fill one seat, several bring the election's own rules back, where they can be counted by", () => {
  const of = { own: 3, method: "irv", isOwnCounted: true } as const;
  assert.deepEqual(withSeats({ rules: "irv" }, 1, of), { rules: "irv", seats: 1 });
  assert.deepEqual(withSeats({ rules: "irv" }, 3, of), { rules: null, seats: null });
  assert.deepEqual(withSeats({ rules: "irv" }, 2, of), { rules: null, seats: 2 });
  assert.deepEqual(withSeats({ rules: "irv" }, 2, { ...of, isOwnCounted: false }), { rules: "irv", seats: 2 });
});
