"""Fields for longer texts, whose line breaks are kept, and for one of a few values."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from navigator.forms.typed import Typed
from navigator.rules.persons import TypedProblem


def printable_lines(text: str, longest: int) -> str:
    """Typed text without control signs but line breaks, so that a page can show it again."""
    plain = text[:longest].replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})


class Area(Typed):
    """A text of several lines, cut at ``longest`` signs; what is longer is refused by the rule, not lost."""

    longest = 100_000

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the text without looking at it."""
        if valuelist:
            self.data = printable_lines(valuelist[0], self.longest)


class Choice(Typed):
    """One of a few values; ``choices`` are pairs of value and label."""

    def __init__(self, label: str, choices: Mapping[str, str] | None = None, **options: Any) -> None:
        """Describe a field; without ``choices`` they are named when the form is shown."""
        super().__init__(label, self._known, **options)
        self.choices: Sequence[tuple[str, str]] = tuple((choices or {}).items())

    def _known(self, text: str) -> str:
        if text not in {value for value, _ in self.choices}:
            raise TypedProblem("Выберите из списка")
        return text
