"""The catalog inside other sites: what a frame lists, the lines that a webmaster copies, a plain table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from navigator.search.filters import Filters
from navigator.services.cards import Card, cards
from navigator.services.catalog import Catalog
from navigator.services.listing import Listing

#: Lines of a frame: with its script it stays under 8 KB. The rest is a link away.
FRAME_SIZE = 10
#: Rows of a plain table.
TABLE_SIZE = 500
#: Folders of frames under ``/embed/`` and the filter that each stands for.
KINDS = {
    "organizations": "organization",
    "municipalities": "municipality",
    "directions": "direction",
    "ages": "age",
}
#: How a list gets into a page of another site.
WAYS = {
    "widget": "Виджет: высота подстраивается сама, без скриптов остаётся ссылка",
    "frame": "Фрейм: для сайтов, где скрипты запрещены, а фреймы разрешены",
    "element": "Элемент <navigator-programs>: для страниц, которые собирает скрипт",
    "link": "Ссылка: работает везде",
}
#: Pixels of a frame around its lines, and of a line in a wide and in a narrow column.
AROUND, LINE = 150, {"wide": 80, "narrow": 140}


@dataclass(frozen=True, slots=True)
class Insert:
    """What another site shows; whole addresses of the frame, of the page for people and of the script."""

    frame: str
    page: str
    script: str
    title: str
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """A program in a frame: age, days and money as text; ``mark`` is yes or no, ``more`` stands after its state."""

    id: int
    name: str
    text: str
    mark: str
    state: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A list inside another site; ``page`` of the same list for people, as endpoint and values."""

    title: str
    lines: tuple[Line, ...]
    total: int
    page: tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """A program in a plain table, as texts; ``when`` holds the lessons of each group."""

    id: int
    name: str
    age: str
    when: tuple[str, ...]
    money: str


@dataclass(frozen=True, slots=True)
class Table:
    """Programs of one organization as rows; ``dated`` is the day of the latest change among them."""

    rows: tuple[Row, ...]
    dated: date | None
    left_out: int


def titled(chosen: Iterable[str]) -> str:
    """«Кружки и секции: Дом творчества, 10 лет»."""
    labels = ", ".join(chosen)
    return f"Кружки и секции: {labels}" if labels else "Кружки и секции"


def title_of(found: Listing) -> str:
    """Title of a list by what is chosen in it."""
    return titled(chip.label for chip in found.chips)


def height_of(total: int, width: str) -> int:
    """Pixels that a frame with so many programs takes at most, to be kept free in the page around it."""
    return AROUND + LINE[width] * max(1, min(total, FRAME_SIZE))


def code_of(insert: Insert, way: str) -> str:
    """The lines to copy; every way leaves a plain link where scripts or frames are forbidden."""
    frame, page, title = (escape(text) for text in (insert.frame, insert.page, insert.title))
    link, keep = f'<a href="{page}">{title}</a>', f"min-height:{insert.height}px!important"
    script = f'<script async src="{escape(insert.script)}"></script>'
    match way:
        case "frame":
            look = f"display:block;width:100%;height:{insert.height}px!important;border:0"
            first = f'<iframe data-navigator src="{frame}" title="{title}" loading="lazy" style="{look}"></iframe>'
            first += link
        case "element":
            look = f"display:block;{keep}"
            first = (
                f'<navigator-programs src="{frame}" data-height="{insert.height}" style="{look}">'
                f"{link}</navigator-programs>"
            )
        case "link":
            return link
        case _:
            first = f'<div data-navigator="{frame}" data-height="{insert.height}" style="{keep}">{link}</div>'
    return f"{first}\n{script}"


def table_cards(catalog: Catalog, organization: int, today: date) -> tuple[list[Card], int]:
    """Programs of an organization by name, as many as a table may hold, and how many are left out."""
    selection = catalog.search(Filters(organization=(organization,), sort="name"), today, TABLE_SIZE).selection
    shown = cards(selection.ids, today)
    return shown, selection.total - len(shown)


def fits(maximum: str, wanted: int, least: int) -> int:
    """A size that another site allows at most; what is no number is not a wish."""
    allowed = int(maximum) if maximum.isascii() and maximum.isdigit() and len(maximum) < 6 else wanted
    return max(least, min(wanted, allowed))


def only(filters: Filters, kinds: Sequence[str] = tuple(KINDS.values())) -> tuple[str, str] | None:
    """The one filter of a list that has an address of its own, as key and value; None for others and for mixtures."""
    pairs = [pair for pair in filters.pairs() if pair[0] not in ("sort", "page")]
    return pairs[0] if len(pairs) == 1 and pairs[0][0] in kinds else None
