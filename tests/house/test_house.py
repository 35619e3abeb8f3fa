"""The house keeps its plan: floors, rooms, sizes, lint and types."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = ROOT / "site"
#: A file is asked to split by noun past about this many lines.
MOST_LINES = 320
#: An ignore of a linter or a type checker; its reason stands behind it after another «#».
IGNORE = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)")


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_only_go_down() -> None:
    _run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_lint() -> None:
    _run(sys.executable, "-m", "ruff", "check", "--no-cache", "site", "tests", "benches")


def test_format() -> None:
    _run(sys.executable, "-m", "ruff", "format", "--no-cache", "--check", "site", "tests", "benches")


def test_types_are_strict() -> None:
    _run(sys.executable, "-m", "mypy")


def test_packages_are_the_folders() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    found = {".".join(("navigator", *path.parent.relative_to(SITE).parts)) for path in SITE.rglob("__init__.py")}
    assert sorted(listed) == sorted(found)


def test_files_stay_short() -> None:
    code = [path for folder in ("site", "tests", "benches") for path in (ROOT / folder).rglob("*.py")]
    long = {
        str(path.relative_to(ROOT)): count
        for path in code
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_vendored_script_is_the_one_that_was_reviewed() -> None:
    vendor = SITE / "static" / "vendor"
    for stated in vendor.glob("*.sha256"):
        digest, name = stated.read_text().split()
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
    assert len(list(vendor.glob("*.sha256"))) == len(list(vendor.glob("*.js")))


def test_each_lint_or_type_ignore_has_a_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("site", "tests", "benches")
        for path in (ROOT / folder).rglob("*.py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := IGNORE.search(line)) and not re.search(r"#\s*\w", found["rest"])
    ]
    assert bare == []


def test_every_file_beside_the_code_is_in_the_package() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["navigator"]
    packed = {path for pattern in patterns for path in SITE.glob(pattern) if path.is_file()}
    beside = {path for path in SITE.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}}
    assert sorted(str(path.relative_to(SITE)) for path in beside - packed) == []
    migrations = set((SITE / "data" / "migrations").glob("*.py"))
    assert migrations <= packed
