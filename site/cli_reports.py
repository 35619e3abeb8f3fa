"""The command that makes reports."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from navigator.exchange.report_files import report_bytes, write_report_file
from navigator.rules.dates import format_date, parse_date
from navigator.services.problems import Problem
from navigator.services.reports.listed import REPORTS, report_for_command
from navigator.verbs import Verb, opened


@click.command("report", cls=Verb)
@click.argument("name", type=click.Choice(list(REPORTS)))
@click.option("--municipality", default="", help="Только этот муниципалитет: slug или ОКТМО.")
@click.option("--date", "typed", default="", help="На какой день: 2026-09-01 или 01.09.2026; по умолчанию на сегодня.")
@click.option("--out", type=click.Path(path_type=Path), help="Файл .csv, .xlsx или .json; без него CSV на экран.")
def report(name: str, municipality: str, typed: str, out: Path | None) -> None:
    """Отчёт: охват, направленности, возраст, организации, сертификаты, заявки, качество; имён детей в нём нет."""
    settings, database = opened()
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    day = parse_date(typed) if typed else today
    if day is None:
        raise Problem(f"Дата «{typed}» не читается. Напишите, например, 2026-09-01")
    if day > today:
        raise Problem(f"Дата {format_date(day)} ещё не наступила")
    found = report_for_command(database, name, day, today, municipality)
    if out is None:
        click.echo(report_bytes(found, "csv"), nl=False)
        return
    write_report_file(out, found)
    rows = sum(len(table.rows) for table in found.tables)
    click.echo(f"{out}: {found.title}, {found.place}, на {format_date(day)}, строк {rows}")
