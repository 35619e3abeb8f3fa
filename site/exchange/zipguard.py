"""Archives are looked into before they are opened: a spreadsheet is a zip, and a zip may be a bomb."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from navigator.exchange.records import FileProblem

MAX_MEMBERS = 2_000
#: Uncompressed bytes of one member and of all.
MAX_MEMBER_BYTES = 200 * 1024 * 1024
MAX_TOTAL_BYTES = 300 * 1024 * 1024
#: Uncompressed ÷ compressed bytes of a member of at least a megabyte; the XML of honest sheets stays under 100.
MAX_RATIO = 200
RATIO_FROM_BYTES = 1024 * 1024
_ENCRYPTED = 0x1


def check_zip(path: Path | IO[bytes]) -> list[str]:
    """Look at the table of contents without unpacking anything.

    :returns: names of the members.
    :raises FileProblem: too many or too large members, an unbelievable ratio, encryption, names that lead outside.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileProblem(
            "Файл повреждён: архив таблицы не открывается. Сохраните таблицу заново и повторите"
        ) from None
    if len(members) > MAX_MEMBERS:
        raise FileProblem(f"В файле {len(members)} частей, это не таблица. Сохраните таблицу заново как XLSX")
    total = 0
    for member in members:
        total += _check_member(member)
    if total > MAX_TOTAL_BYTES:
        raise FileProblem("Файл после распаковки слишком велик. Разделите таблицу на части и загрузите их по одной")
    return [member.filename for member in members]


def _check_member(member: zipfile.ZipInfo) -> int:
    name = member.filename
    if member.flag_bits & _ENCRYPTED:
        raise FileProblem("Файл закрыт паролем. Снимите пароль, сохраните таблицу и повторите")
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise FileProblem("В файле недопустимые имена частей, это не таблица. Сохраните таблицу заново как XLSX")
    if member.file_size > MAX_MEMBER_BYTES:
        raise FileProblem("Файл после распаковки слишком велик. Разделите таблицу на части и загрузите их по одной")
    if member.file_size >= RATIO_FROM_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise FileProblem("Файл сжат неправдоподобно сильно и не открыт. Сохраните таблицу заново как XLSX или CSV")
    return member.file_size
