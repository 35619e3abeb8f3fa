"""The wall between territories: every question of the desk goes through here."""

from __future__ import annotations

from typing import Any

from navigator.data import Organization, Request
from navigator.rules.access import Territory
from navigator.rules.states import ORGANIZATION


def mine(territory: Territory) -> Any:
    """The condition that keeps a query of requests inside a territory."""
    if territory.is_everything:
        return Request.id > 0
    if territory.role == ORGANIZATION:
        return Request.organization == territory.organization
    return Request.municipality == territory.municipality


def own_place(territory: Territory, organization: int, municipality: int) -> bool:
    """Whether an organization of a municipality lies inside a territory."""
    if territory.is_everything:
        return True
    if territory.role == ORGANIZATION:
        return organization == territory.organization
    return municipality == territory.municipality


def own_organizations(territory: Territory) -> Any:
    """The condition that keeps a query of organizations inside a territory."""
    if territory.is_everything:
        return Organization.id > 0
    if territory.role == ORGANIZATION:
        return Organization.id == territory.organization
    return Organization.municipality == territory.municipality


def is_mine(territory: Territory, number: str) -> bool:
    """Whether a request lies inside a territory; one that does not is as good as not there."""
    return Request.select().where(Request.number == number, mine(territory)).exists()
