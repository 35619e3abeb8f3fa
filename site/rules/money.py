"""Money: whole kopecks inside, roubles on the page, prices as people word them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from navigator.rules.years import months_touched

#: The largest sum that is believed, kopecks: a billion roubles.
LARGEST = 10**11
NBSP = "\u00a0"

_AMOUNT = re.compile(
    r"(?<![\w.,])(?P<minus>[-−–]\s?)?(?P<number>\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)*)"
    r"(?!e\d)(?P<thousands>\s*(?:т\.?\s?р\b|тыс))?"
)
_KOPECKS = re.compile(r"(\d{1,2})\s*коп")
_SPACES = re.compile(r"\s+")
_NEUTRAL = {"", "-", "—", "–", "н/д", "нет данных", "не указано", "не указана", "?"}
_FREE = re.compile(
    r"(?<!не )беспл(?:\.|атн|\b)|(?<!вне)(?<!вне-)(?<!вне )бюджет|муниципальн\w* задани|free\b|безвозмездн|без оплаты"
)
_PAID = re.compile(r"не бесплатн|(?<!бес)платн|внебюджет|вне бюджет|вне-бюджет|\bpaid\b|за плату|договорн|хозрасч")
_CERTIFICATE = re.compile(r"сертификат|\bпф(?:до)?\b|\bпфдод|персонифицир|соц\w* заказ|certificate")
_MONTH = re.compile(r"мес|ежемесячн|/\s*м\b|month")
_LESSON = re.compile(r"заняти|урок|\bчас|/\s*ч\b|ак\.?\s*ч|lesson|hour|посещени")
_TERM = re.compile(
    r"курс|семестр|полугод|за\s+(?:весь\s+)?(?:год|период|срок|модуль)|в\s+год|/\s*год|учебн\w+ год|term|year"
)


@dataclass(frozen=True, slots=True)
class ParsedPrice:
    """What a sentence about payment says.

    ``kopecks`` is None when no sum is named; ``per`` is month, term, hour or empty (not said).
    Nothing set means unknown.
    """

    kopecks: int | None = None
    per: str = ""
    free: bool = False
    paid: bool = False
    certificate: bool = False

    @property
    def known(self) -> bool:
        """True when the sentence says anything at all."""
        return self.free or self.paid or self.certificate or self.kopecks is not None


def parse_roubles(value: str | float | Decimal | None) -> int | None:
    """Read a sum in roubles: «1 200 ₽», «1200,50», «1.200», «1 200 руб./мес», 1200.5; «бесплатно» is 0.

    :returns: kopecks; None when no sum is named, it is negative or beyond belief. Of several sums the first counts.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float, Decimal)):
        return _kopecks(Decimal(str(value))) if math.isfinite(value) else None
    return _parse_text(value) if len(value) <= 500 else None


@lru_cache(maxsize=4096)
def _parse_text(text: str) -> int | None:
    low = _SPACES.sub(" ", text).strip().lower()
    found = _AMOUNT.search(low)
    if found is None:
        return 0 if "бесплатн" in low and "платно" not in low.replace("бесплатно", "") else None
    if found["minus"] and not low[: found.start()].strip():
        return None
    try:
        amount = Decimal(_plain_number(found["number"]))
    except InvalidOperation:
        return None
    if found["thousands"]:
        amount *= 1000
    kopecks = _kopecks(amount)
    if kopecks is not None and (more := _KOPECKS.match(low[found.end() :].lstrip(" рубле.й₽"))):
        kopecks += int(more[1])
    return kopecks


def _plain_number(digits: str) -> str:
    """«1 200,50», «1.200», «1,200.50» → digits with a decimal point."""
    digits = re.sub(r"[ '’]", "", digits)
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return digits
    last = max(digits.rfind("."), digits.rfind(","))
    whole, tail = digits[:last], digits[last + 1 :]
    grouped = len(tail) == 3 and len(set(marks)) == 1 and 1 <= len(whole.split(marks[0])[0]) <= 3
    if grouped and not whole.startswith("0"):
        return re.sub(r"[.,]", "", digits)
    return re.sub(r"[.,]", "", whole) + "." + tail


def _kopecks(roubles: Decimal) -> int | None:
    if not 0 <= roubles <= LARGEST:
        return None
    kopecks = int((roubles * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return kopecks if kopecks <= LARGEST else None


@lru_cache(maxsize=4096)
def parse_price(text: str) -> ParsedPrice:
    """Read a sentence about payment: «на бюджетной основе (бесплатно)», «2500 руб. в месяц», «платно».

    A sum without a word counts as paid, the sum 0 as free.
    """
    low = _SPACES.sub(" ", text).strip().lower()
    if low in _NEUTRAL:
        return ParsedPrice()
    free, paid, certificate = bool(_FREE.search(low)), bool(_PAID.search(low)), bool(_CERTIFICATE.search(low))
    kopecks = _parse_text(low) if any(sign.isdigit() for sign in low) else None
    if kopecks == 0:
        free, kopecks = True, None
    if kopecks is not None and not certificate:
        paid = True
    return ParsedPrice(kopecks, _per(low) if kopecks is not None else "", free, paid, certificate)


def _per(low: str) -> str:
    if _MONTH.search(low):
        return "month"
    if _LESSON.search(low):
        return "hour"
    return "term" if _TERM.search(low) else ""


def price_a_month(
    price: int | None, price_month: int | None, start: date | None = None, end: date | None = None
) -> int | None:
    """Price a month: the stated one, else the price for the term ÷ calendar months that it touches, rounded up.

    :param price: kopecks for the term; 0 is free whatever the dates.
    :returns: kopecks, None when unknown.
    """
    if price_month is not None:
        return price_month
    if price is None:
        return None
    if price == 0:
        return 0
    if start is None or end is None or end < start:
        return None
    return -(-price // months_touched(start, end))


def format_roubles(kopecks: int) -> str:
    """«1 200 ₽» with non-breaking spaces; kopecks are shown only when there are some: «1 200,50 ₽»."""
    roubles, rest = divmod(abs(kopecks), 100)
    tail = f",{rest:02}" if rest else ""
    sign = "−" if kopecks < 0 else ""
    return f"{sign}{roubles:,}".replace(",", NBSP) + f"{tail}{NBSP}₽"


def format_plain(kopecks: int) -> str:
    """«1200» or «1200.50»: digits for exchange files."""
    roubles, rest = divmod(kopecks, 100)
    return f"{roubles}.{rest:02}" if rest else str(roubles)
