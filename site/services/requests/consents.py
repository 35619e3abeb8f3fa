"""Consents: their texts in versions, and who gave them when."""

from __future__ import annotations

import hashlib
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path

from navigator.data import Consent, ConsentText, Municipality, Request
from navigator.rules.arrivals import PORTALS
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


#: What a consent says that was not given here.
_ELSEWHERE = {
    True: "Согласие дано при подаче заявления на другом портале и хранится там.",
    False: "Согласие подписано на бумаге и хранится в организации.",
}


def write_consents(request: Request, place: Municipality, sender: Sender, moment: Moment, *, special: bool) -> None:
    """Store what was agreed to, with its version, time and address. Call inside a transaction."""
    arrival = sender.arrival
    for kind in KINDS if special else KINDS[:1]:
        words = _ELSEWHERE[sender.source in PORTALS] if arrival else consent_words(kind, place)
        digest = hashlib.sha256(words.encode()).hexdigest()
        ConsentText.insert(kind=kind, digest=digest, text=words, since=moment.utc).on_conflict_ignore().execute()
        version = ConsentText.get(ConsentText.kind == kind, ConsentText.digest == digest)
        given_at = datetime.combine(arrival.consent_on, time(12)) if arrival else moment.utc
        Consent.create(request=request, text=version, given_at=given_at, address=sender.address)
