"""A lost code: a new one goes to the e-mail that the family left, the old one opens nothing any more."""

from __future__ import annotations

import base64
import secrets

from peewee import Database

from navigator.data import Request
from navigator.data.database import write
from navigator.data.sealed import ring
from navigator.services.problems import storing
from navigator.services.requests.mailing import write_letter
from navigator.services.requests.records import Moment, Policy


def replace_code(database: Database, number: str, email: str, moment: Moment, policy: Policy) -> bool:
    """Send a new code to the address of a request, when this is its address.

    :returns: whether it is; who asks must not be told.
    """
    with storing(database), write(database):
        row: Request | None = Request.get_or_none(
            Request.number == number, Request.email_hash == ring().digest("email", email.casefold())
        )
        if row is None or not email:
            return False
        new_code(row, moment, policy)
        return True


def new_code(request: Request, moment: Moment, policy: Policy) -> str:
    """Give a request and what was sent together with it a fresh code; call inside a transaction.

    :returns: the code, which is not stored.
    """
    code = base64.b32encode(secrets.token_bytes(17)).decode()[:26]
    first = request.together_id or request.id
    Request.update(code_hash=ring().digest("code", code)).where(
        (Request.id == first) | (Request.together == first)
    ).execute()
    write_letter(request, "code", moment, policy, code=code)
    return code
