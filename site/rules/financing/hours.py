"""The model of hours: a certificate carries a weekly load, not money. Hours are whole hundredths, 150 = 1,5 hours."""

from __future__ import annotations

from dataclasses import dataclass

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class HoursRules:
    """Settings of a municipality: weekly limit, extra for valued programs, load up to which the social one is formed.

    ``max_load_mode`` says whether the load before or after the new program is compared with ``max_load``.
    """

    limit: int
    extra: int = 0
    max_load: int = 0
    max_load_mode: str = AFTER


@dataclass(frozen=True, slots=True)
class Load:
    """Weekly hours that a certificate carries: ``used`` of the common register, ``valued`` of valued programs."""

    used: int = 0
    valued: int = 0


@dataclass(frozen=True, slots=True)
class HoursVerdict:
    """Whether hours suffice, and whether a social certificate pays for them."""

    fits: bool
    is_social: bool
    left: int


def hundredths(hours: float) -> int:
    """1.5 hours → 150."""
    return round(hours * 100)


def room(rules: HoursRules, *, is_valued: bool) -> int:
    """The load up to which a program may be taken: for a valued one, of both registers together."""
    return rules.limit + rules.extra if is_valued else rules.limit


def weigh(rules: HoursRules, load: Load, hours: int, *, is_valued: bool) -> HoursVerdict:
    """Whether a program of so many weekly hours may be added."""
    carried = load.used + load.valued if is_valued else load.used
    left = room(rules, is_valued=is_valued) - carried
    compared = load.used + hours if rules.max_load_mode == AFTER else load.used
    social = is_valued or rules.max_load == 0 or compared <= rules.max_load
    return HoursVerdict(hours <= left, hours <= left and social, max(0, left))
