"""A person's whole name in one line → its parts."""

from __future__ import annotations

import re

from navigator.rules.persons import TypedProblem, read_name, tidy_typed

_PATRONYMIC = re.compile(r"[а-яё-]+(?:ович|евич|ьич|овна|евна|ична|инична)$", re.IGNORECASE)
_INITIAL = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.){2}")
_LONGEST = 200


def split_full_name(text: str) -> tuple[str, str, str]:
    """Last name, first name and patronymic of «Иванова Мария Петровна»; what follows the first name is the patronymic.

    A patronymic in the middle («Мария Петровна Иванова») tells that the last name stands at the end.

    :returns: parts as :func:`persons.read_name` makes them; the patronymic may be empty.
    :raises TypedProblem: one word, initials, or something that is no name.
    """
    words = tidy_typed(text[:_LONGEST]).replace(",", " ").split()
    if len(words) < 2:
        raise TypedProblem("Напишите фамилию и имя ребёнка, например Иванова Мария Петровна")
    if len(words) > 5 or len(text) > _LONGEST:
        raise TypedProblem("Оставьте только фамилию, имя и отчество ребёнка")
    if len(words) == 3 and _PATRONYMIC.fullmatch(words[1]) and not _PATRONYMIC.fullmatch(words[2]):
        words = [words[2], words[0], words[1]]
    if any(_INITIAL.fullmatch(word) for word in words[:2]):
        raise TypedProblem("Напишите имя полностью: по инициалам ребёнка не узнать")
    last, first = read_name(words[0], "фамилию"), read_name(words[1], "имя")
    return last, first, read_name(" ".join(words[2:]), "отчество") if len(words) > 2 else ""
