"""Pages of the demo districts, around today."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from navigator.data import ContentPage, Municipality
from navigator.rules.names import slugify
from navigator.rules.pages import LONGEST_SLUG


def load_demo_pages(folder: Path, today: date) -> int:
    """Publish the pages of each file for its district, unless the district has pages. Call inside a transaction.

    :returns: how many were added.
    """
    added = 0
    for path in sorted(folder.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        home = Municipality.get(Municipality.slug == file["municipality"])
        if ContentPage.select().where(ContentPage.municipality == home.id).exists():
            continue
        for page in file["page"]:
            ContentPage.create(**_row(page, home.id, today))
            added += 1
    return added


def _row(page: dict[str, Any], home: int, today: date) -> dict[str, Any]:
    day = today + timedelta(days=page["day"])
    written = datetime.combine(min(day, today), time(6))
    return {
        "municipality": home,
        "kind": page["kind"],
        "slug": slugify(page["title"], LONGEST_SLUG),
        "title": page["title"],
        "body": page["body"].strip(),
        "state": "published",
        "published_on": day,
        "position": page.get("position", 100),
        "created_at": written,
        "changed_at": written,
    }
