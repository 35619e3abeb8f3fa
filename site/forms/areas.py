"""Fields for longer texts: line breaks are kept."""

from __future__ import annotations

import unicodedata

from navigator.forms.typed import Typed


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
