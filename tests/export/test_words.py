"""The static copy holds what is published of reviews and pages, and nothing else of them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from live import navigator
from pages.checking import Page

from navigator.data import ContentPage, Municipality, PageFile, Program, QualityReview, Request, Review
from navigator.data.database import open_database
from navigator.data.sealed import KeyRing, use
from navigator.services.public_copy import Scope, copy_public
from navigator.settings import Settings

SECRETS = ("kanareyka", "кенар", "Черновик", "Ожидает", "Снегирь")
PDF = b"%PDF-1.4 words"


@pytest.fixture
def planted(demo_env: dict[str, str], tmp_path: Path) -> tuple[dict[str, str], dict[str, int]]:
    """A copy of the demo with reviews and pages in all states."""
    shutil.copytree(demo_env["NAVIGATOR_INSTANCE_DIR"], tmp_path / "instance")
    env = {**demo_env, "NAVIGATOR_INSTANCE_DIR": str(tmp_path / "instance")}
    settings = Settings.from_env({"NAVIGATOR_INSTANCE_DIR": str(tmp_path / "instance")}, root=tmp_path)
    database = open_database(settings.database_url)
    use(KeyRing(settings.pii_keys, settings.secret_key))
    ids = plant()
    database.close()
    return env, ids


def plant() -> dict[str, int]:
    today = datetime.now(UTC).date()
    egr = Municipality.get(slug="egorlykskiy-rayon")
    programs = [one.id for one in Program.select().order_by(Program.id)]
    mine = [one for one in programs if Program.get_by_id(one).organization.municipality_id == egr.id]
    theirs = next(one for one in programs if one not in mine)
    Review.delete().execute()
    marks = {"results": 5, "staff": 5, "means": 5, "overall": 5, "month": today.replace(day=1)}
    for at in range(12):
        Review.create(program=mine[0], state="published", text=f"Отзыв скворца {at}", draft="кенар", **marks)
    Review.create(program=mine[0], state="new", draft="kanareyka", request=Request.get().id, **marks)
    answered = {"state": "published", "text": "Отзыв о хоре", "reply": "Снегирь", **marks}
    Review.create(program=mine[1], reply_state="refused", reply_draft="kanareyka", **answered)
    Review.create(program=theirs, state="published", text="Отзыв дальнего района", **marks)
    said = {"organization": "Совет", "held_on": today, "decision": "recommended", "kind": "nok"}
    QualityReview.create(program=mine[0], conclusion="Заключение совы", **said)
    QualityReview.create(program=mine[0], conclusion="Черновик совы", is_public=False, **said)
    for slug, place, state, days in (
        ("region", None, "published", 0),
        ("mine", egr.id, "published", -1),
        ("draft", egr.id, "draft", 0),
        ("coming", egr.id, "published", 9),
    ):
        text = "Ожидает" if days > 0 else "Черновик" if state == "draft" else "Текст [каталога](/programs/) **важный**"
        page = ContentPage.create(
            kind="document", slug=slug, title=slug, body=text, state=state, municipality=place,
            published_on=today + timedelta(days=days),
        )  # fmt: skip
        PageFile.create(page=page.id, name=f"{slug}.pdf", title=slug, kind="pdf", size=9, digest="0" * 64, content=PDF)
    return {"many": mine[0], "one": mine[1], "theirs": theirs}


@pytest.fixture
def export(planted: tuple[dict[str, str], dict[str, int]], tmp_path: Path) -> Callable[..., Path]:
    def write(*options: str) -> Path:
        out = tmp_path / f"copy{len(list(tmp_path.iterdir()))}"
        done = navigator(planted[0], "export", "--out", str(out), *options)
        assert done.returncode == 0, done.stderr
        assert "Warning" not in done.stderr
        return out

    return write


def test_the_copy_of_a_district_holds_its_words_and_no_others(
    planted: tuple[dict[str, str], dict[str, int]], export: Callable[..., Path]
) -> None:
    _, ids = planted
    copy = export("--municipality", "egorlykskiy-rayon", "--live-url", "https://live.example")
    program = Page((copy / "programs" / str(ids["many"]) / "index.html").read_text())
    assert program.with_attribute("data-rating")[0].get("data-reviews") == "12"
    assert "Заключение совы" in program.words()
    second = Page((copy / "programs" / str(ids["many"]) / "reviews" / "page" / "3" / "index.html").read_text())
    assert len(second.with_attribute("data-review")) == 2
    assert "Отзыв о хоре" in (copy / "programs" / str(ids["one"]) / "index.html").read_text()
    assert not (copy / "programs" / str(ids["theirs"])).exists()
    pages = {path.parent.name for path in copy.glob("pages/*/index.html")}
    assert {"mine", "region", "poleznye-telefony"} <= pages
    assert not {"draft", "coming", "kak-zapisat-rebenka-v-kruzhok"} & pages
    assert {path.name for path in copy.glob("files/*/*")} == {"mine.pdf", "region.pdf"}
    assert {path.read_bytes() for path in copy.glob("files/*/*")} == {PDF}
    assert (copy / "news" / "index.html").is_file()
    assert "важный" in (copy / "pages" / "mine" / "index.html").read_text()
    assert 'href="https://live.example/programs/"' in (copy / "pages" / "mine" / "index.html").read_text()
    home = (copy / "municipalities" / "egorlykskiy-rayon" / "index.html").read_text()
    assert "../../pages/mine/index.html" in home
    text = "\n".join(path.read_text() for path in copy.rglob("*.html"))
    assert [secret for secret in SECRETS if secret in text] == []
    assert "Отзыв дальнего района" not in text


def test_a_district_without_reviews_has_none_in_its_copy(
    planted: tuple[dict[str, str], dict[str, int]], tmp_path: Path
) -> None:
    settings = Settings.from_env({"NAVIGATOR_INSTANCE_DIR": str(tmp_path / "instance")}, root=tmp_path)
    database = open_database(settings.database_url)
    for on, wanted in ((True, 14), (False, 1)):
        Municipality.update(reviews_on=on).where(Municipality.slug == "egorlykskiy-rayon").execute()
        copy_public(database, tmp_path / "public.db", Scope())
        with closing(sqlite3.connect(tmp_path / "public.db")) as copied:
            rows = copied.execute("SELECT request_id, draft, reply_draft, reply, text FROM review").fetchall()
        assert len(rows) == wanted
        assert {row[:4] for row in rows} == {(None, "", "", "")}
    database.close()
