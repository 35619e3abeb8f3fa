"""Places and organizations of the catalog in a typed line, in any case form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from navigator.search.reading.found import Line
from navigator.search.text import fold

_CASES = """
ая яя ую юю ой ей ою его ого ому ему ым им ом ем ый ий ое ее ые ие ых их ыми
ими а я у ю е и ы о й ь ам ям ами ями ах ях ов ев
"""
_ENDINGS = sorted(
    _CASES.split(),
    key=len,
    reverse=True,
)
_WORD = re.compile(r"р-н\w*|[а-яa-z0-9]+")
_MASCULINE = ("ий", "ый", "ого", "ому", "ом", "им", "ым")
#: How kinds of settlements are typed; the kind decides between a village and the words that its name is made of.
_KINDS = {
    "с.": r"с|сел[оаеу]|селом|селе",
    "ст.": r"ст|ст-ц[аыеу]|стан|станиц[аыеу]|станицей",
    "х.": r"х|хут|хутор(?:а|е|у|ом)?",
    "п.": r"п|пос|поселок|поселк(?:а|е|у|ом)",
    "г.": r"г|гор|город(?:а|е|у|ом)?",
    "д.": r"д|дер|деревн(?:я|и|е|ю|ей)",
    "пгт": r"пгт",
    "рп": r"рп|р\.\s?п",
    "сл.": r"сл|слобод[аыеу]",
    "аул": r"аул(?:а|е)?",
    "улус": r"улус(?:а|е)?",
    "ж/д ст.": r"ст|станци[яиею]",
}
_ANY_KIND = re.compile(rf"(?<![а-яa-z])(?P<kind>{'|'.join(_KINDS.values())})(?:\.\s*|\s+)$")
_KIND_PATTERNS = {kind: re.compile(rf"(?:{pattern})") for kind, pattern in _KINDS.items()}
_BEFORE = re.compile(r"(?<![а-я])(?:в|во|из|на|около|рядом\s+с|возле|под|живем\s+в|при|у)\s+$")
_DISTRICT = re.compile(r"\s*(?:муниципальн\w+\s+)?(?:район\w*|р-н\w*|мо(?![а-я])|округ\w*)")
_END = re.compile(r"\s*(?:$|[,.;!?)]|(?:для|на|и|в|по|с|от|до|бесплатно|ребен\w+)\s)")
#: Names that are also common words: read as a place only with its kind, or with «в» at the end of a phrase.
_ALSO_WORDS = """
нов мирн светл зареч заречн красн весел дружб побед зар радуг маяк труд
березк солнечн лесн горн степн верхн нижн стар больш мал цент центр центральн
южн северн октябрьск советск первомайск ленинск пролетарск комсомольск целин целинск свобод рассвет восход
восток искр надежд прогресс юбилейн молодежн школьн спортивн перв добр кругл лугов морск
речн садов полев озерн дальн ближн крепк родник родник ключ луч звезд мир
шахт орл орел колос
"""
_COMMON = frozenset(_ALSO_WORDS.split())
_SCHOOL = re.compile(
    r"(?<![а-я])(?:[вуи]\s+)?(?:(?:школ\w+|[а-я]{0,2}сош|оош|гимнази\w+|лице\w+)\s*(?:no|n|номер)?\s*(?P<after>\d{1,4})"
    r"|(?P<word>перв|втор|треть|четверт|пят|шест|седьм|восьм|девят|десят)(?:ая|ую|ой|ей|я|ю)\s+(?:школ\w+|гимнази\w+)"
    r"|(?P<before>\d{1,4})\s*-?\s*(?:й|ой|ая|я|ю)?\s+(?:школ\w+|сош|оош|гимнази\w+|лице\w+))(?![\dа-я])"
)
_ORDINALS = ("перв", "втор", "треть", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят")
#: Short forms of houses that carry more words in their names.
_SHORT_FORMS = {"дк": frozenset(("дом", "культур")), "ддт": frozenset(("дом", "детск", "творчеств"))}
_KINDS_OF_HOUSES = frozenset(
    {"сад", "садик", "детсад", "школ", "центр", "дом", "клуб", "студи", "дворец", "станци", "лиц", "гимнази"}
)
_SMALL = frozenset(["и", "в", "на", "для", "имени", "им", "по", "при", "с"])
_KEPT_KINDS = {"ст", "с", "х", "п", "г", "д"}


def place_key(word: str) -> str:
    """A word without its case ending: «Акатуе», «Акатуй» → «акату»; at least three letters stay."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str  # municipality, place or organization
    value: str
    words: tuple[str, ...]
    kind: str  # «с.», «район», or empty
    feminine: bool = False
    short: bool = False  # a shortened name


@dataclass(frozen=True, slots=True)
class _Typed:
    key: str
    word: str
    start: int
    end: int


class Gazetteer:
    """Names of places and organizations of one catalog, ready to be found in a line."""

    def __init__(self, names: Mapping[str, Mapping[str, str]]) -> None:
        """Take the labels of the values of ``municipality``, ``place`` and ``organization``."""
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._numbered: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[str]] = defaultdict(list)
        for value, name in names.get("municipality", {}).items():
            self._add_municipality(value, fold(name))
        for value, name in names.get("place", {}).items():
            self._add_place(value, fold(name))
        for value, name in names.get("organization", {}).items():
            self._add_organization(value, fold(name))
        for found in self._entries.values():
            found.sort(key=lambda one: (one.short, -len(one.words)))

    def read(self, line: Line) -> None:
        """Take organizations, then municipalities and settlements out of the line."""
        self._read_schools(line)
        position = 0
        while True:
            typed = _typed(line.text)
            while position < len(typed) and not self._take(line, typed, position):
                position += 1
            if position >= len(typed):
                return
            position = 0

    # ------------------------------------------------------------ names

    def _put(self, entry: _Entry) -> None:
        if entry.words:
            self._entries[entry.words[0]].append(entry)

    def _add_municipality(self, value: str, name: str) -> None:
        words = tuple(one.key for one in _typed(name))
        if "район" in words:
            words = tuple(one for one in words if one != "район")
            self._put(_Entry("municipality", value, words, "район"))
            self._add_short("municipality", value, words)
        else:
            self._put(_Entry("municipality", value, tuple(one for one in words if one not in _KEPT_KINDS), ""))

    def _add_place(self, value: str, name: str) -> None:
        kind = next((one for one in sorted(_KINDS, key=len, reverse=True) if name.startswith(f"{one} ")), "")
        bare = re.sub(r"\(.*", "", name[len(kind) :])
        words = tuple(one.key for one in _typed(bare))
        self._put(_Entry("place", value, words, kind, feminine=bare.strip().endswith(("ая", "яя"))))
        self._add_short("place", value, words)

    def _add_short(self, key: str, value: str, words: tuple[str, ...]) -> None:
        if len(words) == 1 and words[0].endswith("ск") and len(words[0]) >= 7 and words[0] not in _COMMON:
            self._put(_Entry(key, value, (words[0][:-2],), "", short=True))

    def _add_organization(self, value: str, name: str) -> None:
        typed = [one for one in _typed(name) if one.word not in _SMALL]
        words = tuple(one.key for one in typed)
        if len(words) >= 2 and not (len(words) == 2 and any(word.isdigit() for word in words)):
            self._put(_Entry("organization", value, words, ""))
        quoted = re.search(r"[«\"“]([^»\"”]+)[»\"”]", name)
        if quoted:
            inner = tuple(one.key for one in _typed(quoted[1]))
            for house in {one.key for one in _typed(name[: quoted.start()])} & _KINDS_OF_HOUSES:
                self._put(_Entry("organization", value, (house, *inner), ""))
                if house == "сад":
                    for other in ("садик", "детсад"):
                        self._put(_Entry("organization", value, (other, *inner), ""))
        for number in re.findall(r"школ\w*\s*(?:no)?\s*(\d+)", name):
            self._numbered[number].append(value)
        letters = [one for one in typed if not one.word.isdigit()]
        place = next((at for at, one in enumerate(letters) if one.word in _KEPT_KINDS), len(letters))
        initials = "".join(one.word[0] for one in letters[:place])
        for short, needed in _SHORT_FORMS.items():
            if needed <= {one.key for one in typed} and initials != short:
                self._short[short].append(value)
        if len(initials) >= 3:
            self._short[initials].append(value)

    # ------------------------------------------------------------ reading

    def _read_schools(self, line: Line) -> None:
        for match in line.matches(_SCHOOL):
            ordinal = _ORDINALS.index(match["word"]) + 1 if match["word"] else 0
            found = self._numbered.get(match["after"] or match["before"] or str(ordinal))
            if found:
                line.take(*match.span(), "organization", tuple(found))

    def _take(self, line: Line, typed: list[_Typed], position: int) -> bool:
        first = typed[position]
        if first.word in self._short:
            start = first.start - len(_match_end(_BEFORE, line.text[: first.start]))
            line.take(start, first.end, "organization", tuple(self._short[first.word]))
            return True
        fitting = [one for one in self._entries.get(first.key, ()) if _same(one, typed, position)]
        if not fitting:
            return False
        longest = max(len(one.words) for one in fitting)
        fitting = [one for one in fitting if len(one.words) == longest]
        return self._settle(line, fitting, typed, position)

    def _settle(self, line: Line, fitting: list[_Entry], typed: list[_Typed], position: int) -> bool:
        first, last = typed[position], typed[position + len(fitting[0].words) - 1]
        start, end = first.start, last.end
        district = _DISTRICT.match(line.text, end)
        kind = _ANY_KIND.search(line.text[:start])
        before = _BEFORE.search(line.text[:start])
        districts = [one for one in fitting if one.key == "municipality"]
        if district and districts:
            chosen, end = districts, district.end()
        elif kind and (kinds := [one for one in fitting if one.key == "place" and _is_kind(one.kind, kind["kind"])]):
            chosen, start = kinds, kind.start()
        else:
            chosen = _unmarked(fitting, first, bool(before) and bool(_END.match(line.text, end)))
            if kind and chosen and all(one.key != "organization" for one in chosen):
                start = kind.start()
        if not chosen:
            return False
        start -= len(_match_end(_BEFORE, line.text[:start]))
        line.take(start, end, chosen[0].key, tuple(one.value for one in chosen))
        return True


def _match_end(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _is_kind(kind: str, typed: str) -> bool:
    pattern = _KIND_PATTERNS.get(kind)
    return pattern is not None and pattern.fullmatch(typed) is not None


def _unmarked(fitting: list[_Entry], typed: _Typed, after_preposition: bool) -> list[_Entry]:
    """What a name without «с.» or «район» means: a village first, a district where the word is masculine."""
    if len(fitting[0].words) == 1 and fitting[0].words[0] in _COMMON and not after_preposition:
        return []
    places = [one for one in fitting if one.key == "place"]
    others = [one for one in fitting if one.key == "municipality"]
    if places and others and all(one.feminine for one in places) and typed.word.endswith(_MASCULINE):
        return others
    if not places and others and not all(one.short or one.kind == "" for one in others):
        others = others if typed.word.endswith(_MASCULINE) else []
        if any(one.words[0] in _COMMON for one in others):
            others = []
    return places or others or [one for one in fitting if one.key == "organization"]


def _same(entry: _Entry, typed: list[_Typed], position: int) -> bool:
    here = typed[position : position + len(entry.words)]
    return tuple(one.key for one in here) == entry.words


def _typed(text: str) -> list[_Typed]:
    return [
        _Typed("район" if match[0].startswith("р-н") else place_key(match[0]), match[0], match.start(), match.end())
        for match in _WORD.finditer(text)
    ]
