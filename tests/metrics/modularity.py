#!/usr/bin/env python3
"""Writes modularity.json: how high the modularity of real support graphs gets in other programs' hands.

python3 modularity.py COALITION-LENS DATA > modularity.json

The edges are those of `coalition-lens query … network`; the best of 64 seeded runs of leidenalg and of igraph's Louvain counts,
and for up to 14 candidates the optimum that igraph proves by integer programming.
"""

import csv
import io
import json
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import igraph
import leidenalg

ELECTIONS = [
    "preflib/00001 - irish/*.soi",
    "preflib/00005 - burlington/*.toi",
    "preflib/00008 - glasgow/*.soi",
    "preflib/00019 - oakland/*.toi",
    "scot-elex/sample/*.blt",
    "portland2024/*_profile.blt",
    "nyc2025_mayor/*.blt",
    "minneapolis/*.csv",
]
METHODS = ["adjusted", "proximity_weighted", "basic"]
EXACT = 14


def best(graph):
    found = []
    for seed in range(64):
        random.seed(seed)
        igraph.set_random_number_generator(random)
        found.append(graph.community_multilevel(weights="weight"))
        kind = leidenalg.ModularityVertexPartition
        found.append(leidenalg.find_partition(graph, kind, weights="weight", n_iterations=-1, seed=seed))
    if graph.vcount() <= EXACT:
        found.append(graph.community_optimal_modularity(weights="weight"))
    return max(graph.modularity(partition.membership, weights="weight") for partition in found)


def main(program, data):
    elections = {}
    for file in (file for pattern in ELECTIONS for file in sorted(data.glob(pattern))):
        with tempfile.TemporaryDirectory() as folder:
            build = [program, "build", file, "-o", folder, "--election-id", "election", "--data-version", "1"]
            if subprocess.run(build, capture_output=True).returncode != 0:
                continue
            methods = elections[str(file.relative_to(data))] = {}
            for method in METHODS:
                query = ["network", "--min-shared-ballots", "0", "--min-strength=-1", "--method", method, "--format", "csv"]
                asked = subprocess.run([program, "query", folder, *query], capture_output=True, check=True, text=True)
                edges = [
                    (row["candidate_1"], row["candidate_2"], float(row["coalition_strength_score"]))
                    for row in csv.DictReader(io.StringIO(asked.stdout))
                ]
                if edges:
                    graph = igraph.Graph.TupleList(edges, weights=True)
                    methods[method] = {"edges": len(edges), "modularity": round(best(graph), 12)}
    made_with = f"modularity.py, igraph {igraph.__version__}, leidenalg {leidenalg.version}"
    text = json.dumps({"made_with": made_with, "elections": elections}, indent=2)
    # A figure of a graph on one line.
    print(re.sub(r'{\n *("edges": \d+,)\n *("modularity": \S+)\n *}', r"{ \1 \2 }", text))


main(sys.argv[1], Path(sys.argv[2]))
