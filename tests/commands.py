"""Commands as processes of their own that begin with the program already loaded: half a second saved for each.

Run as a script, this reads orders, a line of JSON each: the environment, the folder, the arguments and the files for
what is said; it forks for each, and answers with the exit status.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from select import select
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache

#: The longest time of one command, in seconds.
LONGEST = 300
_loaded: list[subprocess.Popen[str]] = []


def run_command(env: Mapping[str, str], arguments: tuple[str, ...], cwd: Path | None) -> tuple[int, str, str]:
    """Exit status of ``navigator ARGUMENTS`` and what it said on both streams."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory(prefix="navigator-command-") as folder:
        said = [Path(folder) / name for name in ("out", "err")]
        order = {"env": dict(env), "cwd": str(cwd or Path.cwd()), "arguments": arguments, "said": list(map(str, said))}
        server.stdin.write(json.dumps(order) + "\n")
        server.stdin.flush()
        if not select([server.stdout], [], [], LONGEST)[0]:
            _end()
            raise subprocess.TimeoutExpired(["navigator", *arguments], LONGEST)
        code = int(server.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in said)
    return code, out, err


def _server() -> subprocess.Popen[str]:
    """The process of this run that has the program loaded."""
    if not _loaded:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("NAVIGATOR_")}
        templates = tempfile.mkdtemp(prefix="navigator-templates-")
        command = [sys.executable, __file__, templates]
        _loaded.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=kept))
        atexit.register(shutil.rmtree, templates, ignore_errors=True)
        atexit.register(_end)
    return _loaded[0]


def _end() -> None:
    while _loaded:
        with _loaded.pop() as server:
            server.kill()


def _serve(templates: str) -> None:
    """Take orders until nobody gives any.

    :param templates: folder of the templates that were compiled for earlier commands.
    """
    sys.path.remove(str(Path(__file__).parent))  # a command finds what it finds elsewhere
    for place in import_module("navigator.cli").COMMANDS.values():
        import_module(f"navigator.{place.partition(':')[0]}")
    import_module("navigator.app")
    program = import_module("navigator.__main__")
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(templates)}
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line), program.run)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(order: dict[str, Any], run: Any) -> None:
    """Be the command: its streams, its folder, its environment."""
    for stream, mode, path in zip((0, 1, 2), "rww", (os.devnull, *order["said"]), strict=True):
        with Path(path).open(mode) as file:
            os.dup2(file.fileno(), stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115  # of the whole process
    sys.argv = [sys.modules["navigator.__main__"].__file__ or "", *order["arguments"]]
    run()
    sys.exit()


if __name__ == "__main__":
    _serve(sys.argv[1])
