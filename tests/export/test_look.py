"""The theme of a copy: title, logo, colour; what cannot be used is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from export.exporting import Place
from live import navigator

from navigator.export.look import LookRefusedError, look_of
from navigator.services.public_copy import Scope

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'


def test_colour_and_logo_are_in_the_copy(place: Place, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(PICTURE)
    look = look_of("#7A1F2B", tmp_path / "logo.svg")
    out = tmp_path / "copy"
    place.export(out, scope=Scope(organization=1), look=look)
    assert (out / "copy" / look.logo_name).read_bytes() == PICTURE
    assert f'src="copy/{look.logo_name}"' in (out / "index.html").read_text()
    assert "--a:#7a1f2b" in next((out / "assets").glob("*.css")).read_text()


@pytest.mark.parametrize("colour", ["red", "#12345", "#ffff00", "url(x)", "#0a5c5c;}"])
def test_a_colour_that_cannot_be_read_is_refused(colour: str) -> None:
    with pytest.raises(LookRefusedError):
        look_of(colour)


def test_a_logo_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    for body in (b"MZ not a picture", b"\x89PNG" + b"0" * 100_000):
        (tmp_path / "logo.png").write_bytes(body)
        with pytest.raises(LookRefusedError, match="логотип"):
            look_of("", tmp_path / "logo.png")


def test_the_title_is_that_of_the_copy(demo_env: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "copy"
    done = navigator(demo_env, "export", "--out", str(out), "--organization", "1", "--title", "Кружки нашей школы")
    assert done.returncode == 0, done.stderr
    assert ">Кружки нашей школы</a>" in (out / "index.html").read_text()
    wrong = navigator(demo_env, "export", "--out", str(out), "--colour", "жёлтый")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
