"""The pages of a copy that list others: what stands on each, so that equal ones need not be written again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from navigator.export.entries import Entry
from navigator.export.planned import Batch, Found, Groups, Planned, cut
from navigator.rules.ages import ADULT_YEARS
from navigator.search.filters import FacetValue
from navigator.services.content.showing import has_news, shelf
from navigator.services.copying.digests import Digests, digest_of
from navigator.services.directory import (
    MunicipalityRow,
    direction_rows,
    municipality_rows,
    organization_rows,
    place_names,
)
from navigator.services.letters import letter_slug
from navigator.services.listing import COVERED_FROM


class Lists:
    """All pages of a copy but those of programs."""

    def __init__(
        self, entries: Iterable[Entry], changed: Sequence[Entry], digests: Digests, site: str, today: date
    ) -> None:
        """Take the programs.

        :param changed: those that are not as the last export left them, as they were and as they are.
        """
        self._site, self._today = site, today
        self._digests, self._changed = digests, changed
        self.entries = sorted(entries, key=lambda one: (one.sort, one.id))
        self.directions = direction_rows()
        self.municipalities = municipality_rows()
        self.organizations = organization_rows()
        self.place_names = place_names()
        self.activity_names = {slug: (row.slug, name) for row in self.directions for slug, name, _ in row.activities}
        self.by_organization = self.groups("organization")
        self.by_municipality = self.groups("municipality")
        #: Day of the latest change of an organization.
        self.latest = max(digests.changed.values(), default=None)

    def groups(self, keys: str | Callable[[Entry], Iterable[Any]]) -> Groups:
        """The programs by something that they have."""
        return Groups(self.entries, self._changed, keys)

    def batches(self) -> Iterator[Batch]:
        """Every page, in a fixed order."""
        yield Batch.of(self._rooms)
        yield Batch.of(self._ages)
        alone = self.groups(lambda one: () if self.activity_names.keys() & one.activities else (one.direction,))
        for row in self.directions:
            yield self._lines(
                "browse.direction", {"slug": row.slug}, "export/direction.html", alone, {"direction": row}
            )
        yield from self._by("browse.activity", self.groups(lambda one: one.activities), self._activity)
        yield from self._by("browse.place", self.groups(lambda one: one.places), self._place)
        for home in self.organizations:
            about = self._digests.organizations.get(home.id, "")  # it is read with others when the page is printed
            where = {"organization_id": home.id}
            yield self._lines(
                "directory.organization", where, "catalog/organization.html", self.by_organization, {}, about
            )
        yield from map(self._municipality, self.municipalities)
        yield from self._letters()

    def sign(self, *content: Any) -> str:
        """Sign of what a batch says besides its programs."""
        return digest_of(self._site, str(self.latest), *content)

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

    def _by(self, endpoint: str, groups: Groups, told: Any) -> Iterator[Batch]:
        """Lists of programs by something that they have."""
        for value in sorted(groups.rows):
            if (said := told(value)) is not None:
                yield self._lines(endpoint, {"slug": value}, "export/list.html", groups, said)

    def _lines(
        self,
        endpoint: str,
        values: dict[str, Any],
        template: str,
        groups: Groups,
        said: dict[str, Any],
        about: str = "",
    ) -> Batch:
        """One list: all of its pages.

        :param values: what names the list: one value.
        :param about: what tells whether that which the list is of changed, where ``said`` does not.
        """
        (value,) = values.values()
        rows, about = groups.of(value), about or repr(said)

        def plan() -> Iterator[Planned]:
            pages = cut(rows)
            for number, page in enumerate(pages, 1):
                found = Found(len(rows), len(pages), tuple((one.id, one.name, one.line) for one in page))
                context = {**said, "found": found, "number": number, "endpoint": endpoint, "values": values}
                latest = max((one.dated for one in page), default="")
                dated = date.fromisoformat(latest) if latest else self.latest
                content = (about, found.total, found.pages, found.rows)
                yield self._planned(endpoint, {**values, "number": number}, template, context, content, dated)

        return Batch(f"{endpoint} {value}", self.sign(about, len(rows)), groups.is_dirty(value), plan)

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

    def _letters(self) -> Iterator[Batch]:
        groups = self.groups("letter")
        letters = tuple((letter, letter_slug(letter)) for letter in sorted(groups.rows) if letter)
        room = {"letters": letters}
        yield Batch.of(lambda: [self._room("browse.letters", "catalog/letters.html", room)])
        for letter, slug in letters:
            yield self._letter(letter, slug, groups, letters)

    def _letter(self, letter: str, slug: str, groups: Groups, letters: tuple[tuple[str, str], ...]) -> Batch:
        rows = groups.of(letter)

        def plan() -> Iterator[Planned]:
            pages = cut(rows)
            for number, page in enumerate(pages, 1):
                found = Found(len(rows), len(pages), tuple((one.id, one.name, one.home) for one in page))
                context = {"letter": letter.upper(), "letters": letters, "found": found, "number": number, "slug": slug}
                values: dict[str, Any] = {"letter": slug} | ({"number": number} if number > 1 else {})
                endpoint = "browse.letter" if number == 1 else "copy.letter"
                content = (letters, found.total, found.pages, found.rows)
                yield self._planned(endpoint, values, "export/letter.html", context, content, self.latest)

        return Batch(f"browse.letter {letter}", self.sign(letters, len(rows)), groups.is_dirty(letter), plan)

    # ------------------------------------------------------------ by where it is

    def _municipality(self, row: MunicipalityRow) -> Batch:
        rows = self.by_municipality.of(row.slug)
        said = shelf(self._today, row.slug)
        homes = [one for one in self.organizations if one.municipality == row.name]
        about = (repr((said, homes)), self._digests.places.get(row.slug, ""))

        def plan() -> Iterator[Planned]:
            places = Counter(slug for one in rows for slug in one.places)
            values = [
                FacetValue(slug, self.place_names[slug][0], number, False)
                for slug, number in sorted(places.items(), key=lambda one: (-one[1], one[0]))
                if slug in self.place_names
            ]
            selection = SimpleNamespace(open_total=sum(one.is_open for one in rows), facets={"place": values})
            found = SimpleNamespace(total=len(rows), selection=selection, facets={"place": {"values": values}})
            context = {"municipality": row.slug, "found": found, "shelf": said, "booklet_pdf": False}
            content = (repr(found), about)
            template = "catalog/municipality.html"
            yield self._planned("directory.municipality", {"slug": row.slug}, template, context, content, self.latest)

        sign = self.sign(about, len(rows), [name for name, _ in self.place_names.values()])
        return Batch(f"directory.municipality {row.slug}", sign, self.by_municipality.is_dirty(row.slug), plan)
