"""Words of people's cells → codes of the value lists in ``rules.vocabulary``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from navigator.rules import vocabulary
from navigator.rules.names import fold_name

YES = frozenset({"да", "+", "yes", "y", "true", "истина", "1", "v", "✓", "✔", "x", "х", "есть", "верно", "возможно"})
NO = frozenset({"нет", "-", "no", "n", "false", "ложь", "0", "не", "отсутствует", "невозможно"})
#: Ways to say that a cell is empty.
NOTHING = frozenset(
    {
        *(
            "",
            "-",
            "--",
            "?",
            "н/д",
            "нет данных",
            "нет сведений",
            "не указано",
            "не указан",
            "не указана",
            "неизвестно",
        ),
        *("не известно", "null", "none", "nan", "n/a", "#н/д", "#n/a"),
    }
)

Stems = tuple[tuple[str, str], ...]

_DIRECTIONS: Stems = (
    ("(?:научно|спортивно)-?техн", "tech"),
    ("техни|tekhni|инженер", "tech"),
    ("естеств|estestv|эколог", "science"),
    ("физкульт|fizkult|^спорт", "sport"),
    ("худож|hudozh|эстетич|^искусств", "art"),
    ("турист|краевед|turist", "tourism"),
    ("социальн|socialn|гуманитар|педагогич|военно-?патриот|культуролог", "social"),
)
_DIRECTION_TITLE = re.compile(
    r"(?:\d+[.)]?\s*)?(?:программы\s+)?[\w-]*(?:\s[\w-]+)?\s*(?:направленност[ьи]|направлени[ея])(?:\s+программ)?[.:]?"
)
LEVELS: Stems = (
    ("старт|ознаком|начальн|начинающ|вводн|initial|^1$", "initial"),
    ("базов|основн|basic|^2$", "basic"),
    ("продвин|углуб|advanced|^3$", "advanced"),
)
KINDS: Stems = (
    ("предпроф|preprof", "preprof"),
    ("спортивн\\w+ подгот|^sport", "sport"),
    ("общеразв|general", "general"),
)
FORMS: Stems = (
    ("очно-?\\s?заоч|mixed|смешан|очная.*заочная", "mixed"),
    ("заоч|extramural", "extramural"),
    ("очн|full|дневн", "full_time"),
)
SOURCES: Stems = (
    ("не задан|^none$", "none"),
    ("частн|private", "private"),
    ("сертиф|пфдо|certificate|соц\\w* заказ|персониф", "certificate"),
    ("внебюдж|платн(?<!бесплатн)|paid", "paid"),
    ("бюдж|бесплатн|budget|free|мун\\w* задани", "budget"),
)
REGISTRIES: Stems = (
    ("предпроф|preprof", "preprof"),
    ("значим|valued|meaningful", "valued"),
    ("сертифиц|certified", "certified"),
    ("платн|commercial|paid|коммерч", "paid"),
    ("ин(?:ых|ые|ая|ой)|общеразв|other|general", "other"),
)
HEALTH: Stems = (
    ("слабослыш|позднооглох|hard_of_hearing", "hard_of_hearing"),
    ("глух|deaf", "deaf"),
    ("слабовид|low_vision|нарушени\\w* зрени", "low_vision"),
    ("слеп|незряч|blind", "blind"),
    ("реч|тнр|speech|ффнр|онр", "speech"),
    ("опорно|нода|musculo|двигат", "musculoskeletal"),
    ("зпр|задержк|mental_delay", "mental_delay"),
    ("аутис|аутич|рас\\b|autism", "autism"),
    ("интеллект|умственн|уо\\b|intellectual", "intellectual"),
)
PROJECTS: Stems = (
    ("школьн\\w* кванториум|school_quantorium", "school_quantorium"),
    ("мобильн\\w* (?:технопарк|кванториум)|mobile", "mobile_technopark"),
    ("кванториум|quantorium", "quantorium"),
    ("it-?\\s?куб|ит-?\\s?куб|it_cube|айти-?\\s?куб", "it_cube"),
    ("точк\\w* роста|growth", "growth_point"),
    ("одарен|сириус|talent", "talent_center"),
    ("научн\\w* коллаборац|днк\\b|science_house", "science_house"),
    ("новы[ех] мест|new_places", "new_places"),
    ("инженерн\\w* класс|технич\\w* класс|engineering", "engineering_classes"),
    ("спортивн\\w* клуб|шск\\b|sport_club", "school_sport_club"),
    ("музе|museum", "school_museum"),
    ("театр|theatre", "school_theatre"),
    ("нто\\b|кружков\\w* движени|nto", "nto_clubs"),
)
GROUP_KINDS: Stems = (("индивид|individual", "individual"), ("групп|коллектив|group|ансамбл|звень", "group"))
STATES: Stems = (
    ("чернов|draft|initial", "draft"),
    ("модерац|moderat|проверк", "moderation"),
    ("правк|доработ|needs_fix|wait_for", "needs_fix"),
    ("опублик|published|действ", "published"),
    ("архив|archive", "archived"),
)
STATUSES: Stems = (("архив|archiv|закрыт", "archived"), ("действ|актив|active|открыт", "active"))
APPLY_WAYS: Stems = (("тел|phone|звон", "phone"), ("сайт|link|ссылк|госуслуг", "link"), ("здесь|here", "here"))
ORGANIZATION_TYPES: Stems = (
    ("дополнительного профессионал|additional_professional", "additional_professional"),
    ("дополнит|внешкольн|^additional", "additional"),
    ("дошкол|детск\\w+ сад|preschool", "preschool"),
    ("общеобраз|школа|^general", "general"),
    ("высш|вуз|университет|^high", "high"),
    ("профессионал|колледж|техникум|^professional", "professional"),
    ("нетипов|atypical", "atypical"),
    ("спорт|^sport", "sport"),
    ("ин(?:ые|ая|ое)|не указан|прочи|^none", "none"),
)
DEPARTMENTS: Stems = (
    ("образован|education", "education"),
    ("социальн|social", "social"),
    ("культур(?!ы и спорта)(?!н)|culture", "culture"),
    ("спорт|sport", "sport"),
    ("молод|youth", "youth"),
    ("прочи|ин(?:ое|ые)|other", "other"),
    ("^нет$|^none$", "none"),
)
OWNERSHIPS: Stems = (
    ("государств|муниципал|public", "public"),
    ("предприним|^ип$|entrepreneur", "entrepreneur"),
    ("некоммерч|частн|nonprofit", "nonprofit"),
    ("коммерч|commercial", "commercial"),
    ("обществ|community", "community"),
)
ORGANIZATION_STATUSES: Stems = (
    ("нов|new", "new"),
    ("действ|актив|active", "active"),
    ("отказ|refused", "refused"),
    ("блок|blocked", "blocked"),
)


@lru_cache(maxsize=4096)
def code_of(text: str, stems: Stems) -> str | None:
    """Code of the first pattern found in a text; None when none is."""
    folded = fold_name(text)
    return next((code for pattern, code in stems if re.search(pattern, folded)), None)


@lru_cache(maxsize=4096)
def codes_of(text: str, stems: Stems) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of a list in one cell (by «;», «,», «/», «|», lines, «и») and the parts that are not understood."""
    codes, strange = [], []
    for part in re.split(r"[;,/|\n]|\s+и\s+", text):
        if not part.strip():
            continue
        code = code_of(part, stems)
        if code is None:
            strange.append(part.strip())
        elif code not in codes:
            codes.append(code)
    return tuple(codes), tuple(strange)


def label_or_code(text: str, labels: Mapping[str, str]) -> str | None:
    """Code whose code or exact label the text is; None otherwise."""
    folded = fold_name(text)
    return next((code for code, label in labels.items() if folded in {code, fold_name(label)}), None)


@lru_cache(maxsize=1024)
def choice(text: str, list_name: str, stems: Stems) -> str | None:
    """Code by exact label first, then by a known part of it. ``list_name`` names a list of ``rules.vocabulary``."""
    labels: Mapping[str, str] = getattr(vocabulary, list_name)
    exact = label_or_code(text, labels)
    return exact if exact is not None else code_of(text, stems)


@lru_cache(maxsize=1024)
def direction_slug(text: str, *, title: bool = False) -> str:
    """Slug of one of the six directions, empty when it is none of them.

    :param title: accept only what stands above a section: «Художественная направленность» and the like.
    """
    folded = fold_name(text)
    if folded in _SLUGS:
        return folded
    if title and not _DIRECTION_TITLE.fullmatch(folded) and not folded.endswith(("ая", "кая", "ное")):
        return ""
    if title and len(folded.split()) > 4:
        return ""
    return code_of(text, _DIRECTIONS) or ""


_SLUGS = frozenset({"tech", "science", "sport", "art", "tourism", "social"})


def labels_text(codes: Iterable[str], labels: Mapping[str, str]) -> str:
    """Labels of codes as one cell, «;» between them; a code that is in no list stays itself."""
    return "; ".join(labels.get(code, code).replace(";", ",") for code in codes)
