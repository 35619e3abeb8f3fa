"""Where in a sheet the table begins, and which of its rows are data."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from navigator.exchange.choices import direction_slug
from navigator.exchange.columns import EXACT, PART, Match, Matcher
from navigator.exchange.records import FileProblem, RowNote
from navigator.exchange.tables import Cell, Table

#: The header is looked for in so many first rows.
SEARCHED_ROWS = 40
_TOTALS = re.compile(r"(?:итого|всего|total)\b\s*(?:$|[:.]|по\b|\d|програм|групп|мест|детей|человек|объединен)")
_MOST_COLUMNS = 500


@dataclass(slots=True)
class Header:
    """The header of a table: ``columns`` and ``titles`` go by our column; ``last_row`` counts from 0."""

    last_row: int
    columns: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    score: float = 0.0
    texts: list[str] = field(default_factory=list)  # of all columns, in the order of the file

    def leave_out(self, ignored: Collection[str]) -> None:
        """Do not read columns of these headers."""
        for key in [key for key, title in self.titles.items() if title in ignored]:
            del self.columns[key]
            self.extra.append(self.titles.pop(key))


@dataclass(slots=True)
class DataRow:
    """A row of data; ``number`` is its number in the file, from 1; ``direction`` comes from the section above it."""

    number: int
    cells: list[Cell]
    direction: str = ""


def find_header(table: Table, matcher: Matcher, needed: str, needed_title: str) -> Header:
    """The row, or two rows, with the most known columns among the first ones.

    :param needed: our column without which nothing can be read; ``needed_title`` names it to people.
    :raises FileProblem: no such row, or it lacks the needed column.
    """
    best = Header(-1)
    for index in range(min(SEARCHED_ROWS, len(table.rows))):
        for header in (_one_row(table.rows, index, matcher), _two_rows(table, index, matcher)):
            if header is not None and header.score > best.score:
                best = header
    if best.score == 0:
        raise FileProblem(
            f"В файле не найдена строка заголовков. Назовите столбцы, например «{needed_title}», "
            "или дайте файл соответствия столбцов"
        )
    if needed not in best.columns:
        raise FileProblem(
            f"В строке {best.last_row + 1} нет столбца «{needed_title}». "
            f"Есть: {', '.join([*best.titles.values(), *best.extra][:15])}. "
            "Переименуйте столбец или дайте файл соответствия"
        )
    return best


def _one_row(rows: list[list[Cell]], index: int, matcher: Matcher) -> Header | None:
    texts = [_header_text(cell) for cell in rows[index][:_MOST_COLUMNS]]
    return _assemble(index, texts, [matcher.find(text) for text in texts])


def _two_rows(table: Table, index: int, matcher: Matcher) -> Header | None:
    """A header of two rows: «Возраст» above «от» and «до», «Расписание» above the days."""
    if index + 1 >= len(table.rows):
        return None
    upper = _spread(table, index)
    lower = [_header_text(cell) for cell in table.rows[index + 1][:_MOST_COLUMNS]]
    upper += [""] * (len(lower) - len(upper))
    lower += [""] * (len(upper) - len(lower))
    plain = [_header_text(cell) for cell in table.rows[index][:_MOST_COLUMNS]] + [""] * len(upper)
    texts, matches = [], []
    for column, below in enumerate(lower):
        if not below or below == plain[column]:
            texts.append(plain[column])
            matches.append(matcher.find(plain[column]))
            continue
        both = matcher.find(f"{upper[column]} {below}") if upper[column] else None
        alone = matcher.find(below)
        known = both if both and both.score >= EXACT else alone if alone and alone.score >= EXACT else None
        if known is None:
            return None  # a row with other words is data, not a second row of the header
        texts.append(f"{upper[column]} {below}".strip())
        matches.append(known)
    return _assemble(index + 1, texts, matches)


def _spread(table: Table, index: int) -> list[str]:
    """Texts of a row, each title repeated over the blank cells that follow it, as merged cells show it."""
    texts, last = [], ""
    merged = {left: right for top, left, bottom, right in table.merges if top <= index <= bottom}
    until = -1
    for column, cell in enumerate(table.rows[index][:_MOST_COLUMNS]):
        text = _header_text(cell)
        if text:
            last, until = text, merged.get(column, column if merged else _MOST_COLUMNS)
        texts.append(text or (last if column <= until else ""))
    return texts


def _assemble(last_row: int, texts: Sequence[str], matches: Sequence[Match | None]) -> Header | None:
    header = Header(last_row)
    taken: dict[str, tuple[int, int]] = {}
    for column, match in enumerate(matches):
        if match is not None and (match.key not in taken or match.score > taken[match.key][1]):
            taken[match.key] = (column, match.score)
    if not taken or all(score < PART for _column, score in taken.values()):
        return None
    header.columns = {key: column for key, (column, _score) in sorted(taken.items(), key=lambda item: item[1][0])}
    header.titles = {key: texts[column] for key, column in header.columns.items()}
    used = set(header.columns.values())
    header.extra = [text for column, text in enumerate(texts) if text and column not in used]
    header.texts = list(texts)
    header.score = sum(score for _column, score in taken.values()) / (1 + 0.5 * (len(used) == 1))
    return header


def _header_text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def data_rows(table: Table, header: Header, notes: list[RowNote]) -> Iterator[DataRow]:
    """Rows below the header without blank rows, totals, repeated headers, numbers of columns and section titles.

    A section title that names a direction gives it to the rows below; another one spanning several columns is noted.
    """
    wide = {top for top, left, _bottom, right in table.merges if right - left >= 2}
    first = header.last_row + 1
    known = [(column, header.titles[key].lower()) for key, column in header.columns.items()]
    direction = ""
    for index in range(first, len(table.rows)):
        cells = table.rows[index]
        filled = [cell for cell in cells if cell != "" and not (isinstance(cell, str) and not cell.strip())]
        if not filled:
            continue
        if len(filled) == 1 or index in wide:
            section = _section(filled[0])
            if section:
                direction = section
                continue
            if index in wide and len(filled) == 1:
                notes.append(
                    RowNote(
                        index + 1 + table.offset, f"Строка-заголовок «{str(filled[0])[:60]}» пропущена", is_error=False
                    )
                )
                continue
        if _is_total(filled) or _is_numbering(filled, first == index) or _is_header(cells, known):
            continue
        yield DataRow(index + 1 + table.offset, cells, direction)


def _section(cell: Cell) -> str:
    return direction_slug(cell, title=True) if isinstance(cell, str) and len(cell) <= 80 else ""


def _is_total(filled: list[Cell]) -> bool:
    words = [cell for cell in filled if isinstance(cell, str)]
    return bool(words) and _TOTALS.match(words[0].strip().lower()) is not None


def _is_numbering(filled: list[Cell], right_below: bool) -> bool:
    """The row «1 2 3 4 …» that forms have right below the header."""
    if not right_below or len(filled) < 3:
        return False
    return [_whole(cell) for cell in filled] == list(range(1, len(filled) + 1))


def _whole(cell: Cell) -> int:
    if isinstance(cell, str):
        return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 5 else 0
    return int(cell) if isinstance(cell, (int, float)) and cell in range(1, _MOST_COLUMNS) else 0


#: Spaces around a repeated header.
_MOST_SPACES = 20


def _is_header(cells: list[Cell], known: list[tuple[int, str]]) -> bool:
    same = 0
    for column, title in known:
        if column < len(cells):
            cell = cells[column]
            if isinstance(cell, str) and 0 <= len(cell) - len(title) <= _MOST_SPACES:  # long texts are no headers
                same += cell.strip().lower() == title
    return same >= 2 and same * 2 >= len(known)
