import { seeded } from "./seeded.ts";

/** An election whose names are as bad as names get, in the long-table form: one row per mark. */
export const NAMES = {
  comma: "Lee, Ann, Jr.",
  quotes: `O'Brien "Bob" “Bo”`,
  colon: "Party: Smith; Jane | x=1 & y",
  script: "<script>alert(1)</script><img src=x onerror=alert(2)>",
  rightToLeft: "محمد عبد الله (المرشح الأول)",
  override: "Eve \u202Eevil\u2066 name",
  emoji: "👩‍👩‍👧‍👦 Zoë Ünïcödé 🗳️",
  long: "Wolfeschlegelsteinhausenbergerdorff ".repeat(6).slice(0, 200).trim(),
  unbroken: "W".repeat(200),
  newline: "Two\nLines",
  twin: "John Smith",
  ordinary: "Mary Jones",
} as const;

const candidates = [...Object.values(NAMES), NAMES.twin].map((name, place) => ({ id: place + 1, name }));

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function rows(): string[] {
  const random = seeded(12345);
  const lines: string[] = [];
  for (let ballot = 1; ballot <= 600; ballot += 1) {
    // Voters prefer one half of the candidates, so that there are coalitions to see.
    const half = random(2);
    const ranking = new Set<number>();
    for (let rank = 1 + random(5); rank > 0; rank -= 1) {
      const inside = random(4) > 0;
      ranking.add(inside ? half * 6 + random(6) : random(candidates.length));
    }
    [...ranking].forEach((place, rank) => {
      const { id, name } = candidates[place] ?? { id: 1, name: "" };
      lines.push([ballot, id, quoted(name), rank + 1].join(","));
    });
  }
  return lines;
}

export const awkwardElection = {
  title: `<b>Awkward</b> & "quoted" מועצה ${"very long title ".repeat(8)}`.trim(),
  csv: ["BallotID,candidate_id,candidate_name,rank_position", ...rows()].join("\n") + "\n",
};
