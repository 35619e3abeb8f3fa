"""Sums of nominals and prices as people type them into forms of money."""

from __future__ import annotations

import re

from navigator.rules.money import parse_roubles
from navigator.rules.persons import TypedProblem

#: The largest nominal that is believed, kopecks: a million roubles.
LARGEST_NOMINAL = 10**8
#: Digits in groups, kopecks after a point or a comma, the currency: anything else is asked about, not guessed.
_AMOUNT = re.compile(
    r"(?:[0-9]{1,3}(?:\s[0-9]{3})+|[0-9]+)(?:[.,][0-9]{1,2})?\s*(?:тыс\w*\.?)?\s*(?:₽|р\.?|руб\w*\.?)?(?:\s*[0-9]{1,2}\s*(?:коп\w*\.?|к\.?))?",
    re.IGNORECASE,
)


def read_amount(text: str, *, most: int = LARGEST_NOMINAL, signed: bool = False) -> int:
    """A sum in roubles in any spelling: «6 900», «6900,50», «6 900 ₽».

    :param signed: a leading minus is read too.
    :returns: kopecks.
    :raises TypedProblem: no sum, negative where that is no sense, or beyond belief.
    """
    typed = text.strip()
    minus = signed and typed[:1] in {"-", "−", "–"}
    sum_ = typed[1:].lstrip() if minus else typed
    found = parse_roubles(sum_) if _AMOUNT.fullmatch(sum_) else None
    if found is None or found > most:
        raise TypedProblem(f"«{typed[:30]}» – не сумма. Напишите рубли, например 6 900 или 6900,50")
    return -found if minus else found
