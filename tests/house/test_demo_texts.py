"""The demo districts read like real ones."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[2] / "site" / "data" / "demo"
SHORTEST = 40
#: Two descriptions may not share a run of this many words.
RUN = 8


def _organizations(district: str) -> list[dict[str, Any]]:
    return [tomllib.loads(path.read_text()) for path in sorted((DEMO / district).glob("*.toml"))]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("ё", "е"))


@pytest.mark.parametrize(
    ("district", "organizations", "least", "most", "directions"), [("azv", 11, 39, 39, 5), ("egr", 10, 150, 400, 6)]
)
def test_districts_have_their_size(district: str, organizations: int, least: int, most: int, directions: int) -> None:
    found = _organizations(district)
    programs = [program for one in found for program in one["program"]]
    assert len(found) >= organizations
    assert least <= len(programs) <= most
    assert len({program["direction"] for program in programs}) == directions


def test_descriptions_are_long_enough_and_share_no_run_of_words() -> None:
    seen: dict[tuple[str, ...], str] = {}
    short, shared = [], []
    for district in ("azv", "egr"):
        for organization in _organizations(district):
            for program in organization["program"]:
                words = _words(program["annotation"])
                if len(words) < SHORTEST:
                    short.append(program["external_id"])
                for start in range(len(words) - RUN + 1):
                    run = tuple(words[start : start + RUN])
                    if seen.setdefault(run, program["external_id"]) != program["external_id"]:
                        shared.append((program["external_id"], seen[run], " ".join(run)))
    assert short == []
    assert shared == []


def test_contacts_are_plainly_invented() -> None:
    for district in ("azv", "egr"):
        for organization in _organizations(district):
            row = organization["organization"]
            assert re.search(r"00-\d\d$", row["phone"]), row["phone"]
            assert row["email"].endswith(".example")


def test_identifiers_are_unique() -> None:
    ids = Counter(
        program["external_id"]
        for district in ("azv", "egr")
        for organization in _organizations(district)
        for program in organization["program"]
    )
    assert [one for one, count in ids.items() if count > 1] == []
