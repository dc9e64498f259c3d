"""Times whole commands in one run: building a snapshot from a wide Clear Ballot CSV against DuckDB reading the same file and
doing the pair self-join; and the peak memory of building from a BLT file. Arguments: BINARY WIDE-CSV[.gz] [BLT]."""

import os
import subprocess
import sys
import tempfile
import time

RUNS = 5

DUCKDB = r"""
import duckdb, sys
con = duckdb.connect()
con.execute("create table wide as select row_number() over () as ballot, * from read_csv(?, header = true, all_varchar = true)", [sys.argv[1]])
con.execute(r'''create table marks as
    select ballot, choice, regexp_extract(choice, ':(\d+):[^:]*:[^:]*:[^:]*$', 1)::int as rank, split_part(choice, '_', 2)::int as candidate
    from (unpivot wide on columns('^Choice_') into name choice value mark) where mark = '1' ''')
con.execute('''select a.candidate, b.candidate, abs(a.rank - b.rank) as distance, count(*)
    from marks a join marks b on a.ballot = b.ballot and a.candidate < b.candidate group by all''').fetchall()
"""


def best(command):
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    return min(times)


def peak_megabytes(command):
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)])
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return usage.ru_maxrss / 1024


def main():
    binary, wide, *more = sys.argv[1:]
    build = lambda source: [binary, "build", source, "-o", tempfile.mkdtemp(), "--election-id", "bench"]
    ours = best(lambda: build(wide))
    duckdb = best(lambda: [sys.executable, "-c", DUCKDB, wide])
    print(f"build from {os.path.basename(wide)}: {ours:.3f} s; DuckDB reading and joining it: {duckdb:.3f} s; ratio {duckdb / ours:.1f}")
    for source in [wide, *more]:
        print(f"peak memory of building from {os.path.basename(source)}: {peak_megabytes(build(source)):.0f} MB")


if __name__ == "__main__":
    main()
