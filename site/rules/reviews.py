"""Reviews of families: the four marks, states, the smoothed rating, and what a public text must not hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: The four marks in the order of the form, each 1–5.
MARKS = {
    "results": "Достижение результатов",
    "staff": "Педагоги",
    "means": "Средства обучения",
    "overall": "В целом",
}
LEAST, BEST = 1, 5
LONGEST = 1000
STATES = {"new": "На проверке", "published": "Опубликован", "refused": "Отклонён"}
#: Why a moderator does not publish a review or an answer.
REFUSALS = {
    "names": "Есть имя ребёнка или другие личные данные",
    "rude": "Оскорбления или угрозы",
    "off_topic": "Не о занятиях",
    "advertising": "Реклама или ссылки",
    "other": "Другое",
}
#: Kinds and outcomes of an expert's assessment.
EXPERT_KINDS = {"nok": "Независимая оценка качества", "public": "Общественная экспертиза"}
DECISIONS = {
    "recommended": "Рекомендована",
    "conditional": "Рекомендована после доработки",
    "not_recommended": "Не рекомендована",
}
#: States of a request after which its family may judge: the child was enrolled.
STUDIED = ("enrolled", "completed", "expelled")
#: A review of those who have finished weighs two, of those who still learn one.
WEIGHTS = {"enrolled": 1, "completed": 2, "expelled": 2}
#: The rating starts as if a program had so many average reviews, so that one five does not beat thirty 4.8.
PRIOR_MARK, PRIOR_WEIGHT = 4.0, 5


def mean_mark(weighted: Iterable[tuple[int, float]]) -> float | None:
    """Mean of marks: Σ weight × mark ÷ Σ weight; None without marks."""
    pairs = list(weighted)
    total = sum(weight for weight, _ in pairs)
    return sum(weight * mark for weight, mark in pairs) / total if total else None


def smoothed(weighted: Iterable[tuple[int, float]]) -> float | None:
    """The mean drawn to :data:`PRIOR_MARK` while reviews are few, by which programs are sorted; None without marks."""
    pairs = list(weighted)
    if not pairs:
        return None
    total = sum(weight for weight, _ in pairs)
    return (PRIOR_MARK * PRIOR_WEIGHT + sum(weight * mark for weight, mark in pairs)) / (PRIOR_WEIGHT + total)


# ---------------------------------------------------------------- what a public text must not hold


@dataclass(frozen=True, slots=True)
class Finding:
    """Something personal in a text; ``is_sure`` when it must go, else the writer may say that it is no name."""

    kind: str  # name, phone, email, link
    words: str
    is_sure: bool


_HIDDEN = re.compile("[\u00ad\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_EMAIL = re.compile(r"[^\s@,;]+\s?@\s?[^\s@]+\.[^\s@.,;]+")
_HANDLE = re.compile(r"(?<![\w.])@\w{3,}")
_LINK = re.compile(
    r"https?:\S+|\bwww\.\S+|\b[\w-]+\.(?:ru|su|рф|com|org|net|me|info|online|site|shop|example)\b(?:/\S*)?", re.I
)
_DIGITS = re.compile(r"\+?\d(?:[\s().\-–—]{0,3}\d){6,}")
_SHORT_PHONE = re.compile(r"(?<![\d.\-])\d{1,3}-\d\d-\d\d(?![\d-])")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}[-–—]\d{4}|\d{4}-\d\d-\d\d")
#: Letters of other alphabets that pass for Cyrillic ones.
_ALIKE = str.maketrans("aбcekmhopctyxbё", "абсекмнорстухве")
_VOWELS = "аеиоуыэюя"
_CASES = (
    *("", "а", "я", "у", "ю", "ы", "и", "е", "о", "ой", "ей", "ою", "ею", "ом", "ем", "ам", "ям", "ами", "ями"),
    *("ах", "ях", "ов", "ев", "ий", "ый", "ого", "его", "ому", "ему", "им", "ым", "ую", "юю", "ая", "яя", "ие", "ые"),
    *("их", "ых", "ими", "ыми", "ь", "ью", "ия", "ию", "ии", "ией", "й"),
)
_POSSESSIVE = re.compile(r"(?:[иы]н|[оеё]в)(?:" + "|".join(sorted(_CASES, key=len, reverse=True)) + ")")
_SMALL = re.compile(
    r"(?:[еёо]нь?к|[еёо]ч(?:е)?к|ик|к|ул|ун|ут|уш|юш|юшк|ушк|ульк|уньк|яш|аш)?(?:"
    + "|".join(sorted((*_CASES, "ин", "ина", "ину", "ины", "иной"), key=len, reverse=True))
    + ")"
)
#: Beginnings of full names of children: beginnings of their short ones.
_TABLE = """александр: саш шур сан; алексе: леш алеш; анастас: наст ась стас; анн: ан; алин: аль; ангелин: гел лин;
андре: андрюш; антон: тош антош; арсен: сен; артем: тем; богдан: дан; валентин: вал; валер: лер вал;
варвар: вар; васил: вас; вероник: ник; виктор: вит вик; владимир: вов волод; владислав: влад;
вячеслав: слав; георги: гош жор; григор: гриш; данил: дан; дарь: даш; денис: ден; дмитри: дим мит;
евгени: жен; екатерин: кат; елен: лен; елизавет: лиз; иван: ван; игор: гар; ирин: ир; константин: кост;
кирилл: кирюш; ксени: ксюш; людмил: люд мил; максим: макс; маргарит: рит; мари: маш марус; матве: мот;
михаил: миш; наталь: наташ; никит: ник; никола: кол; ольг: ол; павел: паш; петр: пет; полин: пол;
роман: ром; светлан: свет; серге: сереж; соф: сон; степан: степ; тать: тан; тимофе: тим; ульян: уль;
федор: фед; юли: юл; юри: юр; яросла: яр слав"""
_SHORT_NAMES = {
    full: tuple(shorts.split()) for full, shorts in (line.strip().split(": ") for line in _TABLE.split(";"))
}


def _folded(text: str) -> str:
    low = unicodedata.normalize("NFKC", _HIDDEN.sub("", text)).casefold().replace("ё", "е")
    return low.translate(_ALIKE) if re.search("[а-я]", low) else low


def _stems(name: str) -> tuple[str, ...]:
    """Beginnings that the case forms of a folded name share: «павел» → «павел», «павл»; «мария» → «мари»."""
    stem = re.sub(r"(?:[иы]й|ой|ая|яя)$", "", name) if len(name) > 6 else name
    stem = stem if stem != name else re.sub(r"[аяьйоеиы]$", "", name)
    found = [stem]
    if stem == name and len(name) > 2 and name[-2] in "ео" and name[-1] not in _VOWELS:
        found += [f"{name[:-2]}{name[-1]}", f"{name[:-2]}ь{name[-1]}"]  # Лев – Льва, Павел – Павла
    return tuple(found)


def _is_form(word: str, name: str) -> bool:
    """Whether a folded word is a case form of a folded name."""
    for stem in _stems(name):
        rest = word[len(stem) :]
        if word.startswith(stem) and rest in _CASES and (rest or stem == name or len(stem) > 3):
            return True
    return word == name


def _may_be_form(word: str, name: str) -> bool:
    """Whether a folded word may be a short, tender or possessive form of a folded name."""
    for stem in _stems(name):
        rest = word[len(stem) :]
        if len(stem) > 2 and word.startswith(stem) and (_POSSESSIVE.fullmatch(rest) or _SMALL.fullmatch(rest)):
            return True
    shorts = [short for full, ones in _SHORT_NAMES.items() if name.startswith(full) for short in ones]
    return any(
        word.startswith(short) and len(word) > len(short) and _SMALL.fullmatch(word[len(short) :]) for short in shorts
    )


def find_personal(text: str, names: Sequence[str]) -> tuple[Finding, ...]:
    """What of a text points to a person: names of the family in any case form, telephones, addresses, links.

    :param names: names of the child and the guardian as they wrote them; several words in one are looked at apart.
    :returns: findings in the order of the text, each word once.
    """
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", text))
    found = [Finding("email", match[0], True) for match in (*_EMAIL.finditer(plain), *_HANDLE.finditer(plain))]
    found += [Finding("link", match[0], True) for match in _LINK.finditer(_EMAIL.sub(" ", plain))]
    undated = _DATE.sub(" ", plain)
    found += [
        Finding("phone", match[0].strip(), True)
        for match in (*_DIGITS.finditer(undated), *_SHORT_PHONE.finditer(_DIGITS.sub(" ", undated)))
        if sum(sign.isdigit() for sign in match[0]) >= (10 if match.re is _DIGITS else 5)
    ]
    folded = {part for name in names for part in re.split(r"[\s\-]+", _folded(name)) if len(part) > 1}
    for match in _WORD.finditer(plain):
        for part in re.split(r"[-'’]", match[0]):
            word = _folded(part)
            if any(_is_form(word, name) for name in folded):
                # «левой» is a word of its own where Лев is a name: short and in small letters it is only asked about.
                found.append(Finding("name", part, word in folded or part[0].isupper() or len(word) > 5))
            elif any(_may_be_form(word, name) for name in folded):
                found.append(Finding("name", part, False))
    return tuple(dict.fromkeys(found))


def say_findings(findings: Iterable[Finding]) -> str:
    """One Russian sentence about what was found, without the full stop."""
    kinds = {"name": "имя", "phone": "телефон", "email": "почта", "link": "ссылка"}
    return ", ".join(f"{kinds[one.kind]} «{one.words[:40]}»" for one in findings)
