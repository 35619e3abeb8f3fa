"""Files of pages: what they are is read from their content, never from their name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import PurePath

from peewee import Database

from navigator.data import ContentPage, PageFile
from navigator.data.database import write
from navigator.exchange.records import FileProblem
from navigator.exchange.zipguard import check_zip
from navigator.rules.names import slugify
from navigator.rules.pages import FILE_TYPES, LARGEST_FILE, MOST_FILES
from navigator.services.content.showing import is_shown
from navigator.services.content.writing import locked_page
from navigator.services.problems import storing
from navigator.services.requests.records import Missing, Moment
from navigator.services.staff.accounts import Member
from navigator.services.staff.journal import note

_BEGINNINGS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is served."""

    name: str
    media_type: str
    is_picture: bool
    digest: str
    content: bytes


def kind_of(content: bytes) -> str:
    """What a file is: a key of :data:`FILE_TYPES`.

    :raises Missing: it is none of them, it holds macros, or its archive cannot be trusted.
    """
    for kind, beginning in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        try:
            members = check_zip(BytesIO(content))
        except FileProblem as problem:
            raise Missing("Файл повреждён или закрыт паролем. Сохраните его заново и загрузите ещё раз") from problem
        if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in members):
            raise Missing("В файле есть макросы. Сохраните его без них: DOCX или XLSX")
        for kind, part in _PARTS.items():
            if part in members:
                return kind
    raise Missing("Такой файл загрузить нельзя. Подойдут PDF, DOCX, XLSX, JPG и PNG")


def add_file(database: Database, member: Member, number: int, filename: str, content: bytes, moment: Moment) -> int:
    """Keep a file with a page.

    :raises NotMine: the page is not of this territory.
    :raises Missing: the file is empty, too large or not of a kind that is taken; says what to do.
    """
    if not content:
        raise Missing("Выберите файл")
    if len(content) > LARGEST_FILE:
        raise Missing("Файл больше 10 МБ. Сожмите его или разделите на части")
    kind = kind_of(content)
    title = PurePath(filename.replace("\\", "/")).stem.strip()[:200] or "Файл"
    name = f"{slugify(title, LONGEST_NAME) or 'file'}.{kind}"
    with storing(database), write(database):
        page = locked_page(database, member, number)
        if PageFile.select().where(PageFile.page == page.id).count() >= MOST_FILES:
            raise Missing(f"У страницы уже {MOST_FILES} файлов. Удалите лишние")
        made = PageFile.create(
            page=page.id,
            name=name,
            title=title,
            kind=kind,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
            added_at=moment.utc,
        )
        note(database, member.account, "page_file", moment, subject=f"page:{number}", detail=name)
        return int(made.id)


def remove_file(database: Database, member: Member, number: int, file: int, moment: Moment) -> None:
    """Delete a file of a page; one that is not there is gone already.

    :raises NotMine: the page is not of this territory.
    """
    with storing(database), write(database):
        page = locked_page(database, member, number)
        if PageFile.delete().where(PageFile.page == page.id, PageFile.id == file).execute():
            note(database, member.account, "page_file_gone", moment, subject=f"page:{number}", detail=str(file))


def kept_file(file: int, name: str, today: date) -> Kept | None:
    """A file of a page that is shown today, under its name."""
    found = PageFile.select(PageFile).join(ContentPage).where(PageFile.id == file, PageFile.name == name)
    row: PageFile | None = found.where(is_shown(today)).first()
    if row is None:
        return None
    media_type, _ = FILE_TYPES[row.kind]
    return Kept(row.name, media_type, media_type.startswith("image/"), row.digest, bytes(row.content))
