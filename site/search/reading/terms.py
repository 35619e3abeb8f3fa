"""How one pays, from afar or not, for whom, which level, open or not: what a line says in fixed words."""

from __future__ import annotations

import re

from navigator.rules.vocabulary import HEALTH_CATEGORIES
from navigator.search.reading.found import Line

MAX_PRICE = 1_000_000
_ROUBLES = r"(?:руб\w*\.?|р\.?(?![а-я])|₽)"
_A_MONTH = r"(?:\s*(?:в|за|/)?\s*мес(?:яц\w*)?(?![а-я])\.?)?"
_UP_TO = r"(?:до|не\s+дороже|не\s+больше|не\s+более|не\s+выше|дешевле|максимум|в\s+пределах|в\s+районе|за|максимально|около|примерно|порядка|бюджет(?:\s+до)?)"
_PRICE = re.compile(
    rf"(?<![а-я]){_UP_TO}\s+(\d{{1,3}}(?:\s\d{{3}})+|\d{{1,6}})(?:[.,](\d))?\s*(тыс\w*\.?|т\.?\s?р\.?|к(?![а-я]))?\s*({_ROUBLES})?{_A_MONTH}(?![\w:])"
)
_BARE_PRICE = re.compile(rf"(?<![\w.,])(\d{{1,3}}(?:\s\d{{3}})+|\d{{3,6}})\s*{_ROUBLES}{_A_MONTH}")
_THOUSANDS = re.compile(
    rf"(?<![а-я]){_UP_TO}\s+(?:(одной|двух|трех|четырех|пяти|полутора)\s+)?тысяч\w*\s*{_ROUBLES}?{_A_MONTH}"
)
_BARE_THOUSANDS = re.compile(
    rf"(?<![\w.,])(\d{{1,2}})(?:[.,](\d))?\s*(?:(?:тыс\w*\.?|т\.?\s?р\.?|к(?![а-я]))\s*{_ROUBLES}?\s*(?:в|за|/)\s*мес\w*\.?|тыс\w*\.?\s*{_ROUBLES})"
)
_COUNTS = {None: 1000, "одной": 1000, "полутора": 1500, "двух": 2000, "трех": 3000, "четырех": 4000, "пяти": 5000}
_ANY_HEALTH = tuple(HEALTH_CATEGORIES)
#: Pattern → filter and values; the first that matches takes the piece. No key: the words say nothing of a program.
_RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"не\s*дистанционн\w*|не\s+онлайн|очн(?:о|ая|ые|ое|ую)", "", ()),
    (
        r"(?:в\s+)?(?:дистанционн\w*|дистант\w*|онлайн\w*|online|удаленн?о|удаленк\w*)(?:\s+(?:формат\w*|форм\w+|обучени\w+|режим\w*))?|через\s+интернет|не\s+выходя\s+из\s+дома|из\s+дома",
        "distance",
        ("1",),
    ),
    (r"(?:с\s+|дети\s+с\s+)?(?:аутизм\w*|аутист\w*|рас(?![а-я]))", "health", ("autism",)),
    (r"(?:с\s+)?(?:зпр|задержк\w+\s+(?:психическ\w+\s+)?развити\w+)", "health", ("mental_delay",)),
    (
        r"(?:с\s+)?(?:дцп|ода(?![а-я])|нода|колясочник\w*|на\s+коляске|опорно-двигательн\w+(?:\s+аппарат\w*)?)",
        "health",
        ("musculoskeletal",),
    ),
    (r"слабослышащ\w+|с\s+нарушени\w+\s+слуха|плохо\s+слыш\w+", "health", ("hard_of_hearing", "deaf")),
    (r"глух(?:ой|ая|ие|их|им|ому|ого|онем\w+)", "health", ("deaf",)),
    (r"слабовидящ\w+|с\s+нарушени\w+\s+зрени\w+|плохо\s+вид\w+", "health", ("low_vision", "blind")),
    (r"слеп(?:ой|ая|ые|ых|ым|ому|ого)|незряч\w+", "health", ("blind",)),
    (r"(?:с\s+)?(?:тнр|онр(?![а-я])|алали\w+|(?:тяжел\w+\s+)?нарушени\w+\s+речи|заикани\w+)", "health", ("speech",)),
    (r"(?:с\s+)?(?:умственн\w+\s+отстал\w+|нарушени\w+\s+интеллекта|синдром\w*\s+дауна)", "health", ("intellectual",)),
    (
        r"(?:для\s+)?(?:(?:дет\w+|ребен\w+)\s+)?(?:с\s+)?(?:овз|инвалид\w*|инвалидност\w+|ограниченн\w+\s+возможност\w+(?:\s+здоровья)?)"
        r"|адаптированн\w+(?:\s+программ\w+)?|особ(?:ый|ого|ому|ые|ых|енн\w+)\s+(?:ребен\w+|дет\w+)|с\s+особенностями(?:\s+развити\w+|\s+здоровья)?",
        "health",
        _ANY_HEALTH,
    ),
    (
        r"бесплатн\w*|безвозмездн\w*|(?:на\s+|за\s+)?бюджет(?:н\w+|е|а)?(?:\s+мест\w*)?(?![а-я])|даром|без\s+оплаты|не\s*платн\w+",
        "payment",
        ("free",),
    ),
    (
        r"(?:(?:по|за|с)\s+)?(?:соц(?:иальн\w+)?[\s-]*)?сертификат\w*(?:\s+(?:пфдод?\w*|дополнительн\w+\s+образовани\w+))?|пфдод?(?![а-я])",
        "payment",
        ("certificate",),
    ),
    (r"платн\w+|за\s+деньги|за\s+плату|внебюджет\w*|коммерческ\w+", "payment", ("paid",)),
    (r"(?:не\s*дорог\w*|(?:по)?дешев\w*|по\s+карману|цена|стоимость)", "", ()),
    (r"(?:\d|один|два|три|пару|несколько)\s*раза?\s+в\s+недел\w+|многодетн\w+\s+сем\w+", "", ()),
    (r"(?:на|в|с)?\s*20\d\d\s*[-/]\s*(?:20)?\d\d(?!\d)(?:\s*(?:уч\w*\.?\s*)?год\w*)?", "", ()),
    (
        r"(?:с|со|в|к|до)\s+(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)[а-я]{1,2}"
        r"|(?:с|со|в|к|до)\s+(?:март|август)[аеу]",
        "",
        (),
    ),
    (
        r"(?:для\s+)?(?:начинающ\w+|новичк\w+|новичок)|с\s+нуля|начальн\w+\s+уровн\w*|уров\w+\s+(?:начальн|стартов|ознакомит)\w+|стартов\w+\s+уров\w+|ознакомительн\w+(?:\s+уров\w+)?|(?:никогда|раньше)\s+не\s+занимал\w+",
        "level",
        ("initial",),
    ),
    (r"базов\w+\s+уров\w+|уров\w+\s+базов\w+", "level", ("basic",)),
    (
        r"уров\w+\s+(?:продвинут|углубленн)\w+|(?:для\s+)?продвинут\w+(?:\s+уров\w+)?|углубленн\w+(?:\s+уров\w+)?|(?:для\s+)?опытн(?:ых|ым|ого)",
        "level",
        ("advanced",),
    ),
    (
        r"(?:где\s+)?(?:еще\s+)?(?:есть|остались|имеются|со?|наличи\w+)?\s*(?:свободн\w+|вакантн\w+)\s+мест\w*|(?:есть|остались|имеются)\s+(?:ли\s+)?мест(?:а|о)(?![а-я])",
        "open",
        ("1",),
    ),
    (
        r"(?:где\s+)?(?:идет|открыт\w*|продолжается|еще\s+идет|с\s+открытым)\s+набор\w*|набор\w*\s+(?:еще\s+)?(?:открыт|идет)|(?:куда|где)\s+(?:еще|сейчас)\s+(?:можно|берут)(?:\s+записать\w*)?",
        "open",
        ("1",),
    ),
    (r"(?:в|на)\s+следующ\w+\s+(?:учебн\w+\s+)?год\w*|со\s+следующего\s+(?:учебного\s+)?года", "year", ("next",)),
    (r"(?:в|на)\s+эт\w+\s+(?:учебн\w+\s+)?год\w*", "", ()),
)
_TERMS = tuple((re.compile(rf"(?<![а-яa-z])(?:{pattern})(?![а-яa-z])"), key, values) for pattern, key, values in _RULES)


def read_terms(line: Line) -> None:
    """Take payment, distance learning, adapted programs, level, open enrollment and the year out of the line."""
    for pattern, key, values in _TERMS:
        for match in line.matches(pattern):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            line.take(start, match.end(), key, values)


def read_prices(line: Line) -> None:
    """Take «до 2000 рублей» out of the line: roubles a month."""
    for match in line.matches(_THOUSANDS):
        line.take(*match.span(), "max_price", (str(_COUNTS[match[1]]),))
    for match in line.matches(_PRICE):
        amount = int("".join(match[1].split()))
        if match[3]:
            amount = amount * 1000 + int(match[2] or 0) * 100
        if (match[3] or match[4] or amount >= 100) and amount <= MAX_PRICE:
            line.take(*match.span(), "max_price", (str(amount),))
    for match in line.matches(_BARE_THOUSANDS):
        line.take(*match.span(), "max_price", (str(int(match[1]) * 1000 + int(match[2] or 0) * 100),))
    for match in line.matches(_BARE_PRICE):
        line.take(*match.span(), "max_price", ("".join(match[1].split()),))
