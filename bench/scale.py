"""How building, publishing, loading and asking grow with ballots, candidates, ranks and elections.

scale.py BINARY [--quick]: elections come from `coalition-lens sample`, one size changed at a time, and for the number of
elections in one snapshot from the Scottish set of ../shared/data where it is there. Prints a JSON list of {axis, value,
measure, unit, result}, and to standard error the fitted exponents: result ~ value^exponent, by least squares of the logarithms.
Peak memory is at least that of this program, about 15 MB, which starts the others.
"""

import csv
import json
import math
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

BASE = {"ballots": 100_000, "candidates": 20, "ranks": 6}
AXES = {
    "ballots": [10_000, 100_000, 1_000_000, 5_000_000],
    "candidates": [5, 10, 20, 50, 100],
    "ranks": [3, 4, 6, 8, 10],
}
ELECTIONS = [1, 10, 100, 1_070]
SCOTLAND = Path(__file__).parents[1] / "../shared/data/scot-elex/scot-elex-csv-1070.tar.gz"
PAIRS = ["pairs", "--min-shared-ballots", "0", "--min-strength", "-1"]
GROUP = [*PAIRS, "--where", '{"length": {"min": 3}}']


def run(*command):
    """Runs to the end; its output, seconds, and peak memory in MB."""
    started = time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(map(str, command))}: {errors.read().decode()}")
        out.seek(0)
        return out.read(), seconds, usage.ru_maxrss / 1024


def bytes_in(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and "history" not in path.parts)


def ask(binary, folder, election, query):
    """Milliseconds to answer, seconds for loading, and peak memory in MB: the best of three, each by itself."""
    answers = []
    for _ in range(3):
        out, seconds, memory = run(binary, "query", folder, *query, "--election", election)
        milliseconds = json.loads(out)["metadata"]["query_time_ms"]
        answers.append((milliseconds, seconds - milliseconds / 1000, memory))
    return [min(figures) for figures in zip(*answers)]


def questions(binary, folder, election):
    pairs, load_pairs, memory_pairs = ask(binary, folder, election, PAIRS)
    group, load_profile, memory_profile = ask(binary, folder, election, GROUP)
    return [
        ("query: pairs", "ms", pairs),
        ("query: pairs of a group", "ms", group),
        ("load: pairs", "s", load_pairs),
        ("load: profile", "s", load_profile),
        ("peak memory of asking: pairs", "MB", memory_pairs),
        ("peak memory of asking: pairs of a group", "MB", memory_profile),
    ]


def of_sample(binary, folder, size):
    votes, snapshot = folder / "votes.csv", folder / "snapshot"
    run(binary, "sample", "-o", votes, *[part for name, value in size.items() for part in (f"--{name}", value)])
    _, seconds, memory = run(binary, "build", votes, "-o", snapshot, "--election-id", "sample")
    built = [("build", "s", seconds), ("peak memory of building", "MB", memory), ("snapshot", "bytes", bytes_in(snapshot))]
    return built + questions(binary, snapshot, "sample")


def of_elections(binary, folder, files):
    snapshot = folder / "snapshot"
    seconds = memory = 0
    for number, file in enumerate(files):
        _, took, peak = run(binary, "build", file, "-o", snapshot, "--election-id", f"ward-{number}")
        seconds, memory = seconds + took, max(memory, peak)
    built = [("build", "s", seconds), ("peak memory of building", "MB", memory), ("snapshot", "bytes", bytes_in(snapshot))]
    return built + questions(binary, snapshot, "ward-0")


def blt(file, folder):
    """A Scottish election as a BLT file: the same ballots, candidates and title."""
    rows = list(csv.reader(file.open(encoding="utf-8-sig")))
    names = [row[1].replace('"', "'") for row in rows if row[0].startswith("Candidate ")]
    ballots = [" ".join([*filter(None, row), "0"]) for row in rows[1:] if row[0].isdigit()]
    written = folder / f"{file.stem}.blt"
    title = rows[-1][0].replace('"', "'")
    lines = [f"{rows[0][0]} {rows[0][1]}", *ballots, "0", *(f'"{name}"' for name in names), f'"{title}"']
    written.write_text("\n".join(lines) + "\n")
    return written


def exponent(points):
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    mean_x, mean_y = (sum(values) / len(logs) for values in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def main():
    binary = Path(sys.argv[1]).resolve()
    is_quick = "--quick" in sys.argv[2:]
    rows = []

    def measure(axis, value, of):
        with tempfile.TemporaryDirectory() as folder:
            measured = of(Path(folder))
        for name, unit, result in measured:
            rows.append({"axis": axis, "value": value, "measure": name, "unit": unit, "result": round(result, 6)})
        print(axis, value, *(f"{name} {result:g} {unit}," for name, unit, result in measured), file=sys.stderr, flush=True)

    for axis, values in AXES.items():
        for value in values[:3] if is_quick else values:
            measure(axis, value, lambda folder: of_sample(binary, folder, {**BASE, axis: value}))
    if SCOTLAND.exists():
        with tempfile.TemporaryDirectory() as folder, tarfile.open(SCOTLAND) as archive:
            archive.extractall(folder, filter="data")
            files = [blt(path, Path(folder)) for path in sorted(Path(folder).rglob("*.csv"))]
            for value in ELECTIONS[:3] if is_quick else ELECTIONS:
                measure("elections", value, lambda folder: of_elections(binary, folder, files[:value]))
    else:
        print(f"skipped: {SCOTLAND} is absent", file=sys.stderr)
    print(json.dumps(rows))
    for axis, name in dict.fromkeys((row["axis"], row["measure"]) for row in rows):
        points = [(row["value"], row["result"]) for row in rows if (row["axis"], row["measure"]) == (axis, name)]
        print(f"{axis:<12}{name:<28}{exponent(points):6.2f}", file=sys.stderr)


main()
