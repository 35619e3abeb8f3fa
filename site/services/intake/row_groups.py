"""Which group a row of a file means: by organization, program and group as people write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from navigator.data import Group, Municipality, Organization, Program
from navigator.data.rows import tuples
from navigator.rules.names import fold_name
from navigator.services.problems import Problem

MOST_NAMED = 5


class Unclear(ValueError):
    """A row whose group cannot be told; the message says in Russian why and names candidates."""


class RowGroups:
    """Active groups of published programs, found by names and external ids."""

    def __init__(self, municipality: Municipality | None, organization: str | None) -> None:
        """Load what may be meant.

        :param organization: number, external id or name; whose requests they are where rows do not say.
        :raises Problem: the option names no organization, or several.
        """
        self._organizations: dict[int, str] = {}
        self._owners: dict[str, set[int]] = defaultdict(set)
        here = Organization.id > 0 if municipality is None else Organization.municipality == municipality
        for number, outside, *names in tuples(
            Organization.select(
                *(Organization.id, Organization.external_id, Organization.public_name),
                *(Organization.full_name, Organization.short_name),
            ).where(here)
        ):
            self._organizations[number] = names[0]
            for key in {str(number), outside or "", *map(fold_name, names)} - {""}:
                self._owners[key].add(number)
        self._chosen = self._owner(organization) if organization else None
        self._programs: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._names: dict[int, str] = {}
        self._load_programs()

    def _load_programs(self) -> None:
        rows = Program.select(Program.id, Program.organization, Program.external_id, Program.name_key, Program.name)
        for number, owner, outside, key, name in tuples(rows.where(Program.state == "published")):
            if owner in self._organizations:
                self._names[number] = name
                for one in {key, outside or ""} - {""}:
                    self._programs[one].append((number, owner))

    def _owner(self, text: str) -> int:
        found = self._owners.get(text.strip()) or self._owners.get(fold_name(text)) or set()
        if len(found) != 1:
            many = "несколько" if found else "нет"
            raise Problem(f"Организации «{text}» {many} в базе: назовите её номер, он виден в адресе её страницы")
        return next(iter(found))

    def find(self, organization: str, program: str, group: str) -> int:
        """The id of the group that a row means.

        :raises Unclear: none or several fit.
        """
        number = self._program(organization, program)
        groups = [
            (one, outside, key, name)
            for one, outside, key, name in tuples(
                Group.select(Group.id, Group.external_id, Group.name_key, Group.name)
                .where(Group.program == number, Group.status == "active")
                .order_by(Group.id)
            )
        ]
        if not groups:
            raise Unclear(f"у программы «{self._names[number]}» нет действующих групп")
        said = [one for one in groups if group and (group.strip() == one[1] or fold_name(group) == one[2])]
        fitting = said if group else groups
        if len(fitting) == 1:
            return int(fitting[0][0])
        names = _named(name or "без названия" for _, _, _, name in (said or groups))
        if group and not said:
            raise Unclear(f"группы «{group}» нет, есть: {names}")
        raise Unclear(f"групп несколько: {names}; назовите группу её кодом или названием")

    def _program(self, organization: str, program: str) -> int:
        if not program:
            raise Unclear("не названа программа")
        found = self._programs.get(program.strip()) or self._programs.get(fold_name(program)) or []
        if organization:
            owners = self._owners.get(organization.strip()) or self._owners.get(fold_name(organization)) or set()
            if not owners:
                raise Unclear(f"организации «{organization}» нет в базе")
        else:
            owners = {self._chosen} if self._chosen is not None else set(self._organizations)
        mine = sorted({number for number, owner in found if owner in owners})
        if len(mine) == 1:
            return mine[0]
        if mine:
            whose = _named(self._organizations[owner] for number, owner in found if number in mine)
            raise Unclear(f"программ «{program}» несколько: {whose}; назовите организацию или код программы")
        near = get_close_matches(fold_name(program), list(self._programs), n=3, cutoff=0.75)
        close = [number for key in near for number, owner in self._programs[key] if owner in owners]
        tip = f", похожие: {_named(self._names[one] for one in close)}" if close else ""
        raise Unclear(f"программы «{program}» нет{tip}")


def _named(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    more = f" и ещё {len(found) - MOST_NAMED}" if len(found) > MOST_NAMED else ""
    return ", ".join(f"«{name}»" for name in found[:MOST_NAMED]) + more
