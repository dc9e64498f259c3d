"""Builder against DuckDB on the same wide Clear Ballot CSV, in turns, answers compared: marks cleaned by the certified rules
(an overvoted rank is skipped, skipped ranks are condensed, a repeated candidate counts once), then shared ballots by pair and
distance. Prints JSON. Arguments: BINARY WIDE.csv ROUNDS [further file whose build's peak memory is measured]…"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

# The fastest of the forms tried: types as DuckDB detects them (all text takes three times as long), names of columns taken
# apart once (for each mark it takes 3 s more), unpivoted (a union of selects is slower).
CLEAN = r"""
create or replace table wide as
select row_number() over () as ballot, columns('^Choice_')::utinyint from read_csv($file, header = true);
create or replace table names as
select choice, part.id::int as candidate, part.name as name, part.rank::int as rank
from (select column_name as choice,
             regexp_extract(column_name, '^Choice_(\d+)_\d+:.*:(\d+):[^:]*:([^:]*):[^:]*$', ['id', 'rank', 'name']) as part
      from (describe wide) where column_name like 'Choice\_%' escape '\');
create or replace table marks as
with marked as (select ballot, candidate, name, rank
                from (from (unpivot wide on columns('^Choice_') into name choice value mark) where mark = 1) join names using (choice)),
     named as (from marked qualify count(*) over (partition by ballot, rank) = 1),
     ranked as (select ballot, candidate, min(rank) as rank from named where not regexp_matches(name, '^Write-in-\d+$') group by all)
select ballot, candidate, row_number() over (partition by ballot order by rank) as rank from ranked;
"""
PAIRS = """
select a.candidate, b.candidate, abs(a.rank - b.rank) as distance, count(*) as ballots
from marks a join marks b on a.ballot = b.ballot and a.candidate < b.candidate group by all
"""


def by_duckdb(connection, wide):
    for statement in connection.extract_statements(CLEAN):
        connection.execute(statement, {"file": wide} if "$file" in statement.query else None)
    return connection.execute(PAIRS).fetchall()


def by_builder(binary, source, *options):
    """Build and its peak memory in MB."""
    folder = tempfile.mkdtemp()
    command = [binary, "build", source, "-o", folder, "--election-id", "bench", *options]
    quiet = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return folder, usage.ru_maxrss / 1024


def rows_of(binary, folder, *query):
    command = [binary, "query", folder, *query, "--election", "bench", "--page-size", "1000"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["data"]


def pairs_of(binary, folder):
    fields = "candidate_1,candidate_2,distance_counts"
    rows = rows_of(binary, folder, "pairs", "--min-shared-ballots", "0", "--min-strength=-1", "--fields", fields)
    return {
        (row["candidate_1"], row["candidate_2"], distance + 1): ballots
        for row in rows
        for distance, ballots in enumerate(row["distance_counts"])
        if ballots > 0
    }


def sizes(connection, wide):
    """Bytes of the same ballots in other clothes."""
    folder = tempfile.mkdtemp()
    written = {}
    ranks = ", ".join(f"max(candidate) filter (rank = {rank}) as r{rank}" for rank in range(1, 11))
    each = f"create or replace table each as select {ranks} from marks group by ballot"
    connection.execute(each)
    connection.execute("create or replace table profile as select *, count(*) as ballots from each group by all order by all")
    for name, table in [
        ("Parquet with zstd, ballots as marked", "wide"),
        ("Parquet with zstd, a row for each mark", "marks"),
        ("Parquet with zstd, distinct rankings with their counts, sorted", "profile"),
    ]:
        file = os.path.join(folder, f"{table}.parquet")
        connection.execute(f"copy {table} to '{file}' (format parquet, compression zstd, compression_level 19)")
        written[name] = os.path.getsize(file)
    with open(wide, "rb") as file:
        written["wide CSV, gzip'd"] = len(gzip.compress(file.read(), 9, mtime=0))
    return written


def timed(run):
    started = time.perf_counter()
    result = run()
    return time.perf_counter() - started, result


def main():
    binary, wide, rounds, *more = sys.argv[1:]
    # Before DuckDB is loaded: a child's peak counts what its parent held when it was started.
    peaks = {os.path.basename(file): by_builder(binary, file)[1] for file in [wide, *more]}
    import duckdb

    connection = duckdb.connect()
    ours, theirs = [], []
    expected = None
    for _ in range(int(rounds)):
        seconds, (folder, _) = timed(lambda: by_builder(binary, wide))
        ours.append(seconds)
        seconds, rows = timed(lambda: by_duckdb(connection, wide))
        theirs.append(seconds)
        counted = {(a, b, distance): ballots for a, b, distance, ballots in rows}
        expected = expected or pairs_of(binary, folder)
        if counted != expected:
            differing = sorted(key for key in counted.keys() | expected.keys() if counted.get(key) != expected.get(key))
            examples = [f"{key}: {counted.get(key)} and {expected.get(key)}" for key in differing[:3]]
            raise SystemExit(f"DuckDB and the builder differ in {len(differing)} of {len(expected)} counts: {'; '.join(examples)}")
    json.dump(
        {
            "duckdb": duckdb.__version__,
            "counts": len(expected),
            "buildSeconds": ours,
            "duckdbSeconds": theirs,
            "sizes": sizes(connection, wide),
            "peakMb": peaks,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    # Every folder made above lies in this one.
    with tempfile.TemporaryDirectory() as tempfile.tempdir:
        main()
