"""A new installation with nothing in it yet: every page is calm and says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages.checking import checking_client
from pages.conftest import TODAY

from navigator.app import create_app
from navigator.data.database import migrate, open_database
from navigator.services.index import refresh_index
from navigator.services.reference import load_reference
from navigator.settings import Settings


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "0\u00a0программ"),
        ("/programs/", "Ничего не нашлось"),
        ("/programs/?q=лепка&age=7", "Ничего не нашлось"),
        ("/programs/filters/", "Все фильтры"),
        ("/organizations/", "Организаций пока нет"),
        ("/municipalities/", "Районов с программами пока нет"),
        ("/municipalities/egorlykskiy-rayon/", "пока не указаны"),
        ("/directions/art/", "0\u00a0программ"),
        ("/ages/7/", "0\u00a0программ"),
        ("/letters/", "по алфавиту"),
        ("/embed/", "сейчас нет программ"),
        ("/embed/ages/7/", "Программ пока нет"),
        ("/certificate/", "Районов в каталоге пока нет"),
    ],
)
def test_pages_of_an_empty_catalog(tmp_path: Path, path: str, said: str) -> None:
    settings = Settings.from_env({}, root=tmp_path)
    database = open_database(settings.database_url)
    migrate(database)
    load_reference(database)
    refresh_index(database, settings.search_dir)
    app = create_app(settings, day=TODAY)
    text = checking_client(app).look(path).text
    assert said in text
    assert "Демонстрационные" not in text
    app.extensions["navigator"].catalog.close()
    database.close()
