"""The static copy: complete, relative, private, reproducible, and whole at every moment."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from live import navigator
from pages.checking import Page, check

LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


def html(copy: Path) -> list[Path]:
    return sorted(copy.rglob("*.html"))


def digests(copy: Path) -> dict[str, str]:
    return {
        path.relative_to(copy).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in copy.rglob("*")
        if path.is_file()
    }


def inner_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if not link.startswith(("https:", "http:", "tel:", "data:", "#")):
            yield link


def published(env: dict[str, str], where: str = "") -> list[int]:
    """Ids of published programs, straight from the database."""
    with sqlite3.connect(Path(env["NAVIGATOR_INSTANCE_DIR"]) / "navigator.db") as database:
        rows = database.execute(
            "SELECT p.id FROM program p JOIN organization o ON o.id = p.organization_id"  # noqa: S608  # conditions of this file
            f" JOIN municipality m ON m.id = o.municipality_id WHERE p.state = 'published' {where}"
        )
        return [row[0] for row in rows]


def test_every_program_has_its_page(whole_copy: Path, demo_env: dict[str, str]) -> None:
    ids = {int(path.parent.name) for path in whole_copy.glob("programs/*/index.html") if path.parent.name.isdigit()}
    assert ids == set(published(demo_env))


def test_every_link_is_relative_and_leads_to_a_file(whole_copy: Path) -> None:
    broken = [
        (str(page.relative_to(whole_copy)), link)
        for page in html(whole_copy)
        for link in inner_links(page)
        if link.startswith("/") or "?" in link or not (page.parent / link.split("#")[0]).resolve().is_file()
    ]
    assert broken == []


def test_every_page_keeps_the_promises_of_pages(whole_copy: Path) -> None:
    for path in html(whole_copy):
        text = path.read_text(encoding="utf-8")
        check(Page(text))
        parts = path.relative_to(whole_copy).parts
        assert "<script>" not in text
        assert "hx-" not in text
        # Lists inside other sites and sheets of paper have no footer.
        bare = parts[0] in ("embed", "groups") or "consent" in parts
        assert bare or re.search(r"Копия каталога на <time datetime=\"\d{4}-\d\d-\d\d\">\d", text), path
        assert len(text.encode()) < 30_000, path


def test_any_program_is_three_clicks_away(whole_copy: Path) -> None:
    near, seen = {whole_copy / "index.html"}, set()
    for _ in range(3):
        near = {(page.parent / link.split("#")[0]).resolve() for page in near for link in inner_links(page)} - seen
        near = {page for page in near if page.suffix == ".html"}
        seen |= near
    programs = {path.resolve() for path in whole_copy.glob("programs/*/index.html") if path.parent.name.isdigit()}
    assert programs - seen == set()


def test_names_of_files_are_plain(whole_copy: Path) -> None:
    names = list(digests(whole_copy))
    assert [name for name in names if not re.fullmatch(r"[a-z0-9._/-]+", name) or len(name) > 180] == []
    reserved = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
    assert [name for name in names if any(reserved.fullmatch(part) for part in name.split("/"))] == []


def test_the_manifest_names_every_file(whole_copy: Path) -> None:
    root = json.loads((whole_copy / "manifest.json").read_text())
    listed = dict(root["files"])
    for sign in root["parts"].values():
        listed[f"manifest/{sign}.json"] = sign
        listed.update(json.loads((whole_copy / "manifest" / f"{sign}.json").read_text()))
    found = digests(whole_copy)
    found.pop("manifest.json")
    assert listed == found
    assert max((whole_copy / "manifest" / f"{sign}.json").stat().st_size for sign in root["parts"].values()) < 12_000


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["2", "1"])
def test_writing_again_gives_the_same_bytes_also_in_parallel(
    whole_copy: Path, untouched_demo: dict[str, str], tmp_path: Path, jobs: str
) -> None:
    out = tmp_path / "again"
    options = ("--live-url", "https://live.example", "--jobs", jobs)
    done = navigator(untouched_demo, "export", "--out", str(out), *options, anew=True)
    assert done.returncode == 0, done.stderr
    assert digests(out) == digests(whole_copy)


def test_a_municipality_and_an_organization_are_copied_alone(demo_env: dict[str, str], tmp_path: Path) -> None:
    for option, value, where in (
        ("--municipality", "76604000", "AND m.oktmo = '76604000'"),
        ("--organization", "1", "AND o.id = 1"),
    ):
        out = tmp_path / value
        done = navigator(demo_env, "export", "--out", str(out), option, value)
        assert done.returncode == 0, done.stderr
        ids = {int(path.parent.name) for path in out.glob("programs/*/index.html") if path.parent.name.isdigit()}
        assert ids == set(published(demo_env, where))
        assert len(list(out.glob("municipalities/*/index.html"))) == 1
        for page in html(out):
            for link in inner_links(page):
                assert (page.parent / link).resolve().is_file(), (page, link)


def test_what_is_not_public_is_in_no_file(demo_env: dict[str, str], tmp_path: Path) -> None:
    database_path = tmp_path / "planted.db"
    source = sqlite3.connect(Path(demo_env["NAVIGATOR_INSTANCE_DIR"]) / "navigator.db")
    planted = sqlite3.connect(database_path)
    with source, planted:
        source.backup(planted)
        planted.execute("UPDATE organization SET show_teachers = 0")
        planted.execute("UPDATE teacher SET name = 'КАНАРЕЙКА-ПЕДАГОГ'")
        planted.execute("UPDATE program SET state = 'draft', name = 'КАНАРЕЙКА-ЧЕРНОВИК' WHERE id = 1")
        planted.execute("UPDATE organization SET status = 'blocked', about = 'КАНАРЕЙКА-ЗАКРЫТАЯ' WHERE id = 2")
        child = "'КАНАРЕЙКА', 'КАНАРЕЙКА', '', 'КАНАРЕЙКА', '', 'a', 'b', 'c', 'd', '2026-01-01'"
        columns = "last_name, first_name, patronymic, birth_date, snils, person_hash, names_hash, short_hash"
        columns += ", birth_hash, created_at"
        planted.execute(f"INSERT INTO child ({columns}) VALUES ({child})")  # noqa: S608  # our own words
        planted.execute(
            "INSERT INTO letter (kind, recipient, subject, body, created_at, due_at, attempts, trouble)"
            " VALUES ('received', 'КАНАРЕЙКА', 'КАНАРЕЙКА', 'КАНАРЕЙКА', '2026-01-01', '2026-01-01', 0, '')"
        )
        planted.execute("INSERT INTO fact (name, value) VALUES ('note', 'КАНАРЕЙКА-ФАКТ')")
    source.close()
    planted.close()
    env = {**demo_env, "NAVIGATOR_DATABASE_URL": f"sqlite:///{database_path}"}
    out = tmp_path / "copy"
    done = navigator(env, "export", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert [str(path) for path in out.rglob("*") if path.is_file() and "КАНАРЕЙКА".encode() in path.read_bytes()] == []
    assert not (out / "programs" / "1").exists()
    assert not (out / "organizations" / "2").exists()


def test_requests_lead_to_the_live_site_or_nowhere(demo_env: dict[str, str], whole_copy: Path, tmp_path: Path) -> None:
    named = "\n".join(path.read_text() for path in sorted((whole_copy / "programs").rglob("index.html")))
    assert 'href="https://live.example/groups/' in named
    assert 'href="https://live.example/requests/"' in named
    out = tmp_path / "alone"
    assert navigator(demo_env, "export", "--out", str(out), "--municipality", "egorlykskiy-rayon").returncode == 0
    alone = "\n".join(path.read_text() for path in sorted((out / "programs").rglob("index.html")))
    assert "/enroll/" not in alone
    assert "/requests/" not in alone


def test_only_the_live_address_leads_to_a_live_site(demo_env: dict[str, str], whole_copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "alone"
    assert navigator(demo_env, "export", "--out", str(out), "--organization", "1").returncode == 0
    ours = re.compile(r"(?:https?:)?//([^/]+)/(?:programs|groups|requests|certificate|embed|organizations)/")
    hosts = [
        {found[1] for page in html(copy) for link in LINK.findall(page.read_text()) if (found := ours.match(link))}
        for copy in (out, whole_copy)
    ]
    assert hosts == [set(), {"live.example"}]


def test_a_folder_of_somebody_else_is_refused(demo_env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"mine")
    done = navigator(demo_env, "export", "--out", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--out" in done.stderr
    assert (tmp_path / "photo.jpg").read_bytes() == b"mine"


@pytest.mark.parametrize(("option", "value"), [("--municipality", "nowhere"), ("--organization", "999999")])
def test_an_unknown_scope_is_one_clear_line(demo_env: dict[str, str], tmp_path: Path, option: str, value: str) -> None:
    done = navigator(demo_env, "export", "--out", str(tmp_path / "copy"), option, value)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert value in done.stderr
    assert not (tmp_path / "copy").exists()


def test_the_readme_of_the_folder_stays_and_old_pages_go(demo_env: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "build"
    out.mkdir()
    (out / "README.md").write_text("kept")
    assert navigator(demo_env, "export", "--out", str(out), "--organization", "2").returncode == 0
    assert (out / "organizations" / "2").exists()
    assert navigator(demo_env, "export", "--out", str(out), "--organization", "1", "--zip").returncode == 0
    assert (out / "README.md").read_text() == "kept"
    assert not (out / "organizations" / "2").exists()
    assert (tmp_path / "build.zip").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "build.zip"]
