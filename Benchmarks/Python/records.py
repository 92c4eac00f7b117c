"""Five generated years of the program in SQLite and PostgreSQL: loading beside plain inserts of the same rows, then
look-ups, work lists, the year's statistics and the audit trail's verification beside their targets. Run by
Scripts/benchmark records.

Cases: sqlite, postgresql. EXAMS in the environment sets the number of exams (80,000).
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Name of a measurement: the most seconds of its slowest repeat; of verification, the least entries a second.
TARGETS = {
    "exam-by-identifier": 0.005, "exam-by-number": 0.005, "exam-by-case": 0.005, "work-list": 0.050,
    "year-statistics": 2.0, "year-trends": 2.0,
}
LEAST_ENTRIES_A_SECOND = 50_000
ROWS_A_TRANSACTION = 5_000


def measure(program: str, place: str, exams: int) -> dict:
    """What our program measures, by name."""
    finished = subprocess.run([program, place, str(exams)], capture_output=True, text=True)
    if finished.returncode != 0:
        sys.exit(finished.stderr.strip())
    return {line["name"]: line for line in map(json.loads, finished.stdout.splitlines())}


def plain_sqlite(path: Path, folder: Path) -> tuple:
    """Seconds of plain inserts of every row of a records file into a new one with the same tables, and their number."""
    source = sqlite3.connect(path)
    target = sqlite3.connect(folder / "plain.sqlite", isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = FULL")
    for (sql,) in source.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'index'"):
        target.execute(sql)
    seconds, count = 0.0, 0
    for table in ["exam", "chart", "result", "opinion", "record", "examinee", "audit_entry"]:
        cursor = source.execute(f"SELECT * FROM {table} ORDER BY rowid" if table != "chart" else "SELECT * FROM chart")
        places = ", ".join("?" * len(cursor.description))
        while rows := cursor.fetchmany(ROWS_A_TRANSACTION):
            start = time.perf_counter()
            target.execute("BEGIN")
            target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
            target.execute("COMMIT")
            seconds += time.perf_counter() - start
            count += len(rows)
    return seconds, count


class Server:
    """A private PostgreSQL server without a network; root starts it as the user postgres."""

    def __init__(self, folder: Path):
        versions = sorted(int(p.name) for p in Path("/usr/lib/postgresql").glob("*") if p.name.isdigit())
        if not versions:
            sys.exit("there is no PostgreSQL server here; install the package postgresql")
        self.programs = Path(f"/usr/lib/postgresql/{versions[-1]}/bin")
        self.folder = folder
        self.user = ["/usr/sbin/runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        self.process = subprocess.Popen(
            [*self.user, str(self.programs / "postgres"), "-D", str(folder / "data"), "-c", "listen_addresses=", "-c",
             f"unix_socket_directories={folder}", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        for _ in range(600):
            if subprocess.run([self.programs / "pg_isready", "-q", "-h", folder]).returncode == 0:
                break
            time.sleep(0.05)

    def _run(self, program, *arguments):
        done = subprocess.run([*self.user, str(self.programs / program), *map(str, arguments)], capture_output=True,
                              text=True, cwd=self.folder)
        if done.returncode != 0:
            sys.exit(f"{program}: {done.stderr.strip()}")
        return done.stdout

    def sql(self, database: str, text: str) -> str:
        return self._run("psql", "-h", self.folder, "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-Atqc",
                         text)

    def address(self, database: str) -> str:
        return f"postgresql:///{database}?host={self.folder}&user=postgres"

    def plain(self, database: str) -> tuple:
        """Seconds of plain INSERT statements of every row into a new database with the same tables and indexes."""
        dump = self.folder / "rows.sql"
        common = ["-h", self.folder, "-U", "postgres", "-d", database]
        schema = self._run("pg_dump", *common, "--schema-only", "--section=pre-data", "--no-privileges")
        self._run("pg_dump", *common, "--data-only", "--inserts", "-T", "polygraph.schema_version", "-f", dump)
        indexes = self.sql(
            database, "SELECT indexdef || ';' FROM pg_indexes WHERE schemaname IN ('polygraph', 'identity')")
        self.sql("postgres", "CREATE DATABASE plain")
        tables = self.folder / "tables.sql"
        tables.write_text(schema + indexes)
        tables.chmod(0o644)
        self._run("psql", "-h", self.folder, "-U", "postgres", "-d", "plain", "-q", "-f", tables)
        count = sum(line.startswith("INSERT INTO") for line in dump.open(errors="replace"))
        start = time.perf_counter()
        self._run("psql", "-h", self.folder, "-U", "postgres", "-d", "plain", "-q", "-1", "-f", dump)
        return time.perf_counter() - start, count

    def stop(self):
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        self.process.wait()


def report(kind: str, lines: dict, plain: tuple) -> bool:
    """Prints what was measured; true when every target is met."""
    met = True
    load = lines["load"]["seconds"][0]
    entries, records = lines["audit-verification"]["check"]
    exams = lines["load"]["check"][0]
    print(f"{kind}: {exams:.0f} exams, {entries:.0f} entries, {records:.0f} audited records, {plain[1]} rows")
    print(f"  {'load':<22} {load:10.1f} s   CPU {lines['load']['cpu'][0]:.1f} s; plain inserts of the same rows "
          f"{plain[0]:.1f} s, ratio {load / plain[0]:.2f}")
    for name, target in TARGETS.items():
        seconds = lines[name]["seconds"]
        worst = max(seconds)
        met &= worst <= target
        check = " ".join(f"{value:.6g}" for value in lines[name]["check"])
        cpu = statistics.median(lines[name]["cpu"])
        print(f"  {name:<22} {statistics.median(seconds) * 1e3:10.2f} ms   slowest {worst * 1e3:.2f} ms, "
              f"CPU {cpu * 1e3:.2f} ms, target "
              f"{target * 1e3:g} ms{'' if worst <= target else '  MISSED'}   check {check}")
    speed = entries / lines["audit-verification"]["seconds"][0]
    met &= speed >= LEAST_ENTRIES_A_SECOND
    print(f"  {'audit-verification':<22} {speed:10.0f} entries/s   "
          f"{entries / lines['audit-verification']['cpu'][0]:.0f} a CPU second, target {LEAST_ENTRIES_A_SECOND}"
          f"{'' if speed >= LEAST_ENTRIES_A_SECOND else '  MISSED'}", flush=True)
    return met


def main(program: str, wanted: list) -> bool:
    exams = int(os.environ.get("EXAMS", "80000"))
    met = True
    with tempfile.TemporaryDirectory() as scratch:
        if not wanted or "sqlite" in wanted:
            folder = Path(scratch) / "sqlite"
            folder.mkdir()
            lines = measure(program, str(folder / "records.sqlite"), exams)
            met &= report("sqlite", lines, plain_sqlite(folder / "records.sqlite", folder))
            shutil.rmtree(folder)
        if not wanted or "postgresql" in wanted:
            os.chmod(scratch, 0o755)
            folder = Path(scratch) / "postgresql"
            folder.mkdir()
            server = Server(folder)
            try:
                server.sql("postgres", "CREATE DATABASE records")
                lines = measure(program, server.address("records"), exams)
                met &= report("postgresql", lines, server.plain("records"))
            finally:
                server.stop()
    return met


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1], sys.argv[2:]) else 1)
