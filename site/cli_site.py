"""Commands of an installation: its database, its server, its worker, its index."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from navigator.cli_index import reindex_, today
from navigator.data.database import migrate
from navigator.services.copying.queue import CopyQueue
from navigator.services.copying.running import copy_chores
from navigator.services.demo import load_demo
from navigator.services.demo_children import load_demo_children
from navigator.services.demo_requests import load_demo_requests
from navigator.services.dump import KINDS, dump
from navigator.services.financing.demo import load_demo_money
from navigator.services.problems import Problem
from navigator.services.readiness import find_problems
from navigator.services.reference import load_reference
from navigator.services.requests.children import count_short_hashes
from navigator.services.requests.chores import chores_of
from navigator.services.requests.policy import now
from navigator.services.serving import require_free, run_server, run_worker
from navigator.services.staff.demo import demo_logins
from navigator.services.staff.journal_pages import write_checked
from navigator.verbs import Verb, opened


@click.command(cls=Verb)
@click.option("--municipalities", type=click.Path(path_type=Path), help="Таблица муниципалитетов другого региона.")
def init(municipalities: Path | None) -> None:
    """Создать или обновить базу и загрузить справочники; можно повторять."""
    _settings, database = opened(ready=False)
    migrate(database)
    count_short_hashes(database)
    loaded = load_reference(database, municipalities)
    click.echo(f"База готова: новых муниципалитетов {loaded.municipalities}, видов деятельности {loaded.activities}")


@click.command(cls=Verb)
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
    loaded = load_demo(database, today(settings))
    counts = f"организаций {loaded.organizations}, программ {loaded.programs}, групп {loaded.groups}"
    click.echo(
        f"Демонстрационные районы: добавлено {counts}" if loaded.programs else "Демонстрационные районы уже есть"
    )
    if requests := load_demo_requests(database, now()):
        click.echo(f"Заявки вымышленных семей: {requests}")
        load_demo_children(database, now())
    if contracts := load_demo_money(database, now()):
        click.echo(f"Договоры по сертификатам: {contracts}")
    reindex_(settings, database)
    click.echo(f"Вход для сотрудников: http://{host}:{port}/staff/")
    for one in demo_logins(database, settings.instance_dir, now()):
        click.echo(f"  {one.email}  пароль {one.password}{f'  второй фактор {one.secret}' if one.secret else ''}")
    database.close()
    click.echo("Статическая копия для сайта школы или флешки: navigator export")
    if not no_serve:
        _serve(host, port, workers=2, threads=4, with_worker=True)


@click.command(cls=Verb)
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


@click.command(cls=Verb)
@click.option("--while-parent", is_flag=True, hidden=True)
def worker(while_parent: bool) -> None:
    """Сроки и письма заявок, свежий индекс; работает, пока не остановят."""
    settings, database = opened()
    queue, say = CopyQueue(settings, database), partial(click.echo, err=True)
    copying = [*queue.chores(), *copy_chores(settings, database, is_busy=queue.is_busy)]
    try:
        run_worker(
            database, settings.search_dir, [*chores_of(settings, database), *copying], say, while_parent=while_parent
        )
    finally:
        queue.stop()


@click.command(cls=Verb)
def reindex() -> None:
    """Построить поисковый индекс заново."""
    reindex_(*opened(), force=True)


@click.command(cls=Verb)
def check() -> None:
    """Проверить базу, миграции, места и индекс."""
    settings, database = opened(ready=False)
    problems = find_problems(database, settings.search_dir)
    if problems:
        raise Problem("; ".join(problems))
    write_checked(database, now())
    click.echo("Всё в порядке: база отвечает, миграции применены, места сходятся, индекс свежий")


@click.command("dump", cls=Verb)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
def dump_(kind: str, file: Path) -> None:
    """Записать файл, который прочитает import: .csv или .xlsx."""
    _settings, database = opened()
    click.echo(f"{file}: строк {dump(database, kind, file)}")
