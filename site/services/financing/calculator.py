"""«Сколько кружков можно»: one certificate over several clubs, in the order in which they are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from navigator.data import Group, Program
from navigator.data.rows import tuples
from navigator.rules.financing.contracts import Terms, calculate
from navigator.rules.financing.hours import HoursRules, Load, weigh
from navigator.rules.financing.periods import Span, span_of
from navigator.rules.years import months_touched
from navigator.services.financing.quoting import offers_of

#: The month in which the lessons of a school year end.
LAST_MONTH, LAST_DAY = 5, 31
MOST_CLUBS = 6


@dataclass(frozen=True, slots=True)
class Club:
    """One club of a calculation: kopecks, or hours a week."""

    name: str
    price: int
    certificate: int
    family_month: int
    left: int
    is_covered: bool


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a certificate bears: clubs in order, until when, how many it covers whole, what is left."""

    clubs: tuple[Club, ...]
    starts: date
    ends: date
    whole: int
    left: int


def term_from(kind: str, today: date) -> tuple[Span, date, date]:
    """The period that counts today, and the days in it on which clubs have lessons."""
    span = span_of(kind, today)
    starts = max(today, date(today.year, 9, 1)) if 6 <= today.month <= 8 else today
    span = span_of(kind, starts)
    summer = date(starts.year + (starts.month > LAST_MONTH), LAST_MONTH, LAST_DAY)
    return span, starts, min(span.ends, summer)


def reckon_money(
    kind: str, nominal: int, prices: Sequence[tuple[str, int]], groups: Sequence[int], today: date
) -> Reckoning:
    """Spend a nominal over clubs by their price a month, and over groups of the catalog by their own price.

    :param prices: name and kopecks a month.
    """
    span, starts, ends = term_from(kind, today)
    months, left, clubs = months_touched(starts, ends), nominal, []
    wanted = [
        (name, Terms(starts, ends, month * months, None, starts, span.starts, span.ends)) for name, month in prices
    ]
    wanted += _of_groups(groups, kind, today)
    for name, terms in wanted[:MOST_CLUBS]:
        cost = calculate(terms, left)
        left -= cost.certificate
        clubs.append(Club(name, cost.price, cost.certificate, cost.family_month, left, cost.family == 0))
    return Reckoning(tuple(clubs), starts, ends, sum(one.is_covered for one in clubs), left)


def _of_groups(groups: Sequence[int], kind: str, today: date) -> list[tuple[str, Terms]]:
    names = (
        Group.select(Group.id, Program.name, Group.name)
        .join(Program)
        .where(Group.id.in_(list(groups)), Program.state == "published", Group.status == "active")
    )
    offers, found = offers_of(list(groups)), []
    for number, program, name in tuples(names.order_by(Group.id)):
        offer = offers[number]
        if offer.starts is None or offer.ends is None or offer.price is None or offer.ends < today:
            continue
        starts = max(offer.starts, today)
        title = f"{program}, {name}" if name else str(program)
        found.append((title, offer.terms(starts, span_of(kind, starts))))
    return found


def reckon_hours(rules: HoursRules, hours: Sequence[tuple[str, int]], today: date) -> Reckoning:
    """Load a certificate with clubs by their hours a week, hundredths."""
    load, clubs = Load(), []
    for name, weekly in hours[:MOST_CLUBS]:
        verdict = weigh(rules, load, weekly, is_valued=False)
        if verdict.fits:
            load = Load(load.used + weekly, load.valued)
        left = rules.limit - load.used
        clubs.append(Club(name, weekly, weekly if verdict.fits else 0, 0, left, verdict.is_social))
    fitting = sum(one.certificate > 0 for one in clubs)
    return Reckoning(tuple(clubs), today, today, fitting, rules.limit - load.used)
