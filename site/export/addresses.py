"""What is exported: the pages of the catalog as planned, and those of other rooms by this list; nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from navigator.export.lists import Planned
from navigator.export.look import SCRIPTS, Look, script_name
from navigator.web import House

Address = tuple[str, dict[str, Any]]
#: Rooms that add pages to a copy: each function names the endpoints and values of its pages, which its ordinary views
#: print at each export. Their blueprints belong among the public rooms of the application. Links between pages come
#: out relative; ``live_url`` leads to the live site. A page says the day of its data by ``dated`` in its context.
ROOMS: list[Callable[[House], Iterable[Address]]] = []


def other_pages(house: House, look: Look) -> Iterator[Planned]:
    """Files that are no pages of the catalog: style sheet, scripts, logo, and what other rooms add."""
    yield Planned("assets.asset", {"name": house.assets.css_name})
    for name in SCRIPTS:
        yield Planned("copy.asset", {"name": script_name(name)})
    if look.logo:
        yield Planned("copy.asset", {"name": look.logo_name})
    for room in ROOMS:
        yield from (Planned(endpoint, values) for endpoint, values in room(house))
