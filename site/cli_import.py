"""Commands that read files: programs, organizations, requests, certificates."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from peewee import Database

from navigator.cli_index import reindex_, today
from navigator.exchange.certificates import read_certificates
from navigator.exchange.organizations import read_organizations
from navigator.exchange.programs import read_programs
from navigator.exchange.requests import read_requests
from navigator.rules.arrivals import ARRIVALS
from navigator.services.financing.importing import import_certificates
from navigator.services.import_organizations import import_organizations
from navigator.services.import_report import ImportReport, check_place, report_lines, write_report
from navigator.services.imports import import_programs
from navigator.services.intake.importing import import_requests
from navigator.services.progress import progress_of
from navigator.services.requests.policy import now, policy_of
from navigator.settings import Settings
from navigator.verbs import Verbs, opened


@click.group("import", cls=Verbs)
def import_() -> None:
    """Загрузить файл: CSV, XLSX, XLS, ODS или JSON."""


def _file_options(command: Callable[..., None]) -> Callable[..., None]:
    options = (
        click.argument("file", type=click.Path(path_type=Path)),
        click.option("--municipality", help="Slug, ОКТМО или название."),
        click.option("--mapping", type=click.Path(path_type=Path), help='JSON {"наш столбец": "заголовок в файле"}.'),
        click.option("--sheet", help="Лист книги."),
        click.option("--dry-run", is_flag=True, help="Показать, что изменится, и ничего не менять."),
        click.option("--report", type=click.Path(path_type=Path), help="Файл отчёта по строкам: .csv, .xlsx или .txt."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@import_.command("programs")
@_file_options
@click.option("--organization", help="Чьи программы, если файл не говорит: номер, код или «название».")
@click.option("--archive-missing", is_flag=True, help="Чего нет в файле, отправить в архив.")
def import_programs_(file: Path, mapping: Path | None, sheet: str | None, report: Path | None, **options: Any) -> None:
    """Программы с группами, одна строка – одна группа."""
    settings, database = opened()
    check_place(report)
    reading = read_programs(file, sheet=sheet, mapping=mapping)
    with progress_of("Программы") as tell:
        done = import_programs(database, reading, **options, today=today(settings), progress=tell)
    _finish(settings, database, done, report)


@import_.command("organizations")
@_file_options
def import_organizations_(
    file: Path, mapping: Path | None, sheet: str | None, report: Path | None, **options: Any
) -> None:
    """Организации, одна строка – одна организация."""
    settings, database = opened()
    check_place(report)
    reading = read_organizations(file, sheet=sheet, mapping=mapping)
    with progress_of("Организации") as tell:
        done = import_organizations(database, reading, **options, progress=tell)
    _finish(settings, database, done, report)


@import_.command("requests")
@_file_options
@click.option("--organization", help="Чьи заявки, если файл не говорит: номер, код или «название».")
@click.option("--source", type=click.Choice(list(ARRIVALS)), default="epgu", show_default=True, help="Откуда заявки.")
def import_requests_(file: Path, mapping: Path | None, sheet: str | None, report: Path | None, **options: Any) -> None:
    """Заявки с Госуслуг, регионального портала или бумаги, одна строка – одна заявка."""
    settings, database = opened()
    check_place(report)
    reading = read_requests(file, sheet=sheet, mapping=mapping)
    with progress_of("Заявки") as tell:
        done = import_requests(database, reading, **options, moment=now(), policy=policy_of(settings), progress=tell)
    _finish(settings, database, done, report)


@import_.command("certificates")
@_file_options
def import_certificates_(
    file: Path, mapping: Path | None, sheet: str | None, report: Path | None, **options: Any
) -> None:
    """Сертификаты другой системы с их номерами, одна строка – один сертификат."""
    settings, database = opened()
    check_place(report)
    reading = read_certificates(file, today(settings), sheet=sheet, mapping=mapping)
    with progress_of("Сертификаты") as tell:
        done = import_certificates(database, reading, now(), **options, progress=tell)
    _finish(settings, database, done, report)


def _finish(settings: Settings, database: Database, done: ImportReport, report: Path | None) -> None:
    for line in report_lines(done):
        click.echo(line)
    if report is not None:
        write_report(done, report)
    if done.changed and not done.dry_run and "requests" not in done.totals:
        reindex_(settings, database)
    if done.exit_code == 2:
        click.echo("Ошибка: ни одна строка не подошла. Проверьте файл или укажите столбцы: --mapping", err=True)
    sys.exit(done.exit_code)
