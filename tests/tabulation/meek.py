#!/usr/bin/env python3
"""Writes meek.json: who is elected and who is eliminated by Meek's method in another program's hands.

python3 meek.py DATA > meek.json

Candidates are numbered from 1 as the files have them. Drawn elections are written down with their ballots.
"""

import csv
import json
import random
import re
import sys
from importlib.metadata import version
from pathlib import Path

from pref_voting import proportional_methods
from pref_voting.profiles_with_ties import ProfileWithTies

# Of a vote, and iterations between two eliminations: it iterates as long as an elected candidate is off the quota by more, also
# where that is for good.
TOLERANCE = 1e-6
ITERATIONS = 100

FILES = ["portland2024/d1_profile.blt", "portland2024/d2_profile.blt", "scot-elex/sample/*"]


def blt(text):
    lines = text.splitlines()
    candidates, seats = map(int, lines[0].split()[:2])
    ballots = {}
    for line in lines[1:]:
        count, *ranking = map(int, line.split())
        if count == 0:
            break
        ranking = tuple(ranking[:-1])
        if ranking:
            ballots[ranking] = ballots.get(ranking, 0) + count
    return candidates, seats, ballots


def scottish(text):
    rows = list(csv.reader(text.splitlines()))
    candidates, seats = int(rows[0][0]), int(rows[0][1])
    ballots = {}
    for row in rows[1:]:
        if not re.fullmatch(r"\d+(\.0)?", row[0]):
            break
        ranking = tuple(int(cell) for cell in row[1:] if cell)
        if ranking:
            ballots[ranking] = ballots.get(ranking, 0) + int(float(row[0]))
    return candidates, seats, ballots


def drawn(seed):
    """Few voters' kinds, many of each, so that nobody ties."""
    draw = random.Random(seed)
    candidates = draw.randint(4, 9)
    ballots = {}
    for _ in range(draw.randint(5, 30)):
        ranking = tuple(draw.sample(range(1, candidates + 1), draw.randint(1, candidates)))
        ballots[ranking] = ballots.get(ranking, 0) + draw.randint(1, 9999)
    return candidates, draw.randint(2, candidates - 1), ballots


def count(candidates, seats, ballots):
    told = []
    proportional_methods._t = told.append
    rankings = [{candidate: rank for rank, candidate in enumerate(ranking)} for ranking in ballots]
    profile = ProfileWithTies(rankings, rcounts=list(ballots.values()), candidates=range(1, candidates + 1))
    winners = proportional_methods.stv_meek(profile, num_seats=seats, tol=TOLERANCE, max_iter=ITERATIONS)
    eliminated = [int(found[1]) for found in (re.match(r"\[Meek\] Eliminate: (\d+)", line) for line in told) if found]
    return {"seats": seats, "winners": [int(winner) for winner in winners], "eliminated": eliminated}


def main(data):
    elections = {}
    for pattern in FILES:
        for file in sorted(data.glob(pattern)):
            read = blt if file.suffix == ".blt" else scottish
            elections[str(file.relative_to(data))] = count(*read(file.read_text()))
    rows = []
    for seed in range(60):
        candidates, seats, ballots = drawn(seed)
        listed = [[weight, *ranking] for ranking, weight in ballots.items()]
        rows.append({"candidates": candidates, **count(candidates, seats, ballots), "ballots": listed})
    made_with = f"meek.py, pref_voting {version('pref_voting')}"
    text = json.dumps({"made_with": made_with, "elections": elections, "drawn": rows}, indent=1)
    # Numbers in one line.
    print(re.sub(r"\[[\s\d,]+\]", lambda found: re.sub(r"\s+", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text))


main(Path(sys.argv[1]))
