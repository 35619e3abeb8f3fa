"""Loading a kept file of programs: as its columns were understood, first for show, then for good."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from peewee import Database

from navigator.data import Direction, StaffSheet
from navigator.data.database import take_turn, write
from navigator.data.rows import tuples
from navigator.data.sealed import ring
from navigator.exchange.dump_columns import PROGRAM_COLUMNS, program_rows
from navigator.exchange.programs import read_programs
from navigator.exchange.records import Reading
from navigator.exchange.writers import Value
from navigator.rules.vocabulary import FUNDING_SOURCES
from navigator.services.import_report import ImportReport, read_report, write_json, write_report
from navigator.services.imports import import_programs
from navigator.services.problems import storing
from navigator.services.programs.held import HELD_BEFORE, Seen, file_rule, hold_back, is_held, seen_by_families
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note
from navigator.services.staff.sheets import Sheet, label, on_disk

#: Rows that a preview shows.
SHOWN = 5
#: Columns that only repeat others.
_NOT_SHOWN = frozenset({"status", "vacancy", "state"})


def read(sheet: Sheet) -> Reading:
    """The file as its columns were understood.

    :raises FileProblem: it cannot be read so.
    """
    choices = sheet.choices
    with on_disk(sheet.body) as path:
        return read_programs(
            path, sheet=choices.sheet or None, mapping=choices.columns or None, ignored=choices.ignored
        )


def preview(reading: Reading) -> list[list[tuple[str, Value]]]:
    """The first rows as they were read: names of columns with their values."""
    rows = list(program_rows(reading.programs[:SHOWN]))[:SHOWN]
    directions = dict(tuples(Direction.select(Direction.slug, Direction.name)))
    return [
        [
            (label(key), directions.get(value, value) if key == "direction" else _in_words(key, value))
            for key, value in zip(PROGRAM_COLUMNS, row, strict=True)
            if value not in {None, ""} and key not in _NOT_SHOWN
        ]
        for row in rows
    ]


def _in_words(key: str, value: Value) -> Value:
    """A value of the exchange file as people say it."""
    if key != "funding" or not isinstance(value, str):
        return value
    parts = [part.strip().partition(":") for part in value.split(";")]
    names = [(FUNDING_SOURCES.get(source, source), price) for source, _, price in parts]
    return "; ".join(f"{name}, {price}" if price not in {"", "0"} else name for name, price in names)


def rehearse(database: Database, member: Member, sheet: Sheet, today: date) -> ImportReport:
    """What loading would do; nothing is changed.

    :raises FileProblem: the file cannot be read so.
    :raises Problem: nothing of it fits.
    """
    reading = read(sheet)
    with storing(database):
        report = _import(database, member, sheet, reading, today, dry_run=True)
        return _noted(report, HELD_BEFORE) if report.changed and is_held(member, sheet.organization) else report


def load(database: Database, member: Member, sheet: Sheet, today: date, moment: Moment) -> ImportReport:
    """Load the file, keep the report instead of it, write a line of the journal; pressed twice it loads once.

    :raises FileProblem: the file cannot be read so.
    :raises Problem: nothing of it fits.
    :raises StoreFailed: the database did not take it; nothing of it is stored.
    """
    if sheet.report is not None:
        return sheet.report
    reading = read(sheet)
    with storing(database), write(database):
        take_turn(database, ring().digest("sheet", sheet.key))
        row = StaffSheet.get(StaffSheet.key == sheet.key)
        if row.report:
            return read_report(row.report)
        held = is_held(member, sheet.organization)
        seen = seen_by_families(sheet.organization) if held else Seen()
        report = _import(database, member, sheet, reading, today, dry_run=False)
        if held:
            report = _noted(report, hold_back(database, member, sheet.organization, seen, moment))
        StaffSheet.update(body="", report=write_json(report)).where(StaffSheet.key == sheet.key).execute()
        counts = " ".join(f"{kind} {one.created}/{one.updated}/{one.unchanged}" for kind, one in report.totals.items())
        where = f"organization {sheet.organization}"
        note(database, member.account, "import", moment, subject=where, detail=f"{counts} skipped {report.skipped}")
    return report


def _noted(report: ImportReport, words: str) -> ImportReport:
    return replace(report, notes=(*report.notes, words)) if words else report


def _import(
    database: Database, member: Member, sheet: Sheet, reading: Reading, today: date, *, dry_run: bool
) -> ImportReport:
    return import_programs(
        database,
        reading,
        organization=str(sheet.organization),
        own=sheet.organization,
        state_after_import=file_rule(member, sheet.organization),
        dry_run=dry_run,
        today=today,
    )


def report_file(report: ImportReport) -> bytes:
    """Every row of a report as CSV."""
    with tempfile.TemporaryDirectory(prefix="navigator-") as folder:
        path = Path(folder) / "report.csv"
        write_report(report, path)
        return path.read_bytes()
