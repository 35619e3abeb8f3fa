"""What a person is told when a verb of the house cannot be done."""

from __future__ import annotations


class Problem(ValueError):
    """Nothing was done; the message is one clear Russian line that says what to do."""
