"""Importing in tests: a file given by records, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import make
from peewee import Database

from navigator.exchange.records import Funding, Place
from navigator.services.import_report import ImportReport
from navigator.services.imports import import_programs

TODAY = date(2026, 9, 3)


def load(database: Database, *programs: Any, today: date = TODAY, **options: Any) -> ImportReport:
    options = {"organization": "Дом творчества", **options}
    return import_programs(database, make.reading(*programs), today=today, **options)


def totals(report: ImportReport) -> tuple[tuple[int, int, int, int], tuple[int, int, int, int]]:
    """(created, updated, unchanged, archived) of programs and of groups."""
    first, second = (
        (one.created, one.updated, one.unchanged, one.archived) for one in (report.programs, report.groups)
    )
    return first, second


def choir(**values: Any) -> Any:
    """A program with two groups that uses every part of a record."""
    return make.program_record(
        "Хор «Родник»",
        make.group_record(
            "Младшая",
            level="initial",
            age_from=84,
            age_to=120,
            date_start=date(2026, 9, 1),
            teachers=["Иванова Анна Петровна"],
            venue=Place("Зал", "ст. Егорлыкская, ул. Мира, 1"),
            module="1-й год",
        ),
        make.group_record("Старшая", level="basic", age_from=120, age_to=168, funding=[Funding("paid", None, 120_000)]),
        **{"activities": ["Хоровое пение"], "keywords": ["хор", "песня"], **values},
    )
