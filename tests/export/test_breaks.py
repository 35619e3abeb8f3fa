"""A break while the copy is written, a full disk, a folder of others: the former copy stays as it was."""

from __future__ import annotations

import errno
import os
from functools import partial
from pathlib import Path

import pytest
from export.exporting import Place, digests
from flask import Flask

from navigator.export import steps, tree
from navigator.export.freeze import ExportRefusedError, freeze_catalog
from navigator.export.steps import Wishes
from navigator.services.public_copy import CopyFacts

FACTS = CopyFacts(None, "", "")


def broken_app(fail_on: str) -> Flask:
    raise RuntimeError(f"broken on {fail_on}")


def test_an_error_leaves_the_former_copy(tmp_path: Path) -> None:
    out = tmp_path / "copy"
    out.mkdir()
    (out / "manifest.json").write_text("{}")
    (out / "index.html").write_text("former")
    with pytest.raises(RuntimeError, match="broken on purpose"):
        freeze_catalog(partial(broken_app, "purpose"), lambda: FACTS, out, Wishes(tmp_path / "home"))
    assert (out / "index.html").read_text() == "former"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "home"]


@pytest.mark.parametrize(("code", "said"), [(errno.EROFS, "сюда нельзя писать"), (errno.EACCES, "сюда нельзя писать")])
def test_a_place_that_cannot_be_written_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    out, real = tmp_path / "stick" / "copy", Path.mkdir

    def closed(path: Path, *modes: int, **options: bool) -> None:
        if path == out.parent:
            raise OSError(code, os.strerror(code), str(path))
        real(path, *modes, **options)

    monkeypatch.setattr(Path, "mkdir", closed)
    with pytest.raises(ExportRefusedError, match=said) as refused:
        freeze_catalog(partial(broken_app, "mkdir"), lambda: FACTS, out, Wishes(tmp_path / "home"))
    assert str(out.parent) in str(refused.value)
    assert not out.exists()


def test_a_file_is_no_place_for_a_copy(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"mine")
    for out, said in ((tmp_path / "photo.jpg", "это файл"), (tmp_path / "photo.jpg" / "copy", "Копия не записана")):
        with pytest.raises(ExportRefusedError, match=said):
            freeze_catalog(partial(broken_app, "a file"), lambda: FACTS, out, Wishes(tmp_path / "home"))
    assert (tmp_path / "photo.jpg").read_bytes() == b"mine"


@pytest.mark.slow
def test_a_full_disk_is_said_in_words_and_the_former_copy_is_whole(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "copy"
    place.export(out)
    before = digests(out)
    place.change("UPDATE program SET name = 'Новое имя' WHERE id = 3")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/stick")

    monkeypatch.setattr(steps, "parts_of", full)
    with pytest.raises(ExportRefusedError, match="на диске нет места"):
        place.export(out)
    assert digests(out) == before
    monkeypatch.undo()
    place.export(out)
    assert "Новое имя" in (out / "programs" / "3" / "index.html").read_text()


def test_a_break_between_the_trees_is_healed(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "copy"
    place.export(out)
    before = digests(out)
    place.change("UPDATE program SET name = 'Новое имя' WHERE id = 3")

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tree, "exchange", cut_off)
    with pytest.raises(KeyboardInterrupt):
        place.export(out)
    assert digests(out) == before
    monkeypatch.undo()
    place.export(out)
    place.export(tmp_path / "anew")
    assert digests(out) == digests(tmp_path / "anew")


@pytest.mark.slow
def test_where_no_twin_can_be_the_copy_is_brought_up_to_date_all_the_same(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.link

    def no_links(source: Path, target: Path, **options: bool) -> None:
        if "copies" in str(target) or "stick" in str(target):
            raise OSError(errno.EPERM, "no hard links here")
        real(source, target, **options)

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(tree, "_linked_by_cp", lambda *_: False)
    out = tmp_path / "stick"
    place.export(out)
    (out / "photo.jpg").write_bytes(b"mine")
    place.change("UPDATE program SET state = 'archived' WHERE id = 3")
    place.export(out)
    assert (out / "photo.jpg").read_bytes() == b"mine"
    (out / "photo.jpg").unlink()
    place.export(tmp_path / "anew")
    assert digests(out) == digests(tmp_path / "anew")
