"""Numbers of requests."""

from __future__ import annotations

from datetime import date

from navigator.data.database import next_number


def new_number(today: date) -> str:
    """«26-00042»: the next number of a year, in the transaction at hand."""
    year = today.year % 100
    return f"{year:02}-{next_number(f'requests-{year:02}'):05}"
