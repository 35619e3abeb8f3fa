"""Finding a municipality by what people write: a slug, an OKTMO code or one of its names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from navigator.data import Municipality, Settlement
from navigator.data.rows import dicts
from navigator.rules.names import fold_name
from navigator.services.problems import Problem

_CODE = re.compile(r"\d{8}(?:\d|\d{3})?")
_CITY = re.compile(r"^(?:городской округ|го|муниципальное образование)?[ -]*(?:город|г\.?(?=\s|[а-я]{3})) ?")
_TITLES = re.compile(
    r"(?<!\w)(?:муниципальн\w+|городск\w+|округ\w*|район\w*|р-н\w*\.?|мр|мо|го|зато|образовани\w+|пос[её]л\w+|пгт|п\.|город\w*|г\.)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class _Names:
    id: int
    name: str
    region: str
    core: str
    is_city: bool


class Municipalities:
    """All municipalities of the database, loaded once, found by any of their names."""

    def __init__(self, rows: Iterable[Municipality] | None = None) -> None:
        self._by_id: dict[int, Municipality] = {row.id: row for row in (rows or Municipality.select())}
        self._codes = {row.oktmo[:8]: row for row in self._by_id.values()}
        self._slugs = {row.slug: row for row in self._by_id.values()}
        self._names = [
            _Names(row.id, row.name, fold_name(row.region), *_core(row.name)) for row in self._by_id.values()
        ]

    def find(self, text: str, region: str = "") -> Municipality | None:
        """The municipality meant by a slug, OKTMO (8, 9 or 11 digits) or name; None when none or several fit.

        :param region: words that name the region, to tell equal names apart.
        """
        text = text.strip()
        if found := self._slugs.get(text.lower()):
            return found
        if _CODE.fullmatch(text):
            return self._codes.get(text[:8])
        core, is_city = _core(text)
        if not core:
            return None
        same = [one for one in self._names if one.core == core]
        if len(same) > 1 and region:
            same = [one for one in same if one.region in fold_name(region)] or same
        if len(same) > 1:
            same = [one for one in same if one.is_city == is_city]
        return self._by_id[same[0].id] if len(same) == 1 else None

    def require(self, text: str) -> Municipality:
        """The same, for an option of a command.

        :raises Problem: when none or several fit; the message names close ones.
        """
        if found := self.find(text):
            return found
        if not self._by_id:
            raise Problem("В базе нет ни одного муниципалитета. Сначала выполните: navigator init")
        near = get_close_matches(_core(text)[0], [one.core for one in self._names], n=3, cutoff=0.6)
        hints = [row.slug for core in near for row in self._with_core(core)]
        tip = f"Похожие: {', '.join(hints)}. " if hints else ""
        raise Problem(
            f"Муниципалитет «{text}» не найден. {tip}Укажите slug или ОКТМО; "
            "муниципалитеты другого региона добавляет navigator init --municipalities FILE"
        )

    def _with_core(self, core: str) -> list[Municipality]:
        return [self._by_id[one.id] for one in self._names if one.core == core]


def _core(name: str) -> tuple[str, bool]:
    """«Егорлыкский муниципальный район» → («егорлыкский», not a city); «г. Чита» → («чита», a city)."""
    folded = re.sub(r"(?<!\w)(г|п)\.(?=\w)", r"\1. ", fold_name(name))
    is_city = bool(_CITY.match(folded)) or "городск" in folded or "зато" in folded or folded.startswith("п.")
    return " ".join(_TITLES.sub(" ", folded).split()), is_city


def place_names() -> frozenset[str]:
    """Folded names of settlements and municipalities without «с.», «г.», «район»: what a program name may mention."""
    names = {str(row["name"]) for row in dicts(Settlement.select(Settlement.name).distinct())}
    bare = {name.split(". ", 1)[-1] for name in names}
    bare |= {_core(str(row["name"]))[0] for row in dicts(Municipality.select(Municipality.name))}
    return frozenset(name for name in bare if len(name) > 2)
