"""Reading exports that are no CSV, against what else reads them: the builder as a whole process, the others in a running Python
process, in turns, answers compared; of a workbook also like against like, our reader in a running process and DuckDB as a
program. Prints JSON. Arguments: workbook BINARY FILE ROUNDS READING, or dominion BINARY FOLDER ROUNDS (whose records are repeated
until the export is large)."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from build import by_builder, rows_of, timed

OURS_ALONE = "coalition-lens, reading alone"
MARKS = ("undervote", "overvote")
EXPORT = "CvrExport_42.json"
CONTEST, CONTEST_ID = "BOARD OF SUPERVISORS DISTRICT 1", 12
# Bytes; the second is only read by the builder.
SIZES = [300_000_000, 1_500_000_000]

SNAPSHOT = """struct("IsCurrent" boolean, "Cards" struct("Contests" struct("Id" int,
    "Marks" struct("CandidateId" int, "Rank" int, "IsAmbiguous" boolean)[])[])[])"""
# The fastest of the forms tried: types given, so that nothing else is kept and nothing detected, and each level unnested.
COUNT = f"""
with sessions as (
         select unnest("Sessions") as session
         from read_json($file, maximum_object_size = 2000000000,
                        columns = {{Sessions: 'struct("Original" {SNAPSHOT}, "Modified" {SNAPSHOT})[]'}})),
     cards as (
         select unnest(case when session."Original"."IsCurrent" then session."Original"."Cards"
                            when session."Modified"."IsCurrent" then session."Modified"."Cards" end) as card
         from sessions),
     contests as (select unnest(card."Contests") as contest from cards),
     marks as (select unnest(contest."Marks") as mark from contests where contest."Id" = {CONTEST_ID})
select mark."CandidateId", mark."Rank", count(*) from marks where not mark."IsAmbiguous" group by all
"""


def repeated(folder, size):
    """An export of so many bytes: the records of one file again and again, with numbers of their own."""
    large = Path(tempfile.mkdtemp())
    for manifest in Path(folder).glob("*Manifest.json"):
        shutil.copy(manifest, large)
    export = json.loads((Path(folder) / EXPORT).read_text())
    sessions = export.pop("Sessions")
    numbers = [session.pop("RecordId") for session in sessions]
    texts = [json.dumps(session, separators=(",", ":"))[1:] for session in sessions]
    file = large / "CvrExport.json"
    with file.open("w") as out:
        written = out.write(json.dumps(export, separators=(",", ":"))[:-1] + ',"Sessions":[')
        above = 0
        while written < size:
            records = (f'{{"RecordId":{above + number},{text}' for number, text in zip(numbers, texts))
            written += out.write(("," if above else "") + ",".join(records))
            above += max(numbers) + 1
        out.write("]}")
    return str(large), str(file)


def by_duckdb(connection, threads, query, parameters=None):
    connection.execute(f"set threads = {threads}")
    return connection.execute(query, parameters).fetchall()


def on_threads(duckdb, reader, run):
    """With as many threads as DuckDB takes by itself, and with one."""
    connection = duckdb.connect()
    by_default = connection.execute("select current_setting('threads')").fetchone()[0]
    return {
        f"DuckDB {duckdb.__version__}, {reader}": lambda: run(connection, by_default),
        f"DuckDB {duckdb.__version__}, {reader}, one thread": lambda: run(connection, 1),
    }


def quoted(text):
    """As SQL has it."""
    return "'" + str(text).replace("'", "''") + "'"


def workbook(binary, file, rounds, reading):
    """Rankings counted."""
    peaks = {os.path.basename(file): by_builder(binary, file)[1]}
    import duckdb
    import openpyxl
    from python_calamine import CalamineWorkbook

    def by_openpyxl():
        sheet = openpyxl.load_workbook(file, read_only=True).worksheets[0]
        return Counter(sheet.iter_rows(min_row=2, min_col=2, max_col=4, values_only=True))

    def by_calamine():
        rows = iter(CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows())
        next(rows)
        return Counter((first, second, third) for _, first, second, third, *_ in rows)

    query = "select columns('CHOICE'), count(*) from read_xlsx({}, header = true, all_varchar = true) group by all"

    def excel(connection, threads):
        connection.execute(load)
        counted = by_duckdb(connection, threads, query.format("$file"), {"file": file})
        return {tuple(ranking): ballots for *ranking, ballots in counted}

    def excel_program():
        script = f"{load}; {query.format(quoted(file))}"
        program = Path(duckdb_cli.__file__).with_name("duckdb")
        found = subprocess.run([program, ":memory:", "-csv", "-noheader", "-c", script], check=True, stdout=subprocess.PIPE, text=True)
        return {tuple(ranking): int(ballots) for *ranking, ballots in csv.reader(found.stdout.splitlines())}

    def cleaned(rankings):
        counts = Counter()
        for marks, ballots in rankings.items():
            names = dict.fromkeys(mark for mark in marks if mark not in MARKS)
            counts.update({(name, rank): ballots for rank, name in enumerate(names, 1)})
        return counts

    ours = subprocess.Popen([reading, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def alone():
        ours.stdin.write("\n")
        ours.stdin.flush()
        return {(name, rank): ballots for name, rank, ballots in json.loads(ours.stdout.readline())}

    rivals = {
        f"openpyxl {version('openpyxl')}, read-only": by_openpyxl,
        f"python-calamine {version('python-calamine')}": by_calamine,
    }
    try:
        import duckdb_cli
        import duckdb_extension_excel

        [extension] = Path(duckdb_extension_excel.__file__).parent.rglob("excel.duckdb_extension")
        load = f"load {quoted(extension)}"
        excel(duckdb.connect(), 1)
        rivals[f"DuckDB {version('duckdb-cli')}, its program, read_xlsx"] = excel_program
        rivals |= on_threads(duckdb, "read_xlsx", excel)
    except (ImportError, duckdb.Error) as error:
        print(f"skipped: DuckDB's excel extension: {error}", file=sys.stderr)
    counted = {OURS_ALONE: (alone, dict)} | {title: (run, cleaned) for title, run in rivals.items()}
    found = compare(binary, [file], "candidate_name", counted, rounds)
    ours.stdin.close()
    ours.wait()
    return found | {"peakMb": peaks, "alone": OURS_ALONE}


def dominion(binary, folder, rounds):
    """Marks counted by candidate and rank."""
    peaks = {}
    for size in SIZES[::-1]:
        large, file = repeated(folder, size)
        peaks[f"{os.path.getsize(file) / 1e6:.0f} MB of JSON"] = by_builder(binary, large, "--contest", CONTEST)[1]
        if size != SIZES[0]:
            os.remove(file)
    import duckdb

    rivals = on_threads(duckdb, "read_json", lambda connection, threads: by_duckdb(connection, threads, COUNT, {"file": file}))
    counted = lambda rows: {(candidate, rank): marks for candidate, rank, marks in rows}
    rivals = {title: (run, counted) for title, run in rivals.items()}
    found = compare(binary, [large, "--contest", CONTEST], "candidate_id", rivals, rounds)
    return found | {"peakMb": peaks, "mb": os.path.getsize(file) / 1e6}


def compare(binary, command, candidate, rivals, rounds):
    """`rivals` have by title what is timed, and the counts by candidate and rank that its answer stands for."""
    seconds = {title: [] for title in ["coalition-lens build", *rivals]}
    expected = None
    for _ in range(rounds):
        took, (folder, _) = timed(lambda: by_builder(binary, *command))
        seconds["coalition-lens build"].append(took)
        if expected is None:
            rows = rows_of(binary, folder, "candidates", "--fields", f"{candidate},rank_counts")
            counts = {(row[candidate], rank): marks for row in rows for rank, marks in enumerate(row["rank_counts"], 1)}
            expected = {key: marks for key, marks in counts.items() if marks > 0}
        for title, (run, counts_of) in rivals.items():
            took, answer = timed(run)
            seconds[title].append(took)
            if counts_of(answer) != expected:
                raise SystemExit(f"{title} and the builder differ")
    return {"seconds": seconds, "counts": len(expected)}


if __name__ == "__main__":
    what, binary, source, rounds, *more = sys.argv[1:]
    # Every folder made above lies in this one.
    with tempfile.TemporaryDirectory() as tempfile.tempdir:
        json.dump({"workbook": workbook, "dominion": dominion}[what](binary, source, int(rounds), *more), sys.stdout)
