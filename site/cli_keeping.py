"""Commands that keep an installation: copies of it, what time makes it forget, new keys."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.data.sealed import KeyRing, use
from navigator.services.backup.keeping import Kept, backup, restore
from navigator.services.index import refresh_index
from navigator.services.progress import progress_of
from navigator.services.requests.erasing import purge
from navigator.services.requests.keeping import reseal
from navigator.services.requests.policy import now, policy_of
from navigator.verbs import Verb, opened


@click.command("backup", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
def backup_(file: Path) -> None:
    """Записать всю базу в один зашифрованный файл; сервер можно не останавливать."""
    settings, database = opened()
    click.echo(f"{file}: {_said(backup(database, file, settings.pii_keys))}")
    click.echo("Ключи NAVIGATOR_PII_KEYS и NAVIGATOR_SECRET_KEY храните отдельно: без них копию не открыть")


@click.command("restore", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
def restore_(file: Path) -> None:
    """Восстановить базу из файла backup; база должна быть пустой, SQLite или PostgreSQL."""
    settings, database = opened(ready=False)
    use(KeyRing(settings.pii_keys, settings.secret_key))
    click.echo(f"Восстановлено: {_said(restore(database, file, settings.pii_keys))}")
    with progress_of("Индекс") as tell:
        refresh_index(database, settings.search_dir, force=True, progress=tell)


def _said(kept: Kept) -> str:
    return f"строк {kept.rows}, {kept.size / 1024 / 1024:.1f} МБ, состояние на {kept.at} UTC"


@click.command("purge", cls=Verb)
@click.option("--dry-run", is_flag=True, help="Только посчитать.")
def purge_(dry_run: bool) -> None:
    """Обезличить заявки и удалить письма, срок хранения которых вышел."""
    settings, database = opened()
    found = purge(database, now(), policy_of(settings), dry_run=dry_run)
    click.echo(
        f"{'Будет обезличено' if dry_run else 'Обезличено'}: отказов и отмен {found.refused}, "
        f"зачислений {found.ended}; согласий удалено {found.consents}, писем {found.letters}"
    )


@click.command("rekey", cls=Verb)
def rekey_() -> None:
    """Зашифровать личные данные самым новым ключом: после этого старый можно убрать."""
    _settings, database = opened()
    click.echo(f"Зашифровано заново строк: {reseal(database)}")
