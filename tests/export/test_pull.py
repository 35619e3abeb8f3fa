"""Updating a copy over a thin line: only what changed, checked, switched to at the end."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from export.exporting import Place, changed, copied, digests
from live import navigator

from navigator.export.bundles import zip_changes, zip_copy
from navigator.export.manifest import ManifestBrokenError, read_manifest
from navigator.export.pull import PullFailedError, pull_copy
from navigator.services.public_copy import Scope

TOOLS = Path(__file__).parents[2] / "site" / "static" / "copy"


class Server:
    """A plain web server over a folder, which can fail or lie."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self.fail_after = 10**6
        self.lies: dict[str, bytes] = {}
        mine = self

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                mine.asked.append(self.path)
                name = self.path.split("/copy/", 1)[-1]
                if len(mine.asked) > mine.fail_after:
                    self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 5000\r\n\r\nhalf")
                    return
                if name in mine.lies:
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(mine.lies[name])
                    return
                super().do_GET()

        handler = functools.partial(Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/copy"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def served(place: Place, tmp_path: Path) -> Iterator[Server]:
    """A copy of one organization on a web server, in a sub-folder."""
    place.export(tmp_path / "web" / "copy", scope=Scope(organization=1))
    server = Server(tmp_path / "web")
    yield server
    server.close()


def renew(place: Place, tmp_path: Path) -> None:
    """Change a program of the organization and its copy on the web."""
    place.change("UPDATE program SET annotation = 'Лепим динозавров' WHERE id = ?", program(place))
    place.export(tmp_path / "web" / "copy", scope=Scope(organization=1))


def program(place: Place) -> int:
    rows = place.ask("SELECT id FROM program WHERE organization_id = 1 AND state = 'published' ORDER BY id")
    return int(rows[0][0])


def test_a_change_fetches_its_files_only(served: Server, place: Place, tmp_path: Path) -> None:
    mine = tmp_path / "school"
    first = pull_copy(served.url, mine)
    assert digests(mine) == digests(tmp_path / "web" / "copy")
    assert first.fetched == len(digests(mine)) - 1  # all but the root
    renew(place, tmp_path)
    served.asked.clear()
    pull_copy(served.url + "/manifest.json", mine)
    assert digests(mine) == digests(tmp_path / "web" / "copy")
    assert len(served.asked) <= 5
    assert pull_copy(served.url, mine).fetched == 0


def test_files_of_others_stay_and_pages_that_went_go(served: Server, place: Place, tmp_path: Path) -> None:
    mine = tmp_path / "school"
    pull_copy(served.url, mine)
    (mine / "photo.jpg").write_bytes(b"mine")
    gone = program(place)
    place.change("UPDATE program SET state = 'archived' WHERE id = ?", gone)
    place.export(tmp_path / "web" / "copy", scope=Scope(organization=1))
    pull_copy(served.url, mine)
    assert not (mine / "programs" / str(gone)).exists()
    assert (mine / "photo.jpg").read_bytes() == b"mine"


def test_a_line_that_breaks_leaves_the_old_copy_and_goes_on_later(served: Server, place: Place, tmp_path: Path) -> None:
    mine = tmp_path / "school"
    served.fail_after = 12
    with pytest.raises(PullFailedError, match="нет связи"):
        pull_copy(served.url, mine, pause=0)
    assert not mine.exists()
    served.fail_after = 10**6
    served.asked.clear()
    pull_copy(served.url, mine)
    assert digests(mine) == digests(tmp_path / "web" / "copy")
    assert len(served.asked) < len(digests(mine)) - 8  # the first eleven are not asked for again
    before = digests(mine)
    renew(place, tmp_path)
    served.asked.clear()
    served.fail_after = 2
    with pytest.raises(PullFailedError):
        pull_copy(served.url, mine, pause=0)
    assert digests(mine) == before


def test_what_a_cut_off_switch_left_beside_is_not_taken_for_new(served: Server, place: Place, tmp_path: Path) -> None:
    mine, web = tmp_path / "school", tmp_path / "web" / "copy"
    pull_copy(served.url, mine)
    former = copied(mine, tmp_path / "former")
    renew(place, tmp_path)
    pull_copy(served.url, mine)
    former.rename(tmp_path / ".school-pull")  # killed between the switch and the tidying up
    place.change("UPDATE organization SET about = 'Мы открылись' WHERE id = 1")
    place.export(web, scope=Scope(organization=1))
    pull_copy(served.url, mine)
    assert digests(mine) == digests(web)
    assert not (tmp_path / ".school-pull").exists()


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (b"not json", "не JSON"),
        (b"[]", "нет списка"),
        (b'{"files": {"../../etc/passwd": "' + b"0" * 64 + b'"}}', "недопустимый файл"),
        (b'{"files": {"/etc/passwd": "' + b"0" * 64 + b'"}}', "недопустимый файл"),
        (b'{"files": {"c:/x": "' + b"0" * 64 + b'"}}', "недопустимый файл"),
        (b'{"files": {"index.html": "short"}}', "недопустимый файл"),
        (b'{"files": {"index.html": "' + b"0" * 64 + b'"}, "parts": {}}', "файл не тот"),
        (b'{"files": {}, "parts": {"ages": "' + b"0" * 64 + b'"}}', "ответ 404"),
    ],
)
def test_a_manifest_that_lies_changes_nothing(served: Server, tmp_path: Path, lie: bytes, said: str) -> None:
    mine = tmp_path / "school"
    pull_copy(served.url, mine)
    before = digests(mine)
    served.lies["manifest.json"] = lie
    with pytest.raises((ManifestBrokenError, PullFailedError), match=said):
        pull_copy(served.url, mine, pause=0)
    assert digests(mine) == before


def test_a_part_that_lies_changes_nothing(served: Server, tmp_path: Path) -> None:
    sign = next(iter(json.loads((tmp_path / "web" / "copy" / "manifest.json").read_text())["parts"].values()))
    served.lies[f"manifest/{sign}.json"] = b"{}"
    with pytest.raises(ManifestBrokenError, match="файл не тот"):
        pull_copy(served.url, tmp_path / "school", pause=0)
    assert not (tmp_path / "school").exists()


def test_the_command_speaks_in_one_line(demo_env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "photo.jpg").write_bytes(b"mine")
    for url, folder, word in (
        ("ftp://example.org/copy", "school", "http"),
        ("http://127.0.0.1:9/copy", "others", "чужие файлы"),
    ):
        done = navigator(demo_env, "pull", url, str(tmp_path / folder))
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert word in done.stderr
    assert (tmp_path / "others" / "photo.jpg").read_bytes() == b"mine"


def test_a_delta_carried_by_hand_makes_the_new_copy(served: Server, place: Place, tmp_path: Path) -> None:
    web = tmp_path / "web" / "copy"
    old = copied(web, tmp_path / "old")
    gone = program(place)
    place.change("UPDATE program SET state = 'archived' WHERE id = ?", gone)
    place.export(web, scope=Scope(organization=1))
    archive = zip_changes(web, read_manifest(old))
    assert archive.read_bytes() == zip_changes(web, read_manifest(old)).read_bytes()
    assert archive.stat().st_size * 2 < zip_copy(web).stat().st_size
    shutil.unpack_archive(archive, old)
    for name in (old / "removed.txt").read_text().split():
        (old / name).unlink()
    (old / "removed.txt").unlink()
    wanted = digests(web)
    assert changed(digests(old), wanted) == set()
    assert {name for name in digests(old) if name not in wanted and not name.startswith("manifest/")} == set()


@pytest.mark.parametrize(
    ("program_", "tool"), [("sh", "get-copy.sh"), ("php", "get-copy.php.txt"), ("pwsh", "get-copy.ps1")]
)
def test_scripts_for_sites_that_have_only_that(
    served: Server, place: Place, tmp_path: Path, program_: str, tool: str
) -> None:
    if shutil.which(program_) is None or (program_ == "sh" and shutil.which("curl") is None):
        pytest.skip(f"{program_} (for {tool}) is not installed")
    web, mine = tmp_path / "web" / "copy", tmp_path / "school"

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run([program_, str(TOOLS / tool), served.url, str(mine)], capture_output=True, text=True)

    assert run().returncode == 0
    assert digests(mine) == digests(web)
    (mine / "photo.jpg").write_bytes(b"mine")
    renew(place, tmp_path)
    served.asked.clear()
    assert run().returncode == 0
    assert len(served.asked) <= 5
    found = digests(mine)
    assert found.pop("photo.jpg")
    assert changed(found, digests(web)) == set()
    before = digests(mine)
    renewed = program(place)
    place.change("UPDATE program SET annotation = 'Ещё иначе' WHERE id = ?", renewed)
    place.export(web, scope=Scope(organization=1))
    served.lies[f"programs/{renewed}/index.html"] = b"lie"
    done = run()
    assert done.returncode != 0
    assert "Копия не тронута" in done.stderr
    assert digests(mine) == before
