"""Counts of BLT files by pref_voting, in the form of it that is fastest for rankings that end early (its own function for one
seat takes 25 times as long as that for several with one); winners compared with the builder's. Prints JSON: seconds by file and count. Arguments: BINARY ROUNDS BLT…"""

import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from build import by_builder, timed
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_scottish

# As the kernels count: their rules, seats, and the name of the query's rules that elect the same.
COUNTS = {
    "irv": (lambda profile: stv_scottish(profile, num_seats=1), "irv", 1),
    "stv": (lambda profile: stv_scottish(profile, num_seats=3, decimals=4), "scotland", 3),
}


def profile_of(file):
    lines = file.read_text().splitlines()
    candidates = int(lines[0].split()[0])
    ballots = {}
    for line in lines[1:]:
        count, *ranking = map(int, line.split())
        if count == 0:
            break
        if ranking := tuple(ranking[:-1]):
            ballots[ranking] = ballots.get(ranking, 0) + count
    rankings = [{candidate: rank for rank, candidate in enumerate(ranking, 1)} for ranking in ballots]
    return ProfileWithTies(rankings, rcounts=list(ballots.values()), candidates=list(range(1, candidates + 1)))


def winners_of(binary, folder, rules, seats):
    command = [binary, "query", folder, "rounds", "--rules", rules, "--seats", str(seats)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return sorted(answer["data"]["winners"])


def main():
    binary, rounds, *files = sys.argv[1:]
    found = {}
    for file in map(Path, files):
        folder, _ = by_builder(binary, str(file))
        profile = profile_of(file)
        for name, (count, rules, seats) in COUNTS.items():
            runs = [timed(lambda: count(profile)) for _ in range(int(rounds))]
            expected = winners_of(binary, folder, rules, seats)
            if any(sorted(map(int, winners)) != expected for _, winners in runs):
                raise SystemExit(f"{file.stem}: {name} elects {runs[0][1]} there, {expected} here")
            found[f"{file.stem} {name}"] = [seconds for seconds, _ in runs]
    json.dump({"seconds": found, "version": version("pref_voting")}, sys.stdout)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as tempfile.tempdir:
        main()
