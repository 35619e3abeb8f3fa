"""Commands about accounts of staff."""

from __future__ import annotations

import click

from navigator.rules.access import ROLES
from navigator.services.requests.policy import now
from navigator.services.staff.accounts import LINK_DAYS, add_account, list_accounts, reset_account
from navigator.settings import Settings
from navigator.verbs import Verbs, opened


@click.group(cls=Verbs)
def staff() -> None:
    """Учётные записи сотрудников."""


@staff.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(list(ROLES)))
@click.option("--organization", default="", help="Номер или название, для роли organization.")
@click.option("--municipality", default="", help="Slug, ОКТМО или название, для муниципального центра.")
def staff_add(email: str, role: str, organization: str, municipality: str) -> None:
    """Создать запись и напечатать одноразовую ссылку."""
    settings, database = opened()
    _print_link(
        settings, add_account(database, email, role, now(), organization=organization, municipality=municipality)
    )


@staff.command("reset")
@click.argument("email")
def staff_reset(email: str) -> None:
    """Забрать пароль и второй фактор, закрыть все входы, напечатать новую ссылку."""
    settings, database = opened()
    _print_link(settings, reset_account(database, email, now()))


@staff.command("list")
def staff_list() -> None:
    """Кто есть."""
    opened()
    for email, role, place, ready in list_accounts():
        click.echo(f"{email}: {role}, {place}{'' if ready else ', пароль не выбран'}")


def _print_link(settings: Settings, token: str) -> None:
    click.echo(f"Одноразовая ссылка на {LINK_DAYS} дня: {settings.live_url}/staff/invitation/{token}/")
