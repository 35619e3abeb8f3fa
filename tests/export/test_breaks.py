"""A break while the copy is written leaves the former copy as it was."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from navigator.export.freeze import freeze_catalog
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
        freeze_catalog(partial(broken_app, "purpose"), FACTS, out)
    assert (out / "index.html").read_text() == "former"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]
