"""The wall between territories: every question of the desk goes through here."""

from __future__ import annotations

from typing import Any

from navigator.data import Request
from navigator.rules.access import Territory
from navigator.rules.states import ORGANIZATION


def mine(territory: Territory) -> Any:
    """The condition that keeps a query of requests inside a territory."""
    if territory.is_everything:
        return Request.id > 0
    if territory.role == ORGANIZATION:
        return Request.organization == territory.organization
    return Request.municipality == territory.municipality


def is_mine(territory: Territory, number: str) -> bool:
    """Whether a request lies inside a territory; one that does not is as good as not there."""
    return Request.select().where(Request.number == number, mine(territory)).exists()
