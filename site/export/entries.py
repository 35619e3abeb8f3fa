"""What a copy keeps of each program between two exports: its line in lists, its card, its filters, its words."""

from __future__ import annotations

from sys import intern
from typing import NamedTuple

from navigator import words
from navigator.rules.ages import ADULT_YEARS
from navigator.search.text import sort_key
from navigator.services.copying.facts import OPEN, GroupFacts, ProgramFacts
from navigator.services.letters import first_letter
from navigator.services.paper import sheets_of

#: A copy of at most so many programs is searched by names and labels, with a few words of each description; a
#: larger one by shards of all words.
SMALL = 2_500
STATES = {"open": "набор открыт", "waitlist": "мест нет", "closed": "набор закрыт", "adults": "для взрослых"}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
#: Months of age as people are admitted: nobody is older.
_OLDEST = 1_200


class Entry(NamedTuple):
    """One program of a copy, of texts and numbers only.

    ``place``, ``age``, ``days``, ``when`` and ``money`` are words of lists, ``papers`` groups that have a sheet;
    ``groups`` holds for each group nine signs for the script's filters and the number of its settlement after them;
    ``titled`` and ``telling`` are words with their worth, ``odd`` forms with their stems.
    """

    id: int
    digest: str
    name: str
    sort: str
    letter: str
    organization: int
    home: str
    municipality: str
    direction: str
    activities: list[str]
    places: list[str]
    ages: list[int]
    state: str
    place: str
    age: str
    days: str
    when: list[str]
    money: str
    papers: list[int]
    dated: str
    groups: list[str]
    titled: str
    telling: str
    odd: str

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def line(self) -> str:
        """What a list says beside the name."""
        return " · ".join(filter(None, (self.place, self.age, self.money, STATES[self.state])))

    @property
    def facts(self) -> str:
        """What the second line of a card says."""
        return " · ".join(filter(None, (self.place, self.age, self.days, self.money)))

    def is_open_at(self, years: int) -> bool:
        """True when a group that takes children of so many full years is open."""
        return any(
            _value(sign[9]) & OPEN and _value(sign[:2]) < 12 * (years + 1) and _value(sign[2:4]) > 12 * years
            for sign in self.groups
        )


def entry_of(one: ProgramFacts, digest: str, *, small: bool) -> Entry:
    """What is kept of a program.

    :param small: whether the copy is searched as a small one.
    """
    card, view = one.card, one.view
    state = "adults" if card.for_adults else card.state
    worth = one.words.titled if small else one.words.whole
    return Entry(
        id=view.id,
        digest=digest,
        name=view.name,
        sort=sort_key(view.name),
        letter=first_letter(view.name),
        organization=view.organization_id,
        home=view.organization,
        municipality=view.municipality_slug,
        direction=view.direction_slug,
        activities=[slug for slug, _ in view.activities],
        places=list(one.places),
        ages=[] if card.for_adults else _years(one),
        state=state,
        place=intern(words.address(card.settlement)) if card.settlement else "",
        age=intern(words.age(card.age)),
        days=intern(words.days(view.groups)),
        when=list(map(intern, words.lessons(card.groups))),
        money=intern(_money(card.month_price, card.by_certificate)),
        papers=[sheet.group.id for sheet in sheets_of(view)],
        dated=one.dated.isoformat(),
        groups=[_signs(group) for group in one.groups],
        titled=" ".join(f"{word}:{level}" for word, level in sorted(worth.items())),
        telling=" ".join(one.words.telling) if small else "",
        odd=" ".join(f"{form}:{stem}" for form, stem in sorted(one.words.odd.items())),
    )


def _money(month: int | None, by_certificate: bool) -> str:
    if month is None and by_certificate:
        return "по сертификату"
    return words.price(month) + (", по сертификату" if by_certificate else "")


def _years(one: ProgramFacts) -> list[int]:
    """Full years of children whom some group takes."""
    ranges = [group.age for group in one.groups if group.age is not None]
    if not one.groups and one.view.age is not None:
        ranges = [one.view.age]
    return [
        years
        for years in range(ADULT_YEARS)
        if any(age.start < 12 * (years + 1) and 12 * years < age.end for age in ranges)
    ]


def _signs(group: GroupFacts) -> str:
    """Ages (two signs each), lessons (five), ways of paying with being open (one), settlement."""
    start, end = (group.age.start, group.age.end) if group.age else (0, 0)
    return (
        number(min(start, _OLDEST), 2)
        + number(min(end, _OLDEST), 2)
        + number(group.lessons, 5)
        + number(group.ways, 1)
        + group.place
    )


def _value(digits: str) -> int:
    found = 0
    for digit in digits:
        found = found * 64 + _DIGITS.index(digit)
    return found


def number(value: int, width: int = 0) -> str:
    """A whole number in 64 digits, with zeros before it up to a width."""
    found = ""
    while value or not found:
        value, digit = divmod(value, 64)
        found = _DIGITS[digit] + found
    return found.rjust(width, _DIGITS[0])
