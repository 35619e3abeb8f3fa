"""What is exported: the pages of the catalog as planned, and those of other rooms by this list; nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from navigator.export.look import SCRIPTS, Look, script_name
from navigator.export.planned import Planned
from navigator.services.content.showing import every_page, news_pages, public_files
from navigator.services.reviews.showing import reviewed_programs
from navigator.web import House

Address = tuple[str, dict[str, Any]]


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
                else ("content.news", {"number": number})
            )
    yield from (("content.file", {"number": number, "name": name}) for number, name in public_files(today))
    for program, last in reviewed_programs():
        for number in range(1, last + 1):
            yield "reviews.of_program", {"program_id": program, "number": number}


#: Rooms that add pages to a copy: each function names the endpoints and values of its pages, which its ordinary views
#: print at each export. Their blueprints belong among the public rooms of the application. Links between pages come
#: out relative; ``live_url`` leads to the live site. A page says the day of its data by ``dated`` in its context.
ROOMS: tuple[Callable[[House], Iterable[Address]], ...] = (_words,)


def other_pages(house: House, look: Look) -> Iterator[Planned]:
    """Files that are no pages of the catalog: style sheet, scripts, logo, and what other rooms add."""
    yield Planned("assets.asset", {"name": house.assets.css_name})
    for name in SCRIPTS:
        yield Planned("copy.asset", {"name": script_name(name)})
    if look.logo:
        yield Planned("copy.asset", {"name": look.logo_name})
    for room in ROOMS:
        yield from (Planned(endpoint, values) for endpoint, values in room(house))
