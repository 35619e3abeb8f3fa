"""What a copy holds besides its catalog: lists for other sites, and the consents that go with requests on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from navigator.export.entries import STATES, Entry
from navigator.export.lists import Lists
from navigator.export.planned import Batch, Groups, Planned
from navigator.rules.ages import ADULT_YEARS
from navigator.services.copying.digests import Digests, digest_of
from navigator.services.embedding import FRAME_SIZE, TABLE_SIZE, Frame, Line, Row, Table, titled
from navigator.services.listing import COVERED_FROM
from navigator.web import House
from navigator.words import age_years

#: Endpoint and values.
Address = tuple[str, dict[str, Any]]


class Inserts:
    """Files that stand beside the catalog, each with a key that changes with anything that it prints."""

    def __init__(self, lists: Lists, digests: Digests, site: str) -> None:
        self._entries, self._lists = lists.entries, lists
        self._digests, self._site = digests, site

    def batches(self, house: House) -> Iterator[Batch]:
        """Every file, in a fixed order."""
        yield Batch.of(lambda: self._alone(house))
        yield from self._frames()
        for number in sorted(self._lists.by_organization.rows):
            yield self._table(number)

    def _alone(self, house: House) -> Iterator[Planned]:
        yield self._planned("assets.asset", {"name": house.assets.print_name})
        yield self._planned("embed.script", {})
        lists = self._lists
        rows = repr((lists.organizations, lists.municipalities, lists.directions))
        yield self._planned("embed.options", {}, lambda: {"dated": lists.latest}, rows, str(lists.latest))
        for row in lists.municipalities:
            own = self._digests.places.get(row.slug, "")
            yield self._planned("printing.consent", {"slug": row.slug}, None, own, self._digests.rest)

    def _planned(
        self, endpoint: str, values: dict[str, Any], prepare: Callable[[], dict[str, Any]] | None = None, *content: Any
    ) -> Planned:
        """A file that its ordinary view prints; ``content`` is what it is made of."""
        key = digest_of(self._site, endpoint, list(values.items()), content)
        return Planned(endpoint, values, key=key, prepare=prepare)

    # ------------------------------------------------------------ frames

    def _frames(self) -> Iterator[Batch]:
        """The frame of everything, then those of one organization, municipality, direction or age."""
        yield Batch.of(lambda: [self._frame("embed.programs", {}, "", self._entries, ("catalog.programs", {}))])
        lists = self._lists
        page: Address
        for home in lists.organizations:
            page = ("directory.organization", {"organization_id": home.id})
            yield from self._part("organizations", home.id, home.name, lists.by_organization, page)
        for place in lists.municipalities:
            page = ("directory.municipality", {"slug": place.slug})
            yield from self._part("municipalities", place.slug, place.name, lists.by_municipality, page)
        directions = lists.groups("direction")
        for row in lists.directions:
            page = ("browse.direction", {"slug": row.slug})
            yield from self._part("directions", row.slug, row.name, directions, page)
        ages = lists.groups(lambda one: one.ages)
        for years in range(COVERED_FROM, ADULT_YEARS):
            page = ("browse.age", {"years": str(years)})
            yield self._listed("ages", years, age_years(str(years)), ages, page, years)

    def _part(self, kind: str, value: Any, label: str, groups: Groups, page: Address) -> Iterator[Batch]:
        if groups.of(value):
            yield self._listed(kind, value, label, groups, page)

    def _listed(
        self, kind: str, value: Any, label: str, groups: Groups, page: Address, years: int | None = None
    ) -> Batch:
        mine, values = groups.of(value), {"kind": kind, "value": str(value)}
        return Batch(
            f"embed.part {kind} {value}",
            self._lists.sign(label, len(mine)),
            groups.is_dirty(value),
            lambda: [self._frame("embed.part", values, label, mine, page, years)],
        )

    def _frame(
        self,
        endpoint: str,
        values: dict[str, Any],
        label: str,
        mine: Sequence[Entry],
        page: Address,
        years: int | None = None,
    ) -> Planned:
        """The first lines of a list; for an age a program is open where a group of that age is."""
        opened = (one for one in mine if (one.is_open if years is None else one.is_open_at(years)))
        first = list(islice(opened, FRAME_SIZE))
        if len(first) < FRAME_SIZE:
            known = {one.id for one in first}
            others = [one for one in mine if one.id not in known]
            first += sorted(others, key=lambda one: one.state == "adults")
        shown, title = first[:FRAME_SIZE], titled([label] if label else [])

        def prepare() -> dict[str, Any]:
            return {"frame": Frame(title, tuple(map(_line, shown)), len(mine), page)}

        lines = [(one.id, one.name, one.age, one.days, one.money, one.state) for one in shown]
        return self._planned(endpoint, values, prepare, title, len(mine), lines)

    # ------------------------------------------------------------ tables

    def _table(self, organization: int) -> Batch:
        groups, about = self._lists.by_organization, self._digests.organizations.get(organization, "")
        mine = groups.of(organization)
        return Batch(
            f"embed.table {organization}",
            self._lists.sign(about, len(mine)),
            groups.is_dirty(organization),
            lambda: [self._dated_table(organization, mine, about)],
        )

    def _dated_table(self, organization: int, mine: Sequence[Entry], about: str) -> Planned:
        shown, dated = mine[:TABLE_SIZE], max(one.dated for one in mine)

        def prepare() -> dict[str, Any]:
            rows = tuple(Row(one.id, one.name, one.age, tuple(one.when), one.money) for one in shown)
            return {"table": Table(rows, date.fromisoformat(dated), len(mine) - len(rows))}

        made_of = [one.digest for one in mine]
        return self._planned("embed.table", {"organization_id": organization}, prepare, made_of, dated, about)


def _line(one: Entry) -> Line:
    text = " · ".join(filter(None, (one.age, one.days, one.money)))
    return Line(one.id, one.name, text, "yes" if one.is_open else "no", STATES[one.state])
