"""What a copy holds besides its catalog: lists for other sites, and sheets of paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from navigator.rules.ages import ADULT_YEARS
from navigator.search.filters import Filters
from navigator.services.directory import municipality_rows
from navigator.services.embedding import KINDS
from navigator.services.listing import COVERED_FROM, everything
from navigator.services.paper import groups_on_paper
from navigator.web import House


def inserts(house: House) -> Iterator[tuple[str, dict[str, Any]]]:
    """What other sites show of the copy: the script, the frames by one filter each, the tables."""
    yield "embed.script", {}
    yield "embed.options", {}
    yield "embed.programs", {}
    facets = house.catalog.search(Filters(), house.today()).selection.facets
    for kind, key in KINDS.items():
        ages = range(COVERED_FROM, ADULT_YEARS) if key == "age" else ()
        named = [str(years) for years in ages] or sorted(one.value for one in facets[key])
        yield from (("embed.part", {"kind": kind, "value": value}) for value in named)
    organizations = sorted(int(one.value) for one in facets["organization"])
    yield from (("embed.table", {"organization_id": number}) for number in organizations)


def papers(house: House) -> Iterator[tuple[str, dict[str, Any]]]:
    """Requests on paper for the groups that take some, and the consents that go with them."""
    yield "assets.asset", {"name": house.assets.print_name}
    yield from (("printing.consent", {"slug": row.slug}) for row in municipality_rows())
    ids = everything(house.catalog, house.today())
    yield from (("printing.paper", {"group_id": group}) for group in groups_on_paper(ids, house.today()))
