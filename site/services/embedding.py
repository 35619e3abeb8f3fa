"""The catalog inside other sites: what a frame lists, the lines that a webmaster copies, a plain table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from peewee import fn

from navigator.data import Program
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
class Table:
    """Programs of one organization as rows; ``dated`` is the day of the latest change among them."""

    cards: tuple[Card, ...]
    dated: date | None
    left_out: int


def title_of(found: Listing) -> str:
    """«Кружки и секции: Дом творчества, 10 лет»."""
    chosen = ", ".join(chip.label for chip in found.chips)
    return f"Кружки и секции: {chosen}" if chosen else "Кружки и секции"


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


def table_of(catalog: Catalog, organization: int, today: date) -> Table:
    """Programs of an organization by name, as many as a table may hold."""
    selection = catalog.search(Filters(organization=(organization,), sort="name"), today, TABLE_SIZE).selection
    latest = Program.select(fn.MAX(Program.changed_at)).where(Program.organization == organization).scalar()
    rows = tuple(cards(selection.ids, today))
    return Table(rows, latest.date() if latest else None, selection.total - len(rows))


def fits(maximum: str, wanted: int, least: int) -> int:
    """A size that another site allows at most; what is no number is not a wish."""
    allowed = int(maximum) if maximum.isascii() and maximum.isdigit() and len(maximum) < 6 else wanted
    return max(least, min(wanted, allowed))


def only(filters: Filters, kinds: Sequence[str] = tuple(KINDS.values())) -> tuple[str, str] | None:
    """The one filter of a list that has an address of its own, as key and value; None for others and for mixtures."""
    pairs = [pair for pair in filters.pairs() if pair[0] not in ("sort", "page")]
    return pairs[0] if len(pairs) == 1 and pairs[0][0] in kinds else None
