"""How a request came that staff take in: where from, and which refusals staff may set aside with a reason."""

from __future__ import annotations

from navigator.rules.persons import TypedProblem

#: Codes of sources that staff and files may name; «site» is the family's own form.
ARRIVALS = {
    "paper": "На бумаге",
    "phone": "По телефону",
    "org": "Лично в организации",
    "epgu": "С Госуслуг",
    "rpgu": "С регионального портала",
}
#: Sources whose family agreed to the use of its data on another portal.
PORTALS = frozenset({"epgu", "rpgu"})
#: Refusals that a member of staff who knows better may set aside; the others are never taken in.
WAIVABLE = frozenset({"too_young", "too_old", "locked", "not_yet", "window_over", "certificate_needed"})
#: What never stops staff: they are the other way that «elsewhere» names, and look at numbers themselves.
ALWAYS_WAIVED = frozenset({"elsewhere"})
#: Beginnings of words → the source that they mean.
_WORDS = (
    ("региональн", "rpgu"),
    ("рпгу", "rpgu"),
    ("rpgu", "rpgu"),
    ("госуслуг", "epgu"),
    ("епгу", "epgu"),
    ("epgu", "epgu"),
    ("портал", "epgu"),
    ("gosuslugi", "epgu"),
    ("бума", "paper"),
    ("заявлени", "paper"),
    ("paper", "paper"),
    ("телефон", "phone"),
    ("звонок", "phone"),
    ("phone", "phone"),
    ("лично", "org"),
    ("организац", "org"),
    ("очно", "org"),
    ("org", "org"),
)


def read_source(text: str) -> str:
    """The code of a source: «ЕПГУ» → ``epgu``, «на бумаге» → ``paper``; empty stays empty.

    :raises TypedProblem: words that name none.
    """
    low = " ".join(text.lower().split())
    if not low:
        return ""
    found = next((code for word, code in _WORDS if word in low), "")
    if not found:
        raise TypedProblem(
            f"Источник «{text[:40]}» неизвестен. Подойдут: Госуслуги, региональный портал, бумага, телефон"
        )
    return found


def waived_by(reason: str) -> frozenset[str]:
    """What is set aside when staff write why: everything that may be; without words only what never stops them."""
    return (ALWAYS_WAIVED | WAIVABLE) if reason.strip() else ALWAYS_WAIVED
