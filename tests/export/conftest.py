"""Copies of the demo districts, written by the command that people use, and installations that tests may change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from export.exporting import Place


@pytest.fixture
def place(demo_env: dict[str, str], tmp_path: Path) -> Iterator[Place]:
    """An installation with a small part of the demo districts."""
    small = Place(tmp_path / "home", Path(demo_env["NAVIGATOR_INSTANCE_DIR"]) / "navigator.db")
    small.shrink()
    yield small


@pytest.fixture
def district(demo_env: dict[str, str], tmp_path: Path) -> Place:
    """An installation with all of the demo districts."""
    return Place(tmp_path / "home", Path(demo_env["NAVIGATOR_INSTANCE_DIR"]) / "navigator.db")
