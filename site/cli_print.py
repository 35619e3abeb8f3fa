"""The command that prints."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from navigator.exchange.pdf import HOW, can_make_pdf, pdf_of
from navigator.services.booklet import booklet_of, only_municipality
from navigator.services.problems import Problem
from navigator.verbs import Verb, opened

SUFFIXES = (".pdf", ".html")


@click.command(cls=Verb)
@click.option("--municipality", help="Брошюра муниципалитета: slug или ОКТМО.")
@click.option("--organization", type=int, help="Брошюра организации: номер.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Файл .pdf или .html.")
@click.option("--size", type=click.Choice(["a5", "a4"]), default="a5", show_default=True, help="Формат листа.")
def booklet(municipality: str | None, organization: int | None, out: Path, size: str) -> None:
    """Брошюра программ для печати: PDF (нужен navigator[pdf]) или HTML."""
    from navigator.app import create_app

    if out.suffix.lower() not in SUFFIXES:
        raise Problem(f"{out.name}: назовите файл с окончанием .pdf или .html")
    if municipality and organization:
        raise Problem("Назовите что-то одно: --municipality или --organization")
    if not out.parent.is_dir():
        raise Problem(f"{out.parent}: такой папки нет")
    if out.suffix.lower() == ".pdf" and not can_make_pdf():
        raise Problem(f"{HOW}: назовите файл .html")
    settings, database = opened()
    if organization is None and municipality is None:
        municipality = only_municipality()
    made = booklet_of(
        datetime.now(ZoneInfo(settings.timezone)).date(), municipality=municipality, organization=organization
    )
    if made is None:
        named = f"организации {organization}" if organization is not None else f"муниципалитета «{municipality}»"
        raise Problem(
            f"В каталоге нет {named}. Муниципалитет – slug или ОКТМО, организация – номер из адреса её страницы"
        )
    if not made.total:
        raise Problem(f"{made.title}: программ пока нет")
    database.close()
    answer = create_app(settings, public_only=True).test_client().get(f"{made.path}booklet/?size={size}")
    if answer.status_code != 200:
        raise Problem(f"Брошюра не сложилась: {answer.status}")
    data = pdf_of(answer.text) if out.suffix.lower() == ".pdf" else answer.data
    fresh = out.with_name(f".{out.name}-{os.getpid()}")
    fresh.write_bytes(data)
    fresh.replace(out)
    click.echo(f"Брошюра: {out}, {len(data) / 1024 / 1024:.1f} МБ")
