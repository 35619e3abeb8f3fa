"""Accounts of staff: made by a command, opened by a one-time link, guarded by argon2id and a second factor."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from peewee import Database, IntegrityError

from navigator.data import Account, Invitation, Municipality, Organization, RecoveryCode, StaffSession
from navigator.data.database import write
from navigator.data.sealed import ring
from navigator.rules.access import ROLES, SECOND_FACTOR, SHORTEST_PASSWORD, Territory, place_needed
from navigator.rules.contacts import read_email
from navigator.rules.names import fold_name
from navigator.rules.persons import TypedProblem
from navigator.services.problems import Problem
from navigator.services.requests.records import Moment

#: 19 MiB, two passes: the least that OWASP recommends for argon2id.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
LINK_DAYS = 3
_KNOWN = Path(__file__).parents[2] / "data" / "reference" / "known_passwords.txt"


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in member of staff."""

    account: int
    email: str
    name: str
    role: str
    role_name: str
    place: str
    territory: Territory
    session: int
    has_second_factor: bool

    @property
    def needs_second_factor(self) -> bool:
        """True until a role that must have one has set it up."""
        return self.role in SECOND_FACTOR and not self.has_second_factor


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One browser of a member."""

    id: int
    browser: str
    address: str
    seen_at: datetime
    is_mine: bool


# ---------------------------------------------------------------- making accounts


def add_account(
    database: Database, email: str, role: str, moment: Moment, *, organization: str = "", municipality: str = ""
) -> str:
    """Make an account.

    :param organization: id or name; wanted for the role organization.
    :param municipality: slug, OKTMO or name; wanted for a municipal centre.
    :returns: the token of a one-time link to choose a password.
    :raises Problem: says what is missing.
    """
    if role not in ROLES:
        raise Problem(f"Роль «{role}» неизвестна. Есть: {', '.join(ROLES)}")
    try:
        address = read_email(email).lower()
    except TypedProblem as problem:
        raise Problem(str(problem)) from problem
    place = place_needed(role)
    if place == "organization" and not organization:
        raise Problem("Укажите организацию: --organization НОМЕР или «НАЗВАНИЕ»")
    if place == "municipality" and not municipality:
        raise Problem("Укажите муниципалитет: --municipality SLUG или ОКТМО")
    try:
        with write(database):
            account = Account.create(
                email=address,
                role=role,
                organization=_organization(organization) if organization else None,
                municipality=_municipality(municipality) if municipality else None,
                created_at=moment.utc,
            )
            return _invite(account, moment)
    except IntegrityError:
        raise Problem(f"Учётная запись {address} уже есть. Новая ссылка: navigator staff reset {address}") from None


def reset_account(database: Database, email: str, moment: Moment) -> str:
    """Take away password, second factor and sessions; give a new one-time link.

    :raises Problem: there is no such account.
    """
    account: Account | None = Account.get_or_none(Account.email == email.strip().lower())
    if account is None:
        raise Problem(f"Учётной записи {email} нет. Посмотрите: navigator staff list")
    with write(database):
        Account.update(password_hash="", totp_secret="", totp_step=0).where(Account.id == account.id).execute()
        RecoveryCode.delete().where(RecoveryCode.account == account.id).execute()
        StaffSession.update(ended_at=moment.utc).where(
            StaffSession.account == account.id, StaffSession.ended_at.is_null()
        ).execute()
        return _invite(account, moment)


def list_accounts() -> list[tuple[str, str, str, bool]]:
    """E-mail, role, place and whether a password was chosen, of all accounts."""
    return [
        (one.email, ROLES[one.role], place_name(one), bool(one.password_hash))
        for one in Account.select().order_by(Account.email)
    ]


def _invite(account: Account, moment: Moment) -> str:
    token = secrets.token_urlsafe(24)
    Invitation.update(used_at=moment.utc).where(
        Invitation.account == account.id, Invitation.used_at.is_null()
    ).execute()
    Invitation.create(account=account, token_hash=token_hash(token), until=moment.utc + timedelta(days=LINK_DAYS))
    return token


def token_hash(token: str) -> str:
    """Keyed hash under which a link or a session is kept."""
    return ring().digest("staff token", token)


def _organization(text: str) -> Organization:
    rows = Organization.select()
    found = list(
        rows.where(Organization.id == int(text))
        if text.isdigit()
        else rows.where(Organization.name_key == fold_name(text))
    )
    if len(found) != 1:
        raise Problem(f"Организация «{text}»: найдено {len(found)}. Назовите номер, он виден в адресе её страницы")
    return found[0]


def _municipality(text: str) -> Municipality:
    row = Municipality.get_or_none(
        (Municipality.slug == text) | (Municipality.oktmo == text) | (Municipality.name == text)
    )
    if row is None:
        raise Problem(f"Муниципалитета «{text}» нет. Назовите его адрес (slug) или ОКТМО")
    return row


def place_name(account: Account) -> str:
    """Where an account works, in words."""
    if account.organization is not None:
        return str(account.organization.public_name)
    return str(account.municipality.name) if account.municipality is not None else "Весь регион"


# ---------------------------------------------------------------- passwords


def account_of_link(token: str, moment: Moment) -> str:
    """E-mail of the account that a fresh one-time link opens; empty for an old or used one."""
    row = Invitation.get_or_none(
        Invitation.token_hash == token_hash(token), Invitation.used_at.is_null(), Invitation.until > moment.utc
    )
    return str(row.account.email) if row is not None else ""


def choose_password(database: Database, token: str, password: str, moment: Moment) -> bool:
    """Use a one-time link.

    :returns: False when the link is old or used.
    :raises TypedProblem: the password is too short or known to everybody.
    """
    email = account_of_link(token, moment)
    check_password(password, email)
    with write(database):
        used = Invitation.update(used_at=moment.utc).where(
            Invitation.token_hash == token_hash(token), Invitation.used_at.is_null(), Invitation.until > moment.utc
        )
        if not email or not used.execute():
            return False
        Account.update(password_hash=HASHER.hash(password)).where(Account.email == email).execute()
        return True


def check_password(password: str, email: str) -> None:
    """Refuse what is easy to guess, by length and a list of known ones alone.

    :raises TypedProblem: says what is wrong.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise TypedProblem(f"Пароль – не короче {SHORTEST_PASSWORD} знаков. Подойдут три-четыре слова подряд")
    if len(password) > 200:
        raise TypedProblem("Пароль длиннее 200 знаков")
    low = password.casefold()
    if low in _known() or low in email or (email and email.split("@")[0] in low):
        raise TypedProblem("Такой пароль легко угадать: придумайте другой")


def _known() -> frozenset[str]:
    return frozenset(_KNOWN.read_text(encoding="utf-8").split())
