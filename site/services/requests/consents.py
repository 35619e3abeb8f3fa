"""Consents: their texts in versions, and who gave them when."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from navigator.data import Consent, ConsentText, Municipality, Request
from navigator.services.requests.records import Moment, Sender

TEXTS = Path(__file__).parents[2] / "data" / "reference"
KINDS = ("personal", "special")


def consent_words(kind: str, place: Municipality) -> str:
    """The text that a family agrees to; names the operator of the municipality.

    :param kind: ``personal`` or ``special``.
    """
    operator = place.operator_name or place.center_name or f"Уполномоченный орган: {place.name}"
    address = place.operator_address or place.center_address or place.name
    return _text(kind).format(operator=operator, address=address).strip()


@lru_cache(maxsize=4)
def _text(kind: str) -> str:
    return (TEXTS / f"consent_{kind}.txt").read_text(encoding="utf-8")


def write_consents(request: Request, place: Municipality, sender: Sender, moment: Moment, *, special: bool) -> None:
    """Store what was agreed to, with its version, time and address. Call inside a transaction."""
    for kind in KINDS if special else KINDS[:1]:
        words = consent_words(kind, place)
        digest = hashlib.sha256(words.encode()).hexdigest()
        ConsentText.insert(kind=kind, digest=digest, text=words, since=moment.utc).on_conflict_ignore().execute()
        version = ConsentText.get(ConsentText.kind == kind, ConsentText.digest == digest)
        Consent.create(request=request, text=version, given_at=moment.utc, address=sender.address)
