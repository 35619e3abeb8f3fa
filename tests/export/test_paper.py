"""A copy leads to the live form of a group, and to a sheet of paper where there is no line."""

from __future__ import annotations

import re
from pathlib import Path

from live import navigator


def test_each_open_group_has_its_sheet_with_the_code_of_its_live_form(whole_copy: Path) -> None:
    sheets = {int(path.parts[-3]): path for path in whole_copy.glob("groups/*/paper/index.html")}
    linked: set[int] = set()
    for page in whole_copy.glob("programs/*/index.html"):
        linked |= {int(one) for one in re.findall(r'href="\.\./\.\./groups/(\d+)/paper/index\.html"', page.read_text())}
    assert len(linked) > 100
    assert set(sheets) == linked
    for sheet in sheets.values():
        text = sheet.read_text()
        assert 'src="data:image/png;base64,' in text
        assert len(text.encode()) < 4_000
        assert not re.search(r"https?://|<script", text)
    consents = re.findall(r'href="([^"]+consent/index.html)"', text)
    assert (sheet.parent / consents[0]).resolve().is_file()


def test_without_a_live_site_the_phone_is_left(demo_env: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "copy"
    assert navigator(demo_env, "export", "--out", str(out), "--organization", "1").returncode == 0
    sheets = [path.read_text() for path in out.glob("groups/*/paper/index.html")]
    assert sheets
    assert all("data:image" not in one and "+7\xa0302" in one for one in sheets)
