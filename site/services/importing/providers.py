"""Whose program it is: organizations found by what a file or an option says, or added."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from navigator.data import Municipality, Organization
from navigator.data.base import utcnow
from navigator.data.rows import dicts
from navigator.rules.names import fold_name
from navigator.services.importing.batch import Batch
from navigator.services.importing.cleaning import clean_text
from navigator.services.municipalities import Municipalities

LONGEST_NAME = 500
NO_ORGANIZATION = "в файле не названа организация: укажите её параметром --organization «Название» или номером"


class Unplaced(ValueError):
    """A row whose organization cannot be told; the message says in Russian what to do."""


@dataclass(slots=True)
class Provider:
    """An organization that a row belongs to."""

    id: int
    municipality: int
    name: str
    is_new: bool = False


class Providers:
    """All organizations by id, external id and name."""

    def __init__(self, batch: Batch, municipalities: Municipalities, chosen: Municipality | None) -> None:
        self._batch, self._municipalities, self._chosen = batch, municipalities, chosen
        self._all: dict[int, Provider] = {}
        self._ids: dict[str, list[int]] = defaultdict(list)
        self._names: dict[str, list[int]] = defaultdict(list)
        columns = (
            Organization.id,
            Organization.municipality,
            Organization.external_id,
            Organization.public_name,
            Organization.full_name,
            Organization.short_name,
        )
        for row in dicts(Organization.select(*columns).order_by(Organization.id)):
            self._add(row)
        self.created: list[Provider] = []

    def _add(self, row: dict[str, Any]) -> Provider:
        provider = Provider(row["id"], row["municipality"], row["public_name"])
        self._all[provider.id] = provider
        if row["external_id"]:
            self._ids[row["external_id"]].append(provider.id)
        for key in {fold_name(row[name]) for name in ("public_name", "full_name", "short_name")} - {""}:
            self._names[key].append(provider.id)
        return provider

    def option(self, text: str) -> Provider:
        """The organization that the option names: its number, external id or name.

        :raises Unplaced: it cannot be told or added.
        """
        plain = text.strip()
        if plain.isascii() and plain.isdigit() and len(plain) < 10:
            if found := self._all.get(int(plain)):
                return found
            if plain not in self._ids:
                raise Unplaced(f"нет организации с номером {plain}: проверьте --organization или назовите её по имени")
        return self.named(plain, "")

    def own(self, number: int, said: str) -> Provider:
        """The one organization whose file it is; a row may name it, but no other.

        :raises Unplaced: the row names another one.
        """
        provider = self._all[number]
        plain = " ".join(clean_text(said).split())
        if plain and number not in self._ids.get(plain, []) and number not in self._names.get(fold_name(plain), []):
            raise Unplaced(
                f"в строке другая организация: «{plain}», а загружаются программы «{provider.name}»; "
                "если это она же, столбец организации не загружайте"
            )
        return provider

    def named(self, text: str, municipality: str) -> Provider:
        """The organization that a row names: its external id or one of its names; an unknown name is added.

        :param municipality: what the row says of it; else the option decides.
        :raises Unplaced: it cannot be told or added.
        """
        plain = " ".join(clean_text(text).split())
        home = self._home(municipality)
        for numbers in (self._ids.get(plain, []), self._names.get(fold_name(plain), [])):
            here = [number for number in numbers if home is None or self._all[number].municipality == home.id]
            if len(here) > 1:
                raise Unplaced(f"организаций «{plain}» несколько: укажите --municipality или код организации")
            if here:
                return self._all[here[0]]
        return self._create(plain, home, municipality)

    def _home(self, municipality: str) -> Municipality | None:
        if municipality and (found := self._municipalities.find(municipality)):
            return found
        return self._chosen

    def _create(self, name: str, home: Municipality | None, said: str) -> Provider:
        if home is None:
            where = f", а муниципалитет «{said}» неизвестен" if said else ""
            raise Unplaced(f"организации «{name}» нет в базе{where}: укажите --municipality, чтобы её создать")
        if not name or len(name) > LONGEST_NAME:
            raise Unplaced("негодное название организации")
        now = utcnow()
        row = {
            "municipality": home.id,
            "full_name": name,
            "public_name": name,
            "name_key": fold_name(name),
            "created_at": now,
            "changed_at": now,
        }
        number = self._batch.insert(Organization, **row)
        provider = self._add({**row, "id": number, "external_id": None, "short_name": ""})
        provider.is_new = True
        self.created.append(provider)
        return provider
