"""Cells that hold one value of a list, or several values."""

from __future__ import annotations

import re
from collections.abc import Callable

from navigator.exchange import choices
from navigator.exchange.cells import CellProblem, folded, shortened, text
from navigator.exchange.choices import NO, NOTHING
from navigator.exchange.tables import Cell

#: Longer texts name no value of a list.
LONGEST_CHOICE = 1000


def one_of(list_name: str, stems: choices.Stems, default: str = "") -> Callable[[Cell], str]:
    """Reader of a code of ``rules.vocabulary``; blank is ``default``."""

    def read(cell: Cell) -> str:
        value = text(cell)
        if folded(value) in NOTHING - {"none"}:
            return default
        code = None if len(value) > LONGEST_CHOICE else choices.choice(value, list_name, stems)
        if code is None:
            raise CellProblem(f"значение «{shortened(value)}» не из списка")
        return code

    return read


def many_of(stems: choices.Stems) -> Callable[[Cell], tuple[str, ...]]:
    """Reader of several codes in one cell; blank, «нет» and «без ограничений» are none of them."""

    def read(cell: Cell) -> tuple[str, ...]:
        value = text(cell)
        if folded(value) in NOTHING | NO | {"без ограничений", "нет ограничений"}:
            return ()
        if len(value) > LONGEST_CHOICE:
            raise CellProblem("слишком длинный перечень")
        codes, strange = choices.codes_of(value, stems)
        if strange:
            raise CellProblem(f"значение «{shortened(strange[0])}» не из списка")
        return codes

    return read


def _parts(value: str, marks: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for one in re.split(marks, value) if (part := " ".join(one.split()))))


def semicolon_list(cell: Cell) -> tuple[str, ...]:
    """Parts between «;», «|» and lines: names may hold commas."""
    return _parts(text(cell), r"[;|\n]")


def keyword_list(cell: Cell) -> tuple[str, ...]:
    """Words between commas, or between semicolons where there is no comma."""
    value = text(cell)
    return tuple(sorted(_parts(value, r"[,\n]" if "," in value else r"[;|\n]")))


def people(cell: Cell) -> list[str]:
    """Names of people between «;», lines or commas."""
    value = text(cell)
    if folded(value) in NOTHING | NO:
        return []
    return list(_parts(value, r"[;|\n]|,(?=\s*[А-ЯЁA-Z])"))
