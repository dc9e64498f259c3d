"""Every candidate's first-choice supporters, as the command line answers `where` and as SQL counts the same ballots.

Arguments: the coalition-lens binary. Uses SQLite, which comes with Python, on the real elections in ../shared/data.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
ELECTIONS = ["portland2024/d1_profile.blt", "portland2024/d2_profile.blt", "nyc2025_mayor/nyc2025_mayor.blt"]
FIGURES = [
    "shared_ballots",
    "ahead_1",
    "ahead_2",
    "next_1_to_2",
    "next_2_to_1",
    "first_then_second_1_to_2",
    "first_then_second_2_to_1",
    "both_top_3",
]

PAIRS = """
    select a.first, a.candidate, b.candidate,
        sum(a.count),
        sum(a.count * (a.rank < b.rank)),
        sum(a.count * (b.rank < a.rank)),
        sum(a.count * (b.rank = a.rank + 1)),
        sum(a.count * (a.rank = b.rank + 1)),
        sum(a.count * (a.rank = 1 and b.rank = 2)),
        sum(a.count * (b.rank = 1 and a.rank = 2)),
        sum(a.count * (a.rank <= 3 and b.rank <= 3))
    from marks a join marks b on a.ranking = b.ranking and a.candidate < b.candidate
    group by a.first, a.candidate, b.candidate"""

DISTANCES = """
    select a.first, a.candidate, b.candidate, abs(a.rank - b.rank), sum(a.count)
    from marks a join marks b on a.ranking = b.ranking and a.candidate < b.candidate
    group by a.first, a.candidate, b.candidate, abs(a.rank - b.rank)"""

CANDIDATES = "select first, candidate, rank, sum(count) from marks group by first, candidate, rank"


def rankings(path):
    with open(path, encoding="utf8") as lines:
        candidates = int(next(lines).split()[0])
        found = []
        for line in lines:
            count, *ranking = map(int, line.split())
            if count == 0:
                return candidates, found
            found.append((count, ranking[:-1]))


def counted(path):
    """Pairs, distances and ranks by (first choice, …), from SQL."""
    candidates, found = rankings(path)
    base = sqlite3.connect(":memory:")
    base.execute("create table marks (ranking int, first int, count int, rank int, candidate int)")
    rows = ((row, ranking[0], count, rank, candidate) for row, (count, ranking) in enumerate(found) for rank, candidate in enumerate(ranking, 1))
    base.executemany("insert into marks values (?, ?, ?, ?, ?)", rows)
    base.execute("create index by_ranking on marks (ranking)")
    pairs = {row[:3]: list(row[3:]) for row in base.execute(PAIRS)}
    distances, ranks = {}, {}
    for *key, distance, ballots in base.execute(DISTANCES):
        distances.setdefault(tuple(key), {})[distance] = ballots
    for *key, rank, ballots in base.execute(CANDIDATES):
        ranks.setdefault(tuple(key), {})[rank] = ballots
    return candidates, pairs, distances, ranks


def numbered(counts):
    return {place: count for place, count in enumerate(counts, 1) if count}


def check(binary, path):
    candidates, pairs, distances, ranks = counted(path)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([binary, "build", path, "-o", folder, "--election-id", "e"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def ask(query, first, *flags):
            command = [binary, "query", folder, query, "--where", json.dumps({"first": first}), "--page-size", "1000", *flags]
            return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["data"]

        for first in range(1, candidates + 1):
            rows = ask("pairs", first, "--min-shared-ballots", "0", "--min-strength", "-1")
            assert len(rows) == candidates * (candidates - 1) // 2
            for row in rows:
                key = (first, row["candidate_1"], row["candidate_2"])
                assert [row[name] for name in FIGURES] == pairs.get(key, [0] * len(FIGURES)), f"{path} {key}: {row}"
                assert numbered(row["distance_counts"]) == distances.get(key, {}), f"{path} {key}: {row}"
            for row in ask("candidates", first):
                key = (first, row["candidate_id"])
                assert numbered(row["rank_counts"]) == ranks.get(key, {}), f"{path} {key}: {row}"
                assert row["mentions"] == sum(ranks.get(key, {}).values()), f"{path} {key}: {row}"
    print(f"{os.path.basename(path)}: the groups of {candidates} first choices are as SQL counts them")


def main():
    for name in ELECTIONS:
        path = os.path.join(ROOT, "../shared/data", name)
        if os.path.exists(path):
            check(sys.argv[1], path)
        else:
            print(f"skipped: {path} is absent")


if __name__ == "__main__":
    main()
