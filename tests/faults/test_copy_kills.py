"""``kill -9`` while a copy is written or pulled: what lies there is the old copy or the new one, whole."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random

import pytest
from export.exporting import Place, digests
from live import environment, navigator

from navigator.export.manifest import read_manifest


@pytest.fixture
def place(demo_env: dict[str, str], tmp_path: Path) -> Place:
    """An installation with a small part of the demo districts."""
    small = Place(tmp_path / "instance", Path(demo_env["NAVIGATOR_INSTANCE_DIR"]) / "navigator.db")
    small.shrink()
    return small


def check_whole(copy: Path) -> dict[str, str]:
    """Assert that a copy is what its manifest says, all of it and nothing else; gives its files."""
    found = digests(copy)
    listed = read_manifest(copy).files
    assert {name: found.get(name) for name in listed} == listed
    assert {name for name in found if name not in listed and not name.startswith("manifest")} == set()
    return found


def killed(command: list[str], env: dict[str, str], after: float) -> bool:
    """Start a command and kill it after so many seconds; False when it had ended before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "navigator", *command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(after)
    lives = process.poll() is None
    process.kill()
    process.wait()
    return lives


@pytest.mark.parametrize("kills", [2, pytest.param(24, marks=pytest.mark.slow)])
def test_a_killed_export_leaves_a_whole_copy(place: Place, tmp_path: Path, kills: int) -> None:
    env, out, chance = environment(tmp_path), tmp_path / "copy", Random(7)
    assert navigator(env, "export").returncode == 0
    states, hit = [check_whole(out)], 0
    for turn in range(kills):
        place.change("UPDATE program SET name = name || ' ' || ? WHERE id % 3 = 0", turn)
        hit += killed(["export"], env, 0.5 + chance.random())
        states.append(check_whole(out))
    assert hit
    assert navigator(env, "export").returncode == 0
    assert navigator(env, "export", "--full", "--out", str(tmp_path / "full")).returncode == 0
    assert check_whole(out) == check_whole(tmp_path / "full")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy", "full", "instance"]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A slow web server over the folder ``web``."""

    class Slow(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            time.sleep(0.004)
            super().do_GET()

    handler = functools.partial(Slow, directory=str(tmp_path / "web"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_killed_pull_leaves_a_whole_copy_and_goes_on(place: Place, tmp_path: Path, url: str) -> None:
    env, mine, chance = environment(tmp_path), tmp_path / "school", Random(8)
    web = ("export", "--out", str(tmp_path / "web"))
    assert navigator(env, *web).returncode == 0
    assert navigator(env, "pull", url, str(mine)).returncode == 0
    known, hit = [check_whole(mine)], 0
    for turn in range(8):
        place.change("UPDATE program SET name = name || ' ' || ? WHERE id % 2 = 0", turn)
        assert navigator(env, *web).returncode == 0
        known.append(check_whole(tmp_path / "web"))
        for _ in range(3):
            hit += killed(["pull", url, str(mine)], env, 0.3 + chance.random())
            assert check_whole(mine) in known
    assert hit
    assert navigator(env, "pull", url, str(mine)).returncode == 0
    assert check_whole(mine) == known[-1]
    assert not (tmp_path / ".school-pull").exists()
