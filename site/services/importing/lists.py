"""Activities, teachers and modules: found by name, or added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from peewee import fn

from navigator.data import Activity, Direction, ProgramModule, Teacher
from navigator.data.rows import tuples
from navigator.rules.names import fold_name, slugify
from navigator.services.importing.batch import Batch
from navigator.services.importing.cleaning import clean_text
from navigator.services.importing.stock import Stock
from navigator.services.problems import Problem

LONGEST_ACTIVITY = 150
LONGEST_TEACHER = 200


class Lists:
    """Names that several programs share."""

    def __init__(self, batch: Batch, stock: Stock) -> None:
        self._batch, self._stock = batch, stock
        self.directions: set[str] = {slug for (slug,) in tuples(Direction.select(Direction.slug))}
        if not self.directions:
            raise Problem("Справочники не загружены. Сначала выполните: navigator init")
        self._slugs: dict[str, int] = {}
        self._names: dict[tuple[str, str], int] = {}
        self._anywhere: dict[str, list[int]] = defaultdict(list)
        for number, direction, slug, key in tuples(
            Activity.select(Activity.id, Activity.direction, Activity.slug, Activity.name_key)
        ):
            self._add(number, direction, slug, key)
        self._ordinals: dict[int, int] = {}

    def _add(self, number: int, direction: str, slug: str, key: str) -> None:
        self._slugs[slug] = number
        self._names[direction, key] = number
        self._anywhere[key].append(number)

    def activities(self, direction: str | None, names: Iterable[str]) -> tuple[list[int], list[str]]:
        """Ids of activities by slug or name, under the direction first; unknown names are added under it.

        :returns: ids in order, each once, and names that could not be kept.
        """
        found: dict[int, None] = {}
        lost = []
        for name in names:
            number = self._activity(direction, " ".join(clean_text(name).split()))
            if number is None:
                lost.append(name)
            else:
                found[number] = None
        return list(found), lost

    def _activity(self, direction: str | None, name: str) -> int | None:
        key = fold_name(name)
        own = self._names.get((direction, key)) if direction else None
        number = own or self._slugs.get(name)
        if number is None and len(self._anywhere.get(key, ())) == 1:
            number = self._anywhere[key][0]
        if number is not None or direction is None or not key or len(name) > LONGEST_ACTIVITY:
            return number
        base = slugify(name, 70) or "activity"
        slug = next(one for one in (base, *(f"{base}-{n}" for n in range(2, 1000))) if one not in self._slugs)
        number = self._batch.insert(Activity, direction=direction, slug=slug, name=name, name_key=key)
        self._add(number, direction, slug, key)
        return number

    def teachers(self, organization: int, names: Iterable[str]) -> list[int]:
        """Ids of teachers of an organization by name, each once; new ones are added."""
        known = self._stock.teachers[organization]
        found: dict[int, None] = {}
        for name in names:
            plain = " ".join(clean_text(name).split())[:LONGEST_TEACHER]
            key = fold_name(plain)
            if not key:
                continue
            if key not in known:
                known[key] = self._batch.insert(Teacher, organization=organization, name=plain, name_key=key)
            found[known[key]] = None
        return list(found)

    def module(self, program: int, name: str) -> int:
        """Id of a module of a program by name; a new one comes last."""
        known = self._stock.modules[program]
        plain = " ".join(clean_text(name).split())
        key = fold_name(plain)
        if key not in known:
            if program not in self._ordinals:
                self._ordinals[program] = _last_ordinal(program) if known else 0
            self._ordinals[program] += 1
            known[key] = self._batch.insert(ProgramModule, program=program, ordinal=self._ordinals[program], name=plain)
        return known[key]


def _last_ordinal(program: int) -> int:
    rows = tuples(ProgramModule.select(fn.MAX(ProgramModule.ordinal)).where(ProgramModule.program == program))
    return rows[0][0] or 0
