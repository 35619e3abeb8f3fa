"""What several commands do with the index, and the day they work on."""

from __future__ import annotations

import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click
from peewee import Database

from navigator.services.index import refresh_index
from navigator.services.progress import progress_of
from navigator.settings import Settings


def today(settings: Settings) -> date:
    """Today where the region is."""
    return datetime.now(ZoneInfo(settings.timezone)).date()


def reindex_(settings: Settings, database: Database, *, force: bool = False) -> None:
    """Bring the index up to date and say what was done."""
    try:
        with progress_of("Индекс") as tell:
            done = refresh_index(database, settings.search_dir, force=force, progress=tell)
    except KeyboardInterrupt:
        click.echo("Прервано: данные целы, индекс прежний. Достройте его: navigator reindex", err=True)
        sys.exit(130)
    said = {"built": "Индекс построен", "busy": "Индекс строит другой процесс"}
    click.echo(said.get(done, "Индекс в порядке"))
