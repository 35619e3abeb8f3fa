"""The command line: one thin command per verb; services do the work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from peewee import Database

from navigator.cli_copy import export, pull
from navigator.cli_staff import staff
from navigator.data.database import migrate
from navigator.exchange.organizations import read_organizations
from navigator.exchange.programs import read_programs
from navigator.services.copying.running import copy_chores
from navigator.services.demo import load_demo
from navigator.services.demo_requests import load_demo_requests
from navigator.services.dump import KINDS, dump
from navigator.services.import_organizations import import_organizations
from navigator.services.import_report import ImportReport, check_place, report_lines, write_report
from navigator.services.imports import import_programs
from navigator.services.index import refresh_index
from navigator.services.problems import Problem
from navigator.services.progress import progress_of
from navigator.services.readiness import find_problems
from navigator.services.reference import load_reference
from navigator.services.requests.chores import chores_of
from navigator.services.requests.erasing import purge as purge_
from navigator.services.requests.keeping import reseal
from navigator.services.requests.policy import now, policy_of
from navigator.services.serving import require_free, run_server, run_worker
from navigator.services.staff.demo import demo_logins
from navigator.settings import Settings
from navigator.verbs import Navigator, Verbs, opened


@click.group(
    "navigator", cls=Navigator, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
def main() -> None:
    """Навигатор: каталог программ дополнительного образования детей."""


def _today(settings: Settings) -> date:
    return datetime.now(ZoneInfo(settings.timezone)).date()


def _reindex(settings: Settings, database: Database, *, force: bool = False) -> None:
    try:
        with progress_of("Индекс") as tell:
            done = refresh_index(database, settings.search_dir, force=force, progress=tell)
    except KeyboardInterrupt:
        click.echo("Прервано: данные целы, индекс прежний. Достройте его: navigator reindex", err=True)
        sys.exit(130)
    said = {"built": "Индекс построен", "busy": "Индекс строит другой процесс"}
    click.echo(said.get(done, "Индекс в порядке"))


@main.command()
@click.option("--municipalities", type=click.Path(path_type=Path), help="Таблица муниципалитетов другого региона.")
def init(municipalities: Path | None) -> None:
    """Создать или обновить базу и загрузить справочники; можно повторять."""
    _settings, database = opened(ready=False)
    migrate(database)
    loaded = load_reference(database, municipalities)
    click.echo(f"База готова: новых муниципалитетов {loaded.municipalities}, видов деятельности {loaded.activities}")


@main.command()
@click.option("--no-serve", is_flag=True, help="Только загрузить, не открывать сайт.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def demo(no_serve: bool, host: str, port: int) -> None:
    """Загрузить два демонстрационных района и открыть сайт; что уже есть, остаётся."""
    settings, database = opened(ready=False)
    if not no_serve:
        require_free(host, port)
    migrate(database)
    load_reference(database)
    loaded = load_demo(database, _today(settings))
    counts = f"организаций {loaded.organizations}, программ {loaded.programs}, групп {loaded.groups}"
    click.echo(
        f"Демонстрационные районы: добавлено {counts}" if loaded.programs else "Демонстрационные районы уже есть"
    )
    if requests := load_demo_requests(database, now()):
        click.echo(f"Заявки вымышленных семей: {requests}")
    _reindex(settings, database)
    click.echo(f"Вход для сотрудников: http://{host}:{port}/staff/")
    for one in demo_logins(database, settings.instance_dir, now()):
        click.echo(f"  {one.email}  пароль {one.password}{f'  второй фактор {one.secret}' if one.secret else ''}")
    database.close()
    click.echo("Статическая копия для сайта школы или флешки: navigator export")
    if not no_serve:
        _serve(host, port, workers=2, threads=4, with_worker=True)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Процессов.")
@click.option("--threads", default=4, show_default=True, help="Потоков в каждом.")
@click.option("--with-worker", is_flag=True, help="Рядом запустить worker.")
def serve(host: str, port: int, workers: int, threads: int, with_worker: bool) -> None:
    """Рабочий сервер."""
    _settings, database = opened()
    database.close()
    require_free(host, port)
    _serve(host, port, workers=workers, threads=threads, with_worker=with_worker)


def _serve(host: str, port: int, **options: Any) -> None:
    from navigator.app import create_app

    click.echo(f"Навигатор: http://{host}:{port}/  каталог: http://{host}:{port}/programs/  (остановить: Ctrl-C)")
    sys.stdout.flush()
    run_server(create_app, host, port, **options)


@main.command()
@click.option("--while-parent", is_flag=True, hidden=True)
def worker(while_parent: bool) -> None:
    """Сроки и письма заявок, свежий индекс; работает, пока не остановят."""
    settings, database = opened()
    chores = [*chores_of(settings, database), *copy_chores(settings, database)]
    say = partial(click.echo, err=True)
    run_worker(database, settings.search_dir, chores, say, while_parent=while_parent)


@main.command()
def reindex() -> None:
    """Построить поисковый индекс заново."""
    _reindex(*opened(), force=True)


@main.command()
def check() -> None:
    """Проверить базу, миграции, места и индекс."""
    settings, database = opened(ready=False)
    problems = find_problems(database, settings.search_dir)
    if problems:
        raise Problem("; ".join(problems))
    click.echo("Всё в порядке: база отвечает, миграции применены, места сходятся, индекс свежий")


@main.group("import", cls=Verbs)
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
        done = import_programs(database, reading, **options, today=_today(settings), progress=tell)
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


def _finish(settings: Settings, database: Database, done: ImportReport, report: Path | None) -> None:
    for line in report_lines(done):
        click.echo(line)
    if report is not None:
        write_report(done, report)
    if done.changed and not done.dry_run:
        _reindex(settings, database)
    if done.exit_code == 2:
        click.echo("Ошибка: ни одна строка не подошла. Проверьте файл или укажите столбцы: --mapping", err=True)
    sys.exit(done.exit_code)


@main.command()
@click.option("--dry-run", is_flag=True, help="Только посчитать.")
def purge(dry_run: bool) -> None:
    """Обезличить заявки и удалить письма, срок хранения которых вышел."""
    settings, database = opened()
    found = purge_(database, now(), policy_of(settings), dry_run=dry_run)
    click.echo(
        f"{'Будет обезличено' if dry_run else 'Обезличено'}: отказов и отмен {found.refused}, "
        f"зачислений {found.ended}; согласий удалено {found.consents}, писем {found.letters}"
    )


@main.command()
def rekey() -> None:
    """Зашифровать личные данные самым новым ключом: после этого старый можно убрать."""
    _settings, database = opened()
    click.echo(f"Зашифровано заново строк: {reseal(database)}")


main.add_command(staff)


@main.command("dump")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
def dump_(kind: str, file: Path) -> None:
    """Записать файл, который прочитает import: .csv или .xlsx."""
    _settings, database = opened()
    click.echo(f"{file}: строк {dump(database, kind, file)}")


main.add_command(export)
main.add_command(pull)
