"""Venues and settlements: found by what a file says of them, or added."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from navigator.data import Municipality, Settlement, Venue
from navigator.data.rows import tuples
from navigator.exchange.records import Place
from navigator.rules.names import fold_name, slugify
from navigator.rules.settlements import settlement_in, tidy_settlement
from navigator.services.importing.batch import Batch
from navigator.services.importing.cleaning import clean_text
from navigator.services.importing.stock import Stock

LONGEST_SETTLEMENT = 120
_DISTRICT = re.compile(r"(?<!\w)(?:район\w*|р-н\w*)")
_REGION = re.compile(r"(?<!\w)(?:обл|область|край|респ|республика)(?!\w)")


@dataclass(frozen=True, slots=True)
class _Home:
    """A municipality with the stems of its name and region, as addresses have them."""

    slug: str
    name: str
    region: str

    def is_foreign(self, address: str) -> bool:
        """True when an address names another district or region: its village is none of ours."""
        folded = fold_name(address)
        if _DISTRICT.search(folded):
            return self.name not in folded
        return bool(_REGION.search(folded)) and self.region not in folded


def _stem(name: str) -> str:
    """«Егорлыкский район» → «егорлыкск»."""
    words = [word for word in fold_name(name).split() if len(word) > 4 and word not in {"район", "область"}]
    return words[0][:-2] if words else fold_name(name)


class Places:
    """Settlements of all municipalities and venues of the organizations at hand."""

    def __init__(self, batch: Batch, stock: Stock) -> None:
        self._batch, self._stock = batch, stock
        self._settlements: dict[tuple[int, str], int] = {}
        self._slugs: set[str] = set()
        rows = tuples(Settlement.select(Settlement.id, Settlement.municipality, Settlement.name_key, Settlement.slug))
        for number, municipality, key, slug in rows:
            self._settlements[municipality, key] = number
            self._slugs.add(slug)
        homes = Municipality.select(Municipality.id, Municipality.slug, Municipality.name, Municipality.region)
        self._homes = {number: _Home(slug, _stem(name), _stem(region)) for number, slug, name, region in tuples(homes)}
        self._settled: dict[int, set[str]] = {}  # columns of a venue that this import has said already
        self._by_name: dict[int, dict[tuple[str, str], list[dict[str, Any]]]] = {}

    def settlement(self, municipality: int, name: str) -> int | None:
        """Id of a settlement, added when it is new; None when the name is empty or no name."""
        plain = tidy_settlement(clean_text(name))
        key = fold_name(plain)
        if not key or len(plain) > LONGEST_SETTLEMENT:
            return None
        number = self._settlements.get((municipality, key))
        if number is None:
            number = self._batch.insert(
                Settlement, municipality=municipality, name=plain, name_key=key, slug=self._slug(municipality, plain)
            )
            self._settlements[municipality, key] = number
        return number

    def venue(
        self, organization: int, municipality: int, place: Place, current: int | None = None
    ) -> tuple[int | None, bool]:
        """Id of a venue, added or completed by what the file says; the first row of a file wins.

        :param current: the venue of the group until now, kept where it fits what the file says.
        :returns: the id, None for an empty place, and whether anything about the venue is new.
        """
        name, address = " ".join(clean_text(place.name).split()), " ".join(clean_text(place.address).split())
        if not (name or address or place.settlement):
            return None, False
        said: dict[str, Any] = {}
        if place.latitude is not None and place.longitude is not None:
            said |= {"latitude": place.latitude, "longitude": place.longitude}
        if place.settlement:
            said["settlement"] = self.settlement(municipality, place.settlement)
        known = self._known(organization, name, address, said.get("settlement"), current)
        if known is None:
            stated = {"name", "address", *said}
            if said.get("settlement") is None:
                said["settlement"] = self.guess(municipality, address)
            row = {"organization": organization, "name": name, "address": address, "settlement": None}
            row |= {"latitude": None, "longitude": None, **said}
            number = self._batch.insert(Venue, **row)
            self._add({**row, "id": number})
            self._settled[number] = stated  # what is only guessed gives way to a later row that says it
            return number, True
        guess = None
        if known["settlement"] is None and "settlement" not in said:
            guess = self.guess(municipality, known["address"] or address)
        said |= {key: value for key, value in (("name", name), ("address", address)) if value and not known[key]}
        return known["id"], self._complete(known, said, {"settlement": guess} if guess else {})

    def address(self, organization: int, municipality: int, place: Place) -> bool:
        """Make sure that an organization has a venue at an address, whatever its name; True when it is new."""
        key = fold_name(place.address)
        if place.name or any(fold_name(row["address"]) == key for row in self._stock.venues[organization]):
            return self.venue(organization, municipality, place)[1] if place.name else False
        return self.venue(organization, municipality, place)[1]

    def _complete(self, known: dict[str, Any], said: dict[str, Any], guessed: dict[str, Any]) -> bool:
        settled = self._settled.setdefault(known["id"], set())
        changes = {key: value for key, value in said.items() if key not in settled and known[key] != value}
        settled |= said.keys()
        changes |= guessed
        if changes:
            known |= changes
            self._index_row(known)
            self._batch.update(Venue, known["id"], changes)
        return bool(changes)

    def _known(
        self, organization: int, name: str, address: str, settlement: int | None, current: int | None
    ) -> dict[str, Any] | None:
        index = self._index(organization)
        name_key, address_key = fold_name(name), fold_name(address)
        same = index.get((name_key, address_key), [])
        if not name_key and not address_key:
            same = [row for row in same if row["settlement"] == settlement]
        if same:
            return same[0]
        if address_key and name_key:
            halves = [*index.get((name_key, ""), ()), *index.get(("", address_key), ())]
            return next((row for row in halves if row["id"] not in self._settled), None)
        every = self._stock.venues[organization]
        alike = [
            row
            for row in every
            if (name_key and fold_name(row["name"]) == name_key)
            or (address_key and fold_name(row["address"]) == address_key)
        ]
        kept = [row for row in alike if row["id"] == current] or alike
        return kept[0] if len(kept) == 1 else None

    def _index(self, organization: int) -> dict[tuple[str, str], list[dict[str, Any]]]:
        if organization not in self._by_name:
            self._by_name[organization] = {}
            for row in self._stock.venues[organization]:
                self._index_row(row)
        return self._by_name[organization]

    def _add(self, row: dict[str, Any]) -> None:
        self._index_row(row)
        self._stock.venues[row["organization"]].append(row)

    def _index_row(self, row: dict[str, Any]) -> None:
        same = self._index(row["organization"]).setdefault((fold_name(row["name"]), fold_name(row["address"])), [])
        if row not in same:
            same.append(row)

    def guess(self, municipality: int, address: str) -> int | None:
        """The settlement that an address names, also without its kind when it is known here."""
        if self._homes[municipality].is_foreign(address):
            return None
        if found := settlement_in(address):
            return self.settlement(municipality, found)
        parts = {fold_name(part) for part in address.split(",")}
        known = [
            number
            for (home, key), number in self._settlements.items()
            if home == municipality and key.split(". ", 1)[-1] in parts
        ]
        return known[0] if len(known) == 1 else None

    def _slug(self, municipality: int, name: str) -> str:
        base = slugify(name) or "place"
        candidates = [base, f"{base[:38]}-{self._homes[municipality].slug}"[:118]]
        candidates += [f"{base}-{number}" for number in range(2, 100)]
        slug = next(one for one in candidates if one not in self._slugs)
        self._slugs.add(slug)
        return slug
