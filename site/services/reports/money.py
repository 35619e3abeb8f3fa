"""The seam to financing: what certificates of a municipality hold, have reserved and have spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from navigator.services.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Money:
    """Sums in kopecks: nominals, reserved, spent and left."""

    nominals: int
    reserved: int
    spent: int
    balance: int


def money_of(scope: Scope) -> Mapping[tuple[int, str], Money]:
    """Sums by municipality and type of certificate on the day of a scope.

    Certificates of account hold no money, and no other ones are kept here: nothing is known, so no column is shown.
    """
    return {}
