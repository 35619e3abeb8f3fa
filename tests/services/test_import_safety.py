"""Imports under kills, breaks and races, and real files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import make
import pytest
from peewee import Database

from navigator.data import Group, Organization, Program, ScheduleSlot
from navigator.data.database import catalog_generation, migrate, open_database
from navigator.exchange.organizations import read_organizations
from navigator.exchange.programs import read_programs
from navigator.services.import_organizations import import_organizations
from navigator.services.importing.batch import Batch
from navigator.services.imports import import_programs
from navigator.services.problems import Problem
from navigator.services.reference import load_reference

TODAY = date(2026, 9, 3)
EGR = "egorlykskiy-rayon"

#: Imports in another process and stops between the statements that write, until it is killed.
CHILD = """
import sys, time
from datetime import date
import make
from navigator.data.database import open_database
from navigator.services.importing import batch
from navigator.services.imports import import_programs

database = open_database(sys.argv[1])
plain = batch.Batch._execute_many
left = int(sys.argv[2])

def slow(self, sql, rows):
    global left
    plain(self, sql, rows)
    left -= 1
    if left == 0:
        print("inside", flush=True)
        time.sleep(60)

batch.Batch._execute_many = slow
programs = [make.program_record(f"Новая {n}", make.group_record("1", teachers=["Ким А. Б."])) for n in range(200)]
import_programs(database, make.reading(*programs), organization="Дом творчества", today=date(2026, 9, 3))
"""


@pytest.mark.parametrize("statement", [1, 2, 3, 4])
def test_a_kill_in_the_middle_leaves_the_old_state(database: Database, tmp_path: Path, statement: int) -> None:
    load_reference(database)
    make.organization("Дом творчества")
    first = make.reading(make.program_record("Хор", make.group_record("1")))
    import_programs(database, first, organization="Дом творчества", today=TODAY)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, _url(database), str(statement)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(make.__file__).parent), *sys.path])},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"inside\n"
    child.send_signal(signal.SIGKILL)
    child.wait(20)
    child.stdout.close()
    assert (Program.select().count(), Group.select().count(), ScheduleSlot.select().count()) == (1, 1, 2)
    assert catalog_generation() == 1
    again = import_programs(database, first, organization="Дом творчества", today=TODAY)
    assert again.changed is False


def _url(database: Database) -> str:
    if "sqlite" in type(database).__name__.lower():
        return f"sqlite:///{database.database}"
    info = database.connection().info
    return f"postgresql://{info.user}@{info.host}:{info.port}/{info.dbname}"


def test_a_break_while_writing_leaves_the_old_state(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load_reference(database)
    make.organization("Дом творчества")
    flush = Batch.flush

    def broken(self: Batch) -> None:
        flush(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(Batch, "flush", broken)
    with pytest.raises(KeyboardInterrupt):
        import_programs(database, make.reading(make.program_record("Хор")), organization="Дом творчества", today=TODAY)
    assert (Program.select().count(), catalog_generation()) == (0, 0)


def test_two_imports_of_one_file_at_once_make_it_once(database: Database) -> None:
    load_reference(database)
    make.organization("Дом творчества")
    start, failed = threading.Barrier(4), []

    def work() -> None:
        programs = [make.program_record(f"Программа {n}", make.group_record("1")) for n in range(50)]
        start.wait()
        try:
            import_programs(database, make.reading(*programs), organization="Дом творчества", today=TODAY)
        except Exception as problem:
            failed.append(problem)
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (Program.select().count(), Group.select().count(), catalog_generation()) == (50, 50, 1)


@pytest.mark.slow
def test_twenty_thousand_rows_are_fast(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'big.db'}")
    migrate(database)
    load_reference(database)
    programs = [
        make.program_record(
            f"Программа {n}", *(make.group_record(str(k), teachers=[f"Педагог {n % 300}"]) for k in (1, 2))
        )
        for n in range(10_000)
    ]
    started = time.monotonic()
    report = import_programs(database, make.reading(*programs), organization="Дом", municipality=EGR, today=TODAY)
    print(f"{20_000 / (time.monotonic() - started):.0f} rows a second")
    assert (report.programs.created, report.groups.created) == (10_000, 20_000)
    database.close()


# ---------------------------------------------------------------- real files


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "programs", "groups", "adults"),
    [("moscow-direction.xlsx", 140, 241, True), ("zddt-courses-2025-02.json", 36, 78, False)],
)
def test_real_programs_come_in_and_stay(
    database: Database, shared_data: Path, name: str, programs: int, groups: int, adults: bool
) -> None:
    load_reference(database)
    for times in range(2):
        report = import_programs(
            database, read_programs(shared_data / name), organization="Дворец", municipality=EGR, today=TODAY
        )
        counts = (report.programs, report.groups)
        done = [one.created if times == 0 else one.unchanged for one in counts]
        assert (done, report.exit_code, report.changed) == ([programs, groups], 0, times == 0)
        assert any("для взрослых – вне 5–17 лет" in row.notes for row in report.rows) is adults
    assert (Program.select().count(), Group.select().count(), catalog_generation()) == (programs, groups, 1)


@pytest.mark.realdata
def test_real_organizations_come_in_and_stay(database: Database, shared_data: Path) -> None:
    load_reference(database)
    path = shared_data / "dop-edu-orgs-200.cp1251.csv"
    with pytest.raises(Problem, match="--municipality"):
        import_organizations(database, read_organizations(path))
    for times in range(2):
        report = import_organizations(database, read_organizations(path), municipality=EGR)
        done = report.organizations.created if times == 0 else report.organizations.unchanged
        assert (done, report.exit_code, report.changed) == (200, 0, times == 0)
    assert (Organization.select().count(), catalog_generation()) == (200, 1)
