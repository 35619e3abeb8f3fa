"""Demo staff: one account for each role, with passwords that this installation made for itself."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyotp
from peewee import Database

from navigator.data import Account, Municipality, Organization
from navigator.data.database import write
from navigator.rules.access import ROLES, SECOND_FACTOR
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import HASHER

FILE = "demo_logins"
#: E-mail, role, external id of the organization, slug of the municipality.
PEOPLE = (
    ("dshi@azv.example", "organization", "azv-dshi", ""),
    ("moc@azv.example", "municipal_center", "", "aleksandrovo-zavodskiy-rayon"),
    ("cvr@egr.example", "organization", "egr-cvr", ""),
    ("moc@egr.example", "municipal_center", "", "egorlykskiy-rayon"),
    ("rmc@region.example", "regional_center", "", ""),
    ("eye@azv.example", "observer", "", "aleksandrovo-zavodskiy-rayon"),
)


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in as one of the demo staff; ``secret`` is of the second factor, empty without one."""

    email: str
    role: str
    password: str
    secret: str


def demo_logins(database: Database, instance_dir: Path, moment: Moment) -> list[Login]:
    """The demo staff of this installation, made on first use; passwords are kept beside its other secrets."""
    kept = instance_dir / FILE
    if kept.exists():
        return [Login(*line.split("\t")) for line in kept.read_text(encoding="utf-8").splitlines()]
    logins = [
        Login(
            email,
            role,
            secrets.token_urlsafe(9),
            pyotp.random_base32() if role in SECOND_FACTOR else "",
        )
        for email, role, _, _ in PEOPLE
    ]
    with write(database):
        for login, (email, role, organization, municipality) in zip(logins, PEOPLE, strict=True):
            Account.insert(
                email=email,
                name=f"{ROLES[role]} (демо)",
                role=role,
                organization=Organization.select(Organization.id).where(Organization.external_id == organization)
                if organization
                else None,
                municipality=Municipality.select(Municipality.id).where(Municipality.slug == municipality)
                if municipality
                else None,
                password_hash=HASHER.hash(login.password),
                totp_secret=login.secret,
                created_at=moment.utc,
            ).on_conflict_ignore().execute()
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{one.email}\t{one.role}\t{one.password}\t{one.secret}\n" for one in logins)
    return logins
