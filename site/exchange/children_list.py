"""A pasted list of children → rows: names, birth dates, telephones and e-mails are told by their looks.

A line is one child. Cells stand between tabs, semicolons or several spaces, in any order; a header is welcome and not
wanted; one plain line «Иванова Мария Петровна 12.03.2015» is enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from navigator.exchange.columns import Matcher
from navigator.exchange.records import FileProblem

#: Characters and lines that one paste may have.
LONGEST_TEXT, MOST_LINES = 200_000, 500
_LONGEST_LINE = 1000

TITLES: dict[str, tuple[str, ...]] = {
    "name": (
        *("фио ребенка", "фио", "ребенок", "фио обучающегося", "обучающийся", "фамилия имя отчество", "фио учащегося"),
        *("фамилия имя отчество ребенка", "фамилия имя", "учащийся", "ученик", "фио ученика", "child"),
    ),
    "last": ("фамилия", "фамилия ребенка", "фамилия обучающегося", "last name"),
    "first": ("имя", "имя ребенка", "имя обучающегося", "first name"),
    "patronymic": ("отчество", "отчество ребенка", "отчество обучающегося", "patronymic"),
    "born": (
        "дата рождения",
        "дата рождения ребенка",
        "др",
        "д р",
        "родился",
        "рождение",
        "birth date",
        "date of birth",
    ),
    "home": (
        "муниципалитет",
        "муниципальное образование",
        "район",
        "где живет",
        "место жительства",
        "район проживания",
    ),
    "guardian": (
        *("фио родителя", "родитель", "представитель", "фио представителя", "законный представитель", "мать", "отец"),
        *("фио законного представителя", "контактное лицо", "родители", "имя родителя", "имя представителя"),
    ),
    "phone": (
        "телефон",
        "номер телефона",
        "телефон родителя",
        "контактный телефон",
        "тел",
        "мобильный телефон",
        "phone",
    ),
    "email": ("электронная почта", "почта", "e-mail", "email родителя", "адрес электронной почты", "эл почта"),
}
_MAIL = re.compile(r"[^\s;,<>()]+@[^\s;,<>()]+")
_SNILS = re.compile(r"\b\d{3}-\d{3}-\d{3}[ -]\d{2}\b")
_AFTER = r"(?:\s*г(?:\.|ода?\b|\b))?(?:\s*р(?:\.|ождения\b|\b))?"
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}\s?[./]\s?\d{{1,2}}\s?[./]\s?(?:\d{{4}}|\d{{2}})|\d{{1,2}}-\d{{1,2}}-\d{{4}}|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|\d{{1,2}}\s+[а-яё]{{3,8}}\.?\s+\d{{4}}|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)(?!\d){_AFTER}",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)(?:\+?\d[\s()-]*)?(?:\(?\d{3,5}\)?[\s-]*)(?:\d[\s-]*){5,7}(?!\d)")
_NUMBERING = re.compile(r"^\s*(?:№\s*)?\d{1,3}(?:[.)](?!\d)\s*|\s+(?=[A-ZА-ЯЁ])|$)")
#: A day of 2000–2040 as the bare number that spreadsheets keep.
_SERIAL = re.compile(r"(?:3652[6-9]|365[3-9]\d|36[6-9]\d\d|3[7-9]\d{3}|4\d{4}|50\d{3}|51[0-4]\d\d)")
_EDGES = " \t\"'«»,;|·•–—-"
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class ListedChild:
    """One line as it was typed; ``rest`` are words that nobody needs here."""

    line: int
    name: str = ""
    born: str = ""
    home: str = ""
    guardian: str = ""
    phone: str = ""
    email: str = ""
    rest: tuple[str, ...] = ()


def read_list(text: str, is_home: Callable[[str], bool]) -> list[ListedChild]:
    """Read a pasted list.

    :param is_home: tells whether words name a municipality.
    :raises FileProblem: nothing in it, or too much.
    """
    if len(text) > LONGEST_TEXT:
        raise FileProblem(
            f"Вставлено {len(text) // 1000} тысяч знаков: это больше, чем список на {MOST_LINES} детей. "
            "Вставьте только строки с детьми, без лишних столбцов"
        )
    lines = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip(_EDGES)]
    if len(lines) > MOST_LINES + 1:
        raise FileProblem(f"Вставлено строк: {len(lines)}. За один раз можно до {MOST_LINES}: разделите список")
    if not lines:
        raise FileProblem("Вставьте список: одна строка – один ребёнок")
    header = _header(lines[0][1])
    found = []
    for at, line in lines[1:] if header else lines:
        cells = _cells(line[:_LONGEST_LINE])
        one = _by_header(at, cells, header) if header else _by_looks(at, cells, is_home)
        if one.name or one.born or one.phone or one.email:
            found.append(one)
        elif one.rest:
            found.append(replace(one, name=" ".join(one.rest)[:200], rest=()))
    if not found:
        raise FileProblem("В списке нет ни одного ребёнка: в строке нужны фамилия, имя и дата рождения")
    return found


def _cells(line: str) -> list[str]:
    """Cells of a line; places of empty ones are kept where tabs or semicolons part them."""
    for mark in ("\t", ";", "|"):
        if mark in line:
            return [cell.strip(_EDGES) for cell in line.split(mark)]
    return [cell.strip(_EDGES) for cell in re.split(r"\s{2,}", line.strip())]


def _header(line: str) -> dict[str, int]:
    """Places of our columns, empty when the first line is a child already."""
    if _DATE.search(line):
        return {}
    matcher = Matcher(TITLES)
    found: dict[str, int] = {}
    for place, cell in enumerate(_cells(line)):
        match = matcher.find(cell)
        if match is not None:
            found.setdefault(match.key, place)
    named = "name" in found or {"last", "first"} <= set(found)
    return found if named and len(found) > 1 else {}


def _by_header(at: int, cells: list[str], header: dict[str, int]) -> ListedChild:
    def cell(key: str) -> str:
        place = header.get(key, len(cells))
        return cells[place] if place < len(cells) else ""

    name = cell("name") or " ".join(filter(None, (cell("last"), cell("first"), cell("patronymic"))))
    return ListedChild(
        at, _NUMBERING.sub("", name), cell("born"), cell("home"), cell("guardian"), cell("phone"), cell("email")
    )


def _by_looks(at: int, cells: list[str], is_home: Callable[[str], bool]) -> ListedChild:
    found: dict[str, str] = {}
    names: list[str] = []
    rest: list[str] = []
    for place, cell in enumerate(cells):
        left = _pull(_NUMBERING.sub("", cell) if place == 0 else cell, found)
        if not _LETTERS.search(left):
            continue
        if "home" not in found and is_home(left):
            found["home"] = left
        else:  # «Иванов Пётр 5А»: words with digits are no names
            words = left.split()
            rest += [word for word in words if any(map(str.isdigit, word))]
            if letters := " ".join(word for word in words if not any(map(str.isdigit, word))):
                names.append(letters)
    if "born" not in found:
        found["born"] = next((cell for cell in cells if _SERIAL.fullmatch(cell)), "")
    name, guardian = _names(names)
    return ListedChild(
        at,
        name,
        found.get("born", ""),
        found.get("home", ""),
        guardian,
        found.get("phone", ""),
        found.get("email", ""),
        tuple(rest),
    )


def _pull(cell: str, found: dict[str, str]) -> str:
    """Take e-mail, date and telephone out of a cell; what is left may be a name."""
    left = _SNILS.sub(" ", cell)
    for key, pattern in (("email", _MAIL), ("born", _DATE), ("phone", _PHONE)):
        match = pattern.search(left)
        if match is not None:
            found.setdefault(key, match[0].strip(_EDGES if key != "phone" else _EDGES.replace("+", "")))
            left = left[: match.start()] + " " + left[match.end() :]
    return " ".join(re.sub(r"\b(?:тел|д\.?\s?р|г\.?\s?р)\b[.:]?", " ", left, flags=re.IGNORECASE).split()).strip(_EDGES)


def _names(names: list[str]) -> tuple[str, str]:
    """The child's name and the guardian's: single words in cells of their own belong together."""
    if not names:
        return "", ""
    if " " in names[0]:
        return names[0], " ".join(names[1:2])
    single = []
    for one in names:
        if " " in one:
            break
        single.append(one)
    child = single[:3]
    return " ".join(child), " ".join(names[len(child) : len(child) + 1])
