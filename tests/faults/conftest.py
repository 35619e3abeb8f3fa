"""Fixtures of the proof tests: the keys of personal data, and an installation of its own."""

from __future__ import annotations

import asking
import pytest


@pytest.fixture(autouse=True)
def keys() -> None:
    """Every proof works with the keys of the tests."""
    asking.keys()
