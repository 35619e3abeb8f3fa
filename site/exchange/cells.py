"""One cell → one value. A cell that cannot be read raises :class:`CellProblem` with words for people."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from navigator.exchange.choices import NO, NOTHING, YES
from navigator.exchange.tables import Cell
from navigator.rules.ages import AgeRange, DateOrder, age_from_date, parse_age
from navigator.rules.dates import format_date, parse_date
from navigator.rules.money import parse_roubles
from navigator.rules.names import fold_name
from navigator.rules.schedule import Slot, parse_schedule, parse_times

#: The longest text that is kept of one cell, characters.
LONGEST_TEXT = 100_000
#: The largest number of places, hours and the like that is believed.
LARGEST_COUNT = 100_000

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INNER_SPACE = re.compile("[ \t\u00a0\u2007\u202f]+")
_NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)?")
_FULL = re.compile(
    r"мест нет|нет мест|(?<!не )(?<!частично )укомплектован|^нет|^-$|закрыт|заполнен|набрана|^no\b|^none"
)
_VACANT = re.compile(r"есть|име[ею]|свободн|открыт|частично|не укомплект|набор|^да$|^\+$|^some")
_COORDINATE = re.compile(r"^([-−]?\d{1,3}(?:[.,]\d+)?)\s*°?$")


class CellProblem(ValueError):  # it is a remark for people, not a failure of the program
    """A cell that cannot be read; the text says in Russian what is wrong."""


def text(cell: Cell) -> str:
    """A cell as clean text: numbers without «.0», dates as ДД.ММ.ГГГГ, no control signs, no spaces at the ends."""
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, (int, float)):
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime):
        return f"{format_date(cell)} {cell:%H:%M}"
    return format_date(cell) if isinstance(cell, date) else f"{cell:%H:%M}"


def _clean(value: str) -> str:
    if value.isprintable() and "  " not in value and unicodedata.is_normalized("NFC", value):
        return value.strip()
    value = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    value = _INNER_SPACE.sub(" ", unicodedata.normalize("NFC", value))
    lines = [line.strip() for line in value.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def long_text(cell: Cell) -> str:
    """A text of any length up to ``LONGEST_TEXT``."""
    value = text(cell)
    if len(value) > LONGEST_TEXT:
        raise CellProblem(f"текст длиннее {LONGEST_TEXT} знаков не прочитан, сократите его")
    return value


def line(cell: Cell) -> str:
    """A text on one line: names, titles, addresses."""
    value = text(cell)
    return " ".join(value.split()) if "\n" in value else value


def filled_line(cell: Cell) -> str:
    """A line, empty when it only says that nothing is known («-», «не указано»)."""
    value = line(cell)
    return "" if len(value) < 16 and fold_name(value) in NOTHING else value


def code_text(cell: Cell) -> str | None:
    """An identifier, None when blank: 167391.0 is «167391», leading zeros stay."""
    value = filled_line(cell)
    return value[:200] or None


def folded(value: str) -> str:
    """Key of a short answer; of a long text only its beginning, so that caches stay small."""
    return fold_name(value[:200])


def is_blank(cell: Cell) -> bool:
    """True for an empty cell and one of spaces."""
    return cell == "" or (isinstance(cell, str) and not cell.strip())


def yes_no(cell: Cell) -> bool:
    """Да/нет, +/−, 1/0, true/false; blank is no."""
    if isinstance(cell, bool):
        return cell
    value = folded(text(cell)).rstrip(".")
    if value in YES:
        return True
    if value in NO or value in NOTHING:
        return False
    first = value.split(",")[0].split(" ")[0]
    if first in {"да", "нет", "есть", "нужна", "требуется", "необходима", "не"}:
        return first not in {"нет", "не"}
    raise CellProblem(f"«{shortened(value)}» – не «да» и не «нет»")


def count(cell: Cell) -> int | None:
    """A whole number of places, children or the like: «15.0», «15», «до 15 чел.»; None when blank."""
    number_ = number(cell)
    if number_ is None:
        return None
    if number_ != int(number_):
        raise CellProblem(f"«{shortened(text(cell))}» – не целое число")
    return int(number_)


def number(cell: Cell) -> float | None:
    """A number that is not negative: «4,5», «4 ч»; None when blank."""
    if isinstance(cell, bool):
        raise CellProblem("здесь нужно число")
    if isinstance(cell, (int, float)):
        return _believable(float(cell))
    value = text(cell)
    if folded(value) in NOTHING:
        return None
    found = _NUMBER.findall(value.replace("\u00a0", "").replace(" ", "") if value[:1].isdigit() else value)
    if isinstance(cell, (date, time)) or not found:
        raise CellProblem(f"«{shortened(value)}» – не число")
    return _believable(float(found[0].replace(",", ".").replace("−", "-")))


def _believable(value: float) -> float:
    if not math.isfinite(value) or value > LARGEST_COUNT:
        raise CellProblem("число слишком велико")
    if value < 0:
        raise CellProblem(f"число {value:g} меньше нуля")
    return value


def vacancies(cell: Cell) -> tuple[int | None, str]:
    """Free places and the vacancy code: 15.0 → (15, some), «Нет» → (0, none), «есть» → (None, some)."""
    if isinstance(cell, bool):
        return None, "some" if cell else "none"
    if isinstance(cell, (int, float)):
        places = int(_believable(float(cell)))
        return places, "some" if places else "none"
    value = folded(text(cell))
    if value != "-" and value in NOTHING:
        return None, ""
    if (found := _NUMBER.search(value)) and not value.startswith(("не ", "нет")):
        places = int(_believable(float(found[0].replace(",", ".").replace("−", "-"))))
        return places, "some" if places else "none"
    code = vacancy_words(value)
    if code == "none" and value in {"нет", "-", "мест нет", "нет мест", "no", "none"}:
        return 0, code
    if not code:
        raise CellProblem(f"«{shortened(value)}» – не число мест и не «есть» или «нет»")
    return None, code


def vacancy_words(value: str) -> str:
    """Vacancy code of a sentence: «Группа укомплектована (мест нет…)» is none, «есть места» is some, else empty."""
    low = folded(value)
    if _FULL.search(low):
        return "none"
    return "some" if _VACANT.search(low) else ""


def day(cell: Cell) -> date | None:
    """A date, None when blank."""
    if isinstance(cell, str) and folded(text(cell)) in NOTHING:
        return None
    if isinstance(cell, (bool, time)):
        raise CellProblem("здесь нужна дата")
    value = parse_date(text(cell) if isinstance(cell, str) else cell)
    if value is None:
        raise CellProblem(f"«{shortened(text(cell))}» – не дата, нужно ДД.ММ.ГГГГ")
    return value


def kopecks(cell: Cell) -> int | None:
    """A sum in roubles → kopecks, None when blank."""
    if isinstance(cell, (date, time)):
        raise CellProblem("здесь нужна сумма в рублях")
    if isinstance(cell, str):
        cell = text(cell)
        if folded(cell) in NOTHING:
            return None
    value = parse_roubles(cell)
    if value is None:
        raise CellProblem(f"«{shortened(str(cell))}» – не сумма в рублях")
    return value


def ages(cell: Cell, order: DateOrder | None = None) -> AgeRange | None:
    """An age range, also from a cell that a spreadsheet made a date of; None when blank."""
    if isinstance(cell, date):
        return age_from_date(cell, order)
    if isinstance(cell, str):
        cell = text(cell)
        if folded(cell) in NOTHING:
            return None
    found = None if isinstance(cell, (bool, time)) else parse_age(cell)
    if found is None:
        raise CellProblem(f"возраст «{shortened(text(cell))}» не понят, напишите как «7–12 лет»")
    return found


def coordinate(limit: float) -> Callable[[Cell], float | None]:
    """Reader of a latitude (``limit`` 90) or longitude (180); zero and blank are None."""

    def read(cell: Cell) -> float | None:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            value = float(cell)
        else:
            words = text(cell)
            if folded(words) in NOTHING:
                return None
            found = _COORDINATE.match(words)
            if found is None:
                raise CellProblem(f"«{shortened(words)}» – не координата")
            value = float(found[1].replace(",", ".").replace("−", "-"))
        if not math.isfinite(value) or abs(value) > limit:
            raise CellProblem(f"координата {value:g} вне пределов ±{limit:g}")
        return value or None

    return read


latitude, longitude = coordinate(90), coordinate(180)


def schedule(cell: Cell, year: int | None = None) -> tuple[list[Slot], str]:
    """Lessons of a schedule cell and the words left over."""
    return parse_schedule(cell if isinstance(cell, str) else text(cell), year)


def weekday_slots(weekday: int, cell: Cell) -> tuple[list[Slot], str]:
    """Lessons of a weekday column: times, or a mark («+», «да») that says that there is a lesson."""
    value = text(cell)
    if folded(value) in NOTHING or folded(value) in NO:
        return [], ""
    times, left = parse_times(value)
    if times:
        return [Slot(weekday, start, end) for start, end in times], left
    return ([Slot(weekday)], "") if folded(value) in YES else ([], value)


def shortened(value: str) -> str:
    """The beginning of a text, for a remark."""
    return value if len(value) <= 40 else value[:39] + "…"


def distance(cell: Cell) -> bool:
    """Да/нет, or words: «дистанционно», «онлайн», «с ДОТ» against «очно»."""
    value = folded(text(cell))
    if re.search(r"дистан|онлайн|\bдот\b|online|remote", value):
        return not value.startswith(("без ", "не ", "нет"))
    return False if re.search(r"очн|оффлайн|офлайн|без ", value) else yes_no(cell)


def web_address(cell: Cell) -> str:
    """An address that a page may link to: http or https, added where only a name is given."""
    value = filled_line(cell)
    if not value or folded(value) in NO or folded(re.sub("^https?://", "", value)).strip("/") in NOTHING | NO:
        return ""
    if re.fullmatch(r"https?://\S{3,}", value, re.IGNORECASE):
        return value
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", value):
        return f"http://{value}"
    raise CellProblem(f"«{shortened(value)}» – не адрес сайта")


Reader = Callable[[Cell], Any]
