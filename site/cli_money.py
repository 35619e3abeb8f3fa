"""Commands about certificates and their money."""

from __future__ import annotations

from pathlib import Path

import click

from navigator.services.financing.exchange import write_exchange
from navigator.services.requests.policy import now
from navigator.verbs import Verb, opened


@click.command("exchange", cls=Verb)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--balances", is_flag=True, help="Ещё и остатки сертификатов: файл с личными данными, не публикуйте его.")
def exchange(folder: Path, balances: bool) -> None:
    """Записать JSON-файлы для Госуслуг: программы, группы, расписание; по желанию остатки."""
    settings, database = opened()
    for name, rows in write_exchange(database, folder, now(), settings.region_name, with_balances=balances).items():
        click.echo(f"{folder / name}: записей {rows}")
