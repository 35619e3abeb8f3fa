"""The pages of a copy that list others: what stands on each, so that equal ones need not be written again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple
from zlib import crc32

from navigator.export.entries import Entry
from navigator.rules.ages import ADULT_YEARS
from navigator.search.filters import FacetValue
from navigator.services.content.showing import has_news, shelf
from navigator.services.copying.digests import Digests, digest_of
from navigator.services.directory import (
    MunicipalityRow,
    OrganizationRow,
    direction_rows,
    municipality_rows,
    organization_rows,
    place_names,
)
from navigator.services.letters import letter_slug
from navigator.services.listing import COVERED_FROM

#: Lines of a page: at least, at most, and about how many between two cuts.
LEAST, MOST, BETWEEN = 8, 40, 14


@dataclass(frozen=True, slots=True)
class Planned:
    """A page: its address, what it is printed from, and a key that changes with anything that it prints.

    Without a template the ordinary view prints it of what the context holds; ``dated`` is the day of its data.
    ``prepare`` makes the context of a page that is to be printed.
    """

    endpoint: str
    values: dict[str, Any]
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    dated: date | None = None
    prepare: Callable[[], dict[str, Any]] | None = None

    def prepared(self) -> Planned:
        """The same page with its context, ready to be sent to another process."""
        return self if self.prepare is None else replace(self, context=self.prepare(), prepare=None)


class Line(NamedTuple):
    """A program in a list."""

    id: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list, with the names that templates of live lists use."""

    total: int
    pages: int
    rows: tuple[tuple[int, str, str], ...]

    @property
    def cards(self) -> list[Line]:
        """Lines of the page."""
        return [Line(*row) for row in self.rows]

    @property
    def selection(self) -> Found:
        """What says how many pages there are."""
        return self


@cache
def _ends_a_page(number: int) -> bool:
    return crc32(str(number).encode()) % BETWEEN == 0


def cut(rows: Sequence[Entry]) -> list[list[Entry]]:
    """Pages of a list, cut after programs that their numbers choose.

    A program that comes, goes or moves changes its own page and not, by shifting, all the pages after it.
    """
    pages: list[list[Entry]] = [[]]
    for row in rows:
        pages[-1].append(row)
        if (len(pages[-1]) >= LEAST and _ends_a_page(row.id)) or len(pages[-1]) >= MOST:
            pages.append([])
    if not pages[-1] and len(pages) > 1:
        pages.pop()
    return pages


class Lists:
    """All pages of a copy but those of programs."""

    def __init__(self, entries: Iterable[Entry], digests: Digests, site: str, today: date) -> None:
        self._site, self._today = site, today
        self._digests = digests
        self.entries = sorted(entries, key=lambda one: (one.sort, one.id))
        self.directions = direction_rows()
        self.municipalities = municipality_rows()
        self.organizations = organization_rows()
        self.place_names = place_names()
        self.activity_names = {slug: (row.slug, name) for row in self.directions for slug, name, _ in row.activities}
        #: Day of the latest change of an organization.
        self.latest = max(digests.changed.values(), default=None)

    def pages(self) -> Iterator[Planned]:
        """Every page, in a fixed order."""
        yield from self._rooms()
        yield from self._ages()
        yield from self._directions()
        yield from self._by("browse.activity", "slug", self._grouped(lambda one: one.activities), self._activity)
        yield from self._by("browse.place", "slug", self._grouped(lambda one: one.places), self._place)
        yield from self._organizations()
        yield from self._municipalities()
        yield from self._letters()

    # ------------------------------------------------------------ rooms

    def _rooms(self) -> Iterator[Planned]:
        ages = list(range(COVERED_FROM, ADULT_YEARS))
        rows = {"municipalities": self.municipalities}
        said = {"shelf": shelf(self._today), "has_news": has_news(self._today)}
        home = {"directions": self.directions, "found": None, **rows, **said}
        yield self._room("catalog.home", "catalog/home.html", home)
        yield self._room("catalog.programs", "export/programs.html", {"ages": ages})
        yield self._room("catalog.certificate", "catalog/certificate.html", {**rows, "counts": False})
        yield self._room("directory.organizations", "catalog/organizations.html", {"rows": self.organizations})
        yield self._room("directory.municipalities", "catalog/municipalities.html", {"rows": self.municipalities})

    def _room(
        self, endpoint: str, template: str, context: dict[str, Any], values: dict[str, Any] | None = None
    ) -> Planned:
        return self._planned(endpoint, values or {}, template, context, repr(context), self.latest)

    def _planned(
        self,
        endpoint: str,
        values: dict[str, Any],
        template: str,
        context: dict[str, Any],
        content: Any,
        dated: date | None,
    ) -> Planned:
        stamp = dated.isoformat() if dated else ""
        key = digest_of(self._site, endpoint, list(values.items()), content, stamp)
        return Planned(endpoint, values, template, context, key, dated)

    def _grouped(self, keys: Any) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for one in self.entries:
            for key in keys(one):
                found[key].append(one)
        return dict(sorted(found.items()))

    def _by(self, endpoint: str, name: str, groups: Mapping[str, list[Entry]], told: Any) -> Iterator[Planned]:
        """Pages of lists of programs by something that they have."""
        for value, rows in groups.items():
            if (said := told(value)) is not None:
                yield from self._lines(endpoint, {name: value}, "export/list.html", rows, said)

    def _lines(
        self,
        endpoint: str,
        values: dict[str, Any],
        template: str,
        rows: Sequence[Entry],
        said: dict[str, Any],
        content: Any = "",
    ) -> Iterator[Planned]:
        pages = cut(rows)
        about = content or repr(said)
        for number, page in enumerate(pages, 1):
            found = Found(len(rows), len(pages), tuple((one.id, one.name, one.line) for one in page))
            context = {**said, "found": found, "number": number, "endpoint": endpoint, "values": values}
            latest = max((one.dated for one in page), default="")
            dated = date.fromisoformat(latest) if latest else self.latest
            content = (about, found.total, found.pages, found.rows)
            yield self._planned(endpoint, {**values, "number": number}, template, context, content, dated)

    # ------------------------------------------------------------ by what a program has

    def _activity(self, slug: str) -> dict[str, Any] | None:
        known = self.activity_names.get(slug)
        return None if known is None else {"heading": known[1], "above": ("browse.direction", known[0])}

    def _place(self, slug: str) -> dict[str, Any] | None:
        known = self.place_names.get(slug)
        return None if known is None else {"heading": known[0], "above": ("directory.municipality", known[1])}

    def _ages(self) -> Iterator[Planned]:
        kinds: dict[int, set[tuple[str, str]]] = {years: set() for years in range(ADULT_YEARS)}
        for one in self.entries:
            own = {(self.activity_names[slug][0], slug) for slug in one.activities if slug in self.activity_names}
            for years in one.ages:
                kinds[years] |= own or {(one.direction, "")}
        for years, found in kinds.items():
            if found or years >= COVERED_FROM:
                context = {"years": years, "directions": self._kinds(found)}
                yield self._room("browse.age", "export/age.html", context, {"years": years, "number": 1})

    def _kinds(self, found: set[tuple[str, str]]) -> list[tuple[str, str, list[tuple[str, str]], bool]]:
        """Directions (slug and name) with their activities, and whether there are programs without an activity.

        No numbers: each change of one program's ages would change many pages.
        """
        rows = []
        for row in self.directions:
            kinds = [(slug, name) for slug, name, _ in row.activities if (row.slug, slug) in found]
            if kinds or (row.slug, "") in found:
                rows.append((row.slug, row.name, kinds, (row.slug, "") in found))
        return rows

    def _directions(self) -> Iterator[Planned]:
        for row in self.directions:
            alone = [
                one
                for one in self.entries
                if one.direction == row.slug and not any(slug in self.activity_names for slug in one.activities)
            ]
            yield from self._lines(
                "browse.direction", {"slug": row.slug}, "export/direction.html", alone, {"direction": row}
            )

    def _letters(self) -> Iterator[Planned]:
        groups = self._grouped(lambda one: one.letter)
        letters = tuple((letter, letter_slug(letter)) for letter in groups)
        yield self._room("browse.letters", "catalog/letters.html", {"letters": letters})
        for letter, rows in groups.items():
            pages = cut(rows)
            slug = letter_slug(letter)
            for number, page in enumerate(pages, 1):
                found = Found(len(rows), len(pages), tuple((one.id, one.name, one.home) for one in page))
                context = {"letter": letter.upper(), "letters": letters, "found": found, "number": number, "slug": slug}
                values: dict[str, Any] = {"letter": slug} | ({"number": number} if number > 1 else {})
                endpoint = "browse.letter" if number == 1 else "copy.letter"
                content = (letters, found.total, found.pages, found.rows)
                yield self._planned(endpoint, values, "export/letter.html", context, content, self.latest)

    # ------------------------------------------------------------ by where it is

    def _organizations(self) -> Iterator[Planned]:
        groups = self._grouped(lambda one: (one.organization,))
        for row in self.organizations:
            yield from self._lines(
                "directory.organization",
                {"organization_id": row.id},
                "catalog/organization.html",
                groups.get(row.id, ()),  # type: ignore[call-overload]  # keys of this grouping are numbers
                {},  # the organization is read with others when the page is printed
                self._digests.organizations.get(row.id, ""),
            )

    def _municipalities(self) -> Iterator[Planned]:
        groups = self._grouped(lambda one: (one.municipality,))
        for row in self.municipalities:
            rows = groups.get(row.slug, [])
            places = Counter(slug for one in rows for slug in one.places)
            values = [
                FacetValue(slug, self.place_names[slug][0], number, False)
                for slug, number in sorted(places.items(), key=lambda one: (-one[1], one[0]))
                if slug in self.place_names
            ]
            said = shelf(self._today, row.slug)
            homes = [one for one in self.organizations if one.municipality == row.name]
            selection = SimpleNamespace(open_total=sum(one.is_open for one in rows), facets={"place": values})
            found = SimpleNamespace(total=len(rows), selection=selection, facets={"place": {"values": values}})
            yield self._planned(
                "directory.municipality",
                {"slug": row.slug},
                "catalog/municipality.html",
                {"municipality": row.slug, "found": found, "shelf": said, "booklet_pdf": False},
                (repr((found, said, homes)), self._about(row)),
                self.latest,
            )

    def _about(self, row: MunicipalityRow) -> str:
        return self._digests.places.get(row.slug, "")


__all__ = ["Line", "Lists", "OrganizationRow", "Planned", "cut"]
