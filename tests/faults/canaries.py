"""Values that nobody could mistake for anything else, and a search for them in every file, however they are written."""

from __future__ import annotations

import base64
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote_to_bytes

from navigator.rules.persons import Identity
from navigator.services.requests.records import Guardian

#: How every planted name, comment and address begins.
NAME, MAIL = "Щъканарей", "kanareyka"
_LETTERS = "абвгдежзиклмнопрстуфхцчш"
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}")
_HEX = re.compile(rb"[0-9a-fA-F]{16,}")
_GAP = rb"[^0-9A-Za-z]{0,2}"
#: How planted telephones, insurance accounts and certificates begin, and how many digits follow.
_BEGIN = {"97531": 5, "135792": 5, "86420": 5}
#: Planted numbers with or without signs between the digits, dates, addresses.
_DIGITS = (
    *(
        re.compile(_GAP.join(sign.encode() for sign in begin) + rb"(?:" + _GAP + rb"\d){%d}" % more)
        for begin, more in _BEGIN.items()
    ),
    *map(re.compile, (rb"20\d\d-\d\d-\d\d", rb"\d\d\.\d\d\.20\d\d", rb"203\.0\.113\.\d+")),
)
_CODE = re.compile(rb"[A-Z2-7]{4}(?:-?[A-Z2-7]{4}){5}-?[A-Z2-7]{2}")
_SPELLINGS = (NAME, NAME.lower(), NAME.upper())
#: Names as bytes: plain, UTF-16 of both kinds, escaped for JSON.
_MARKS = tuple(
    mark
    for one in (*_SPELLINGS, MAIL)
    for mark in (
        *(one.encode(), one.encode("utf-16-le"), one.encode("utf-16-be")),
        *(() if one == MAIL else (one.encode("unicode_escape"),)),
    )
)


def word(number: int) -> str:
    """A word of planted letters, another one for each number."""
    return NAME + "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(3))


def snils(number: int) -> str:
    """A number of an insurance account with right control digits."""
    first = f"135792{number:03}"
    control = sum(int(digit) * weight for digit, weight in zip(first, range(9, 0, -1), strict=True)) % 101 % 100
    return f"{first}{control:02}"


@dataclass(frozen=True, slots=True)
class Canary:
    """One family; every value of it is its own."""

    number: int

    @property
    def born(self) -> date:
        return date(date.today().year - 9, 1, 1) + timedelta(self.number)

    @property
    def child(self) -> Identity:
        return Identity(*(word(self.number * 8 + place) for place in range(3)), self.born, snils(self.number))

    @property
    def guardian(self) -> Guardian:
        return Guardian(word(self.number * 8 + 3), f"+797531{self.number:05}", f"{MAIL}{self.number:04}@example.org")

    @property
    def comment(self) -> str:
        return word(self.number * 8 + 4)

    @property
    def words(self) -> str:
        """Of staff to the family."""
        return word(self.number * 8 + 5)

    @property
    def certificate(self) -> str:
        return f"86420{self.number:05}"

    @property
    def address(self) -> str:
        return f"203.0.113.{self.number}"

    @property
    def typed(self) -> dict[str, str]:
        """The family as it fills a form."""
        child, guardian = self.child, self.guardian
        return {
            "child_last_name": child.last,
            "child_first_name": child.first,
            "child_patronymic": child.patronymic,
            "child_birth_date": f"{child.born:%d.%m.%Y}",
            "child_snils": child.snils,
            "guardian_name": guardian.name,
            "guardian_phone": guardian.phone,
            "guardian_email": guardian.email,
            "create_certificate": "1",
            "municipality": "rayon",
            "consent": "1",
        }

    @property
    def values(self) -> tuple[str, ...]:
        """What every form of this family holds, eight values."""
        child, guardian = self.child, self.guardian
        names = (child.last, child.first, child.patronymic, guardian.name)
        return (*names, guardian.phone, guardian.email, child.snils, child.born.isoformat())


@dataclass
class Watch:
    """Knows the planted values and finds them."""

    numbers: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def plant(self, canary: Canary) -> None:
        """Watch for a family's numbers; names and addresses are known by how they begin."""
        self.numbers |= {canary.guardian.phone[2:], canary.child.snils, canary.certificate, canary.address}
        self.numbers |= {canary.born.isoformat(), f"{canary.born:%d.%m.%Y}"}

    def traces(self, data: bytes) -> set[str]:
        """Planted values in some bytes, as they are or written in another way."""
        found: set[str] = set()
        for one in _written_ways(data):
            found |= {mark.decode("latin-1") for mark in _MARKS if mark in one}
            for match in (match for kind in _DIGITS for match in kind.findall(one)):
                found |= {match.decode("latin-1"), re.sub(rb"\D", b"", match).decode()} & self.numbers
            found |= {code for match in _CODE.findall(one) if (code := match.replace(b"-", b"").decode()) in self.codes}
        return found

    def files_with_traces(self, folder: Path) -> dict[str, set[str]]:
        """Files below a folder that hold planted values, archives opened."""
        found = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                for name, data in _contents(path.name, path.read_bytes()):
                    if traces := self.traces(data):
                        found[f"{path.relative_to(folder)} {name}"] = traces
        return found


def _written_ways(data: bytes) -> Iterator[bytes]:
    yield data
    yield data.replace(b"\0", b"")  # digits and Latin letters in UTF-16
    yield unquote_to_bytes(data)
    yield unquote_to_bytes(data.replace(b"=", b"%"))  # quoted-printable
    yield b"|".join(_unpacked(run, start) for run in _BASE64.findall(data) for start in range(4))
    yield b"|".join(
        bytes.fromhex(run[start : len(run) - (len(run) - start) % 2]) for run in _hex(data) for start in (0, 1)
    )


def _unpacked(run: bytes, start: int) -> bytes:
    """A run of base64 read from its first, second … sign."""
    piece = run[start:].replace(b"-", b"+").replace(b"_", b"/")
    piece = piece[:-1] if len(piece) % 4 == 1 else piece
    return base64.b64decode(piece + b"=" * (-len(piece) % 4))


def _hex(data: bytes) -> list[str]:
    return [run.decode() for run in _HEX.findall(data)]


def _contents(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file and what is packed in it."""
    yield name, data
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from _contents(f"{name}/{member}", archive.read(member))
    elif data[:2] == b"\x1f\x8b":
        yield name, gzip.decompress(data)
