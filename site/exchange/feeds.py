"""Feeds for machines: news as Atom (RFC 4287), addresses as a sitemap (sitemaps.org 0.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: A sitemap may not name more.
MOST_ADDRESSES = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news; ``updated`` is UTC without an offset."""

    address: str
    title: str
    summary: str
    published: date
    updated: datetime


def atom(title: str, own: str, home: str, entries: Sequence[Entry], empty: datetime) -> bytes:
    """A feed.

    :param own: absolute address of the feed, which is also its id.
    :param home: absolute address of the page that the feed is of.
    :param empty: what «updated» says where there is no entry.
    """
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "ru"})
    _text(feed, "id", own)
    _text(feed, "title", title)
    _text(feed, "updated", _instant(max((one.updated for one in entries), default=empty)))
    _text(ET.SubElement(feed, "author"), "name", title)
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": home})
    for one in entries:
        entry = ET.SubElement(feed, "entry")
        _text(entry, "id", one.address)
        _text(entry, "title", one.title)
        _text(entry, "published", f"{one.published.isoformat()}T00:00:00Z")
        _text(entry, "updated", _instant(one.updated))
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.address})
        _text(entry, "summary", one.summary)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def sitemap(addresses: Iterable[tuple[str, date | None]]) -> bytes:
    """A sitemap of absolute addresses, each with the day of its last change where it is known."""
    root = ET.Element("urlset", {"xmlns": SITEMAP})
    for address, changed in list(addresses)[:MOST_ADDRESSES]:
        url = ET.SubElement(root, "url")
        _text(url, "loc", address)
        if changed is not None:
            _text(url, "lastmod", changed.isoformat())
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = "".join(sign for sign in text if sign.isprintable() or sign == "\n")


def _instant(at: datetime) -> str:
    return at.replace(tzinfo=UTC, microsecond=0).isoformat().replace("+00:00", "Z")
