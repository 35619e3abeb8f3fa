"""Signing in: password, second factor, sessions that a member can end from a list."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pyotp
from argon2.exceptions import InvalidHashError, VerificationError
from peewee import Database

from navigator.data import Account, RecoveryCode, StaffSession
from navigator.data.database import write
from navigator.data.sealed import SealBroken, ring
from navigator.rules.access import ROLES, Territory
from navigator.services.requests.records import Moment
from navigator.services.staff.accounts import HASHER, Member, SessionLine, place_name, token_hash

#: Checked where there is no account, so that the answer takes as long.
_NOBODY = HASHER.hash(secrets.token_hex(16))
SESSION_HOURS, IDLE_HOURS = 12, 2
#: A session is marked as seen at most this often.
SEEN_EVERY = timedelta(minutes=1)
RECOVERY_CODES = 8
_STEP = 30  # seconds of a code of the second factor
_ISSUER = "Навигатор"


def sign_in(
    database: Database, email: str, password: str, code: str, moment: Moment, *, address: str, browser: str
) -> str:
    """Check everything and open a session.

    :param code: of the second factor, or a recovery code; not looked at where there is none.
    :returns: the token of the session's cookie; empty when something of it is wrong, never what.
    """
    account: Account | None = Account.get_or_none(Account.email == email.strip().lower(), Account.is_active)
    good = _matches(account.password_hash if account is not None and account.password_hash else _NOBODY, password)
    if account is None or not account.password_hash or not good:
        return ""
    with write(database):
        if account.totp_secret and not _second_factor(account, code, moment):
            return ""
        if HASHER.check_needs_rehash(account.password_hash):
            Account.update(password_hash=HASHER.hash(password)).where(Account.id == account.id).execute()
        Account.update(signed_in_at=moment.utc).where(Account.id == account.id).execute()
        return _open(account, moment, address, browser)


def _matches(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password[:200])
    except (VerificationError, InvalidHashError):
        return False


def _open(account: Account, moment: Moment, address: str, browser: str) -> str:
    token = secrets.token_urlsafe(32)
    StaffSession.create(
        account=account,
        token_hash=token_hash(token),
        created_at=moment.utc,
        seen_at=moment.utc,
        address=address,
        browser=browser[:120],
    )
    return token


def member_of(token: str, moment: Moment) -> Member | None:
    """Who a session's cookie belongs to; None when it is old, idle or ended."""
    if not token:
        return None
    row: StaffSession | None = (
        StaffSession.select(StaffSession, Account)
        .join(Account)
        .where(
            StaffSession.token_hash == token_hash(token),
            StaffSession.ended_at.is_null(),
            StaffSession.created_at > moment.utc - timedelta(hours=SESSION_HOURS),
            StaffSession.seen_at > moment.utc - timedelta(hours=IDLE_HOURS),
            Account.is_active,
        )
        .first()
    )
    if row is None:
        return None
    if row.seen_at < moment.utc - SEEN_EVERY:
        StaffSession.update(seen_at=moment.utc).where(StaffSession.id == row.id).execute()
    account: Account = row.account
    return Member(
        account=account.id,
        email=account.email,
        name=account.name or account.email,
        role=account.role,
        role_name=ROLES[account.role],
        place=place_name(account),
        territory=Territory(account.role, account.id, account.organization_id, account.municipality_id),
        session=row.id,
        has_second_factor=bool(account.totp_secret),
    )


def sessions_of(member: Member, zone: str) -> list[SessionLine]:
    """Open sessions of a member, the latest first, in the time of a zone."""
    rows = (
        StaffSession.select()
        .where(StaffSession.account == member.account, StaffSession.ended_at.is_null())
        .order_by(StaffSession.seen_at.desc())
    )
    return [
        SessionLine(row.id, row.browser, row.address, Moment(row.seen_at).local(zone), row.id == member.session)
        for row in rows
    ]


def end_session(database: Database, member: Member, session: int, moment: Moment) -> bool:
    """End one session of a member: its browser is out at its next click."""
    with write(database):
        ended = StaffSession.update(ended_at=moment.utc).where(
            StaffSession.id == session, StaffSession.account == member.account, StaffSession.ended_at.is_null()
        )
        return bool(ended.execute())


# ---------------------------------------------------------------- the second factor


def new_secret() -> str:
    """A fresh secret for an authenticator."""
    return pyotp.random_base32()


def secret_address(secret: str, email: str) -> str:
    """The ``otpauth://`` address of a secret, for the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)


def seal_secret(secret: str, member: Member) -> str:
    """A secret that is not in use yet, for the form that takes it into use; of this member alone."""
    return ring().seal(secret, f"secret {member.account}")


def open_secret(sealed: str, member: Member) -> str:
    """What :func:`seal_secret` made; empty when it is none of this member."""
    try:
        return ring().open(sealed[:500], f"secret {member.account}")
    except SealBroken:
        return ""


def set_up(database: Database, member: Member, secret: str, code: str, moment: Moment) -> list[str]:
    """Take a second factor into use.

    :returns: recovery codes, shown once; empty when the code does not belong to the secret.
    """
    step = _step_of(secret, code, moment)
    if step is None:
        return []
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    with write(database):
        Account.update(totp_secret=secret, totp_step=step).where(Account.id == member.account).execute()
        RecoveryCode.delete().where(RecoveryCode.account == member.account).execute()
        for one in codes:
            RecoveryCode.create(account=member.account, code_hash=_recovery_hash(member.account, one))
    return codes


def _second_factor(account: Account, code: str, moment: Moment) -> bool:
    plain = "".join(code.split()).lower()
    step = _step_of(account.totp_secret, plain, moment)
    if step is not None:
        taken = Account.update(totp_step=step).where(Account.id == account.id, Account.totp_step < step)
        return bool(taken.execute())
    used = RecoveryCode.update(used_at=moment.utc).where(
        RecoveryCode.account == account.id,
        RecoveryCode.code_hash == _recovery_hash(account.id, plain.replace("-", "")),
        RecoveryCode.used_at.is_null(),
    )
    return bool(plain) and bool(used.execute())


def _step_of(secret: str, code: str, moment: Moment) -> int | None:
    """The step of time that a code belongs to, one before or after now at most."""
    if not code.isascii() or not code.isdigit() or len(code) != 6:
        return None
    now = int(moment.local("UTC").timestamp()) // _STEP
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(pyotp.TOTP(secret).at(step * _STEP), code):
            return step
    return None


def _recovery_hash(account: int, code: str) -> str:
    return ring().digest("recovery", str(account), code)
