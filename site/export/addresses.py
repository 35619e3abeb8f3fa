"""What is exported: an explicit list of addresses, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from flask import Flask

from navigator.export.inserts import inserts, papers
from navigator.rules.ages import ADULT_YEARS
from navigator.search.filters import PAGE_SIZE, Filters
from navigator.services.content.showing import every_page, news_pages, public_files
from navigator.services.directory import direction_rows, municipality_rows, organization_rows
from navigator.services.letters import letter_index
from navigator.services.listing import COVERED_FROM, LIST_SIZE, everything
from navigator.services.reviews.showing import reviewed_programs
from navigator.web import House

Address = tuple[str, dict[str, Any]]


def addresses(app: Flask) -> list[Address]:
    """Every page of the copy as endpoint and values, in a fixed order."""
    with app.app_context():
        return list(_all(app.extensions["navigator"]))


def _all(house: House) -> Iterator[Address]:
    yield "assets.asset", {"name": house.assets.css_name}
    for endpoint in ("catalog.home", "catalog.programs", "catalog.certificate", "browse.letters"):
        yield endpoint, {}
    yield "directory.organizations", {}
    yield "directory.municipalities", {}
    selection = house.catalog.search(Filters(), house.today()).selection
    ids = everything(house.catalog, house.today())
    yield from (
        ("catalog.programs_page", {"number": number}) for number in range(1, pages(selection.total, PAGE_SIZE) + 1)
    )
    yield from (("catalog.program", {"program_id": one}) for one in ids)
    yield from _lists(
        "directory.organization", [({"organization_id": row.id}, row.programs) for row in organization_rows()]
    )
    yield from (("directory.municipality", {"slug": row.slug}) for row in municipality_rows())
    directions = direction_rows()
    yield from _lists("browse.direction", [({"slug": row.slug}, row.programs) for row in directions])
    facets = selection.facets
    yield from _lists("browse.activity", [({"slug": one.value}, one.count) for one in facets["activity"]])
    yield from _lists("browse.place", [({"slug": one.value}, one.count) for one in facets["place"]])
    ages = {int(one.value): one.count for one in facets["age"]}
    yield from _lists(
        "browse.age",
        [
            ({"years": years}, ages.get(years, 0))
            for years in range(ADULT_YEARS)
            if ages.get(years) or years >= COVERED_FROM
        ],
    )
    yield from _words(house)
    yield from (("browse.letter", {"letter": slug}) for _, slug in letter_index())
    yield from inserts(house)
    yield from papers(house)


def _words(house: House) -> Iterator[Address]:
    """Pages of centres with their files, news, and reviews that do not fit on a program's own page."""
    today = house.today()
    for slug, kind, _ in every_page(today):
        yield ("content.news_item" if kind == "news" else "content.page"), {"slug": slug}
    for place, last in news_pages(today):
        for number in range(1, last + 1):
            yield (
                ("content.place_news", {"place": place, "number": number})
                if place
                else (
                    "content.news",
                    {"number": number},
                )
            )
    yield from (("content.file", {"number": number, "name": name}) for number, name in public_files(today))
    for program, last in reviewed_programs():
        for number in range(1, last + 1):
            yield "reviews.of_program", {"program_id": program, "number": number}


def _lists(endpoint: str, lists: list[tuple[dict[str, Any], int]]) -> Iterator[Address]:
    for values, total in lists:
        for number in range(1, pages(total, LIST_SIZE) + 1):
            yield endpoint, {**values, "number": number}


def pages(total: int, size: int) -> int:
    """Pages that a list takes, never less than one."""
    return max(1, ceil(total / size))
