"""Commands of the static copy."""

from __future__ import annotations

import gc
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from navigator.services.problems import Problem
from navigator.services.progress import progress_of
from navigator.services.public_copy import CopyFacts, Scope, copy_public
from navigator.verbs import Verb, opened


@click.command(cls=Verb)
@click.option("--out", type=click.Path(path_type=Path), help="Куда; по умолчанию NAVIGATOR_EXPORT_DIR.")
@click.option("--municipality", help="Только этот муниципалитет: slug или ОКТМО.")
@click.option("--organization", type=int, help="Только эта организация: номер.")
@click.option("--live-url", help="Адрес живого сайта для заявок и состояний.")
@click.option("--title", help="Название в шапке; по умолчанию NAVIGATOR_REGION_NAME.")
@click.option("--logo", type=click.Path(path_type=Path), help="Картинка для шапки, до 60 КБ.")
@click.option("--colour", default="", help="Цвет ссылок и кнопок, например '#0a5c5c'.")
@click.option("--jobs", default=1, show_default=True, help="Процессов.")
@click.option("--full", is_flag=True, help="Написать все страницы заново.")
@click.option("--compress", is_flag=True, help="Рядом положить .br и .gz для серверов, которые их отдают.")
@click.option("--delta", type=click.Path(path_type=Path), help="Ещё и архив изменений против этого manifest.json.")
@click.option("--zip", "packed", is_flag=True, help="Ещё и один архив рядом.")
def export(
    out: Path | None,
    live_url: str | None,
    title: str | None,
    logo: Path | None,
    colour: str,
    jobs: int,
    full: bool,
    compress: bool,
    delta: Path | None,
    packed: bool,
    **scope: Any,
) -> None:
    """Статическая копия каталога: пишется только то, что изменилось."""
    from navigator.export.bundles import zip_changes, zip_copy
    from navigator.export.look import LookRefusedError, look_of
    from navigator.export.manifest import ManifestBrokenError, read_manifest_file
    from navigator.export.tree import ExportRefusedError

    settings, database = opened()
    destination = (out or settings.export_dir).absolute()
    today = datetime.now(ZoneInfo(settings.timezone)).date()
    with tempfile.TemporaryDirectory(prefix="navigator-") as folder:
        try:
            former = read_manifest_file(delta) if delta else None
            look = look_of(colour, logo)
            with ThreadPoolExecutor(1) as aside:  # SQLite copies rows while the program is read from the disk
                copying = aside.submit(_copied, database, Path(folder) / "public.db", Scope(**scope))
                from navigator.app import create_app
                from navigator.export.freeze import freeze_catalog
                from navigator.export.steps import Wishes
                from navigator.export.writing import RARELY

                gc.set_threshold(*RARELY)
                wishes = Wishes(settings.instance_dir / "copies", jobs, full, compress, look)
                mine = replace(
                    settings,
                    database_url=f"sqlite:///{folder}/public.db",
                    search_dir=Path(folder) / "index",
                    live_url=(live_url or settings.live_url).rstrip("/"),
                    region_name=title or settings.region_name,
                )
                with progress_of("Страницы") as tell:
                    make_app = partial(create_app, mine, public_only=True, day=today)
                    done = freeze_catalog(make_app, copying.result, destination, wishes, tell)
        except (ExportRefusedError, LookRefusedError, ManifestBrokenError) as problem:
            raise Problem(str(problem)) from problem
    gc.freeze()  # the process ends: nobody needs to look for garbage among all that was read
    if packed:
        click.echo(f"Архив: {zip_copy(destination)}")
    if former is not None:
        click.echo(f"Изменения: {zip_changes(destination, former)}")
    click.echo(
        f"Копия: {destination}, файлов {done.files}, {done.size / 1024 / 1024:.1f} МБ; изменилось {done.changed}"
    )


def _copied(database: Any, target: Path, scope: Scope) -> CopyFacts:
    try:
        return copy_public(database, target, scope)
    finally:
        database.close()  # of this thread


@click.command(cls=Verb)
@click.argument("url")
@click.argument("folder", type=click.Path(path_type=Path))
def pull(url: str, folder: Path) -> None:
    """Обновить копию по сети: скачать с адреса копии только то, что изменилось."""
    from navigator.export.manifest import ManifestBrokenError
    from navigator.export.pull import PullFailedError, pull_copy

    try:
        with progress_of("Файлы") as tell:
            done = pull_copy(url, folder, tell)
    except (PullFailedError, ManifestBrokenError) as problem:
        raise Problem(str(problem)) from problem
    said = f"скачано файлов {done.fetched}, {done.size / 1024:.0f} КБ, удалено {done.removed}"
    click.echo(f"Копия: {folder}, {said}" if done.fetched or done.removed else f"Копия: {folder}, изменений нет")
