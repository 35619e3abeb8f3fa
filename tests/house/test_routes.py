"""Addresses are promises: none vanishes, and a new one is written down with its readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from navigator.app import create_app
from navigator.rules.access import ROLES
from navigator.settings import Settings

SNAPSHOT = Path(__file__).with_name("routes.txt")
#: Who may read an address; «code» is the family that has the secret code of the request.
READERS = ("public", "machine", "code", *ROLES)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_env({}, root=tmp_path)


def test_addresses_are_the_written_ones(settings: Settings) -> None:
    written = {}
    for line in SNAPSHOT.read_text().splitlines():
        methods, rule, reader = line.split()
        written[methods, rule] = reader
    found = {
        (",".join(sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})), rule.rule)
        for rule in create_app(settings).url_map.iter_rules()
    }
    assert sorted(found) == sorted(written)
    assert {reader for readers in written.values() for reader in readers.split(",")} <= set(READERS)


def test_a_copy_opens_public_rooms_only(settings: Settings) -> None:
    rules = {rule.rule for rule in create_app(settings, public_only=True).url_map.iter_rules()}
    assert not {rule for rule in rules if rule.startswith(("/staff", "/requests", "/healthz", "/readyz", "/metrics"))}
    assert "/programs/" in rules
