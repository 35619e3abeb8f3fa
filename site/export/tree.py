"""The folder of a copy: changed files go into a twin of it, then both change places at once.

The twin is a second tree of the same files (hard links), kept in the folder of the installation, so that a change of
one page costs a few files and not a walk over all. Where there can be none (another disk, a stick), a whole new
folder is made beside.
"""

from __future__ import annotations

import ctypes
import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_AT_CWD, _EXCHANGE = -100, 2
#: Written into the twin while it is brought up to date: with it there the twin is not to be trusted.
_UNSURE = "unsure"


class ExportRefusedError(RuntimeError):
    """The copy cannot be written there; the message says what to do."""


def walk(folder: Path) -> Iterator[str]:
    """Names of all files below a folder, as paths inside it."""
    return (name for name, _ in _found(str(folder)))


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of each file below a folder."""
    found = {}
    for name, one in _found(str(folder)):
        state = one.stat(follow_symlinks=False)
        found[name] = (state.st_size, state.st_mtime_ns)
    return found


@contextmanager
def stamps_aside(folder: Path) -> Iterator[Callable[[], dict[str, tuple[int, int]]]]:
    """Look at a folder in a process of its own while the block does other things; what it is given waits for it.

    Tens of thousands of files take as long as reading the database: so both are done at once.
    """
    if not folder.is_dir():
        yield dict
        return
    command = (sys.executable, "-I", "-S", __file__, str(folder))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as looking:  # noqa: S603  # this file, no shell

        def wait() -> dict[str, tuple[int, int]]:
            said, _ = looking.communicate()
            return marshal.loads(said) if looking.returncode == 0 else stamps(folder)  # noqa: S302  # what this file wrote

        yield wait


def _found(top: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        with os.scandir(f"{top}/{inside}") as found:
            for one in found:
                if one.is_dir(follow_symlinks=False):
                    waiting.append(f"{inside}{one.name}/")
                else:
                    yield inside + one.name, one


class Twin:
    """The second tree of one copy, in a folder of its own (``home``)."""

    def __init__(self, destination: Path, home: Path) -> None:
        self.destination, self.home = destination, home
        self.tree = home / "tree"
        self._unsure = home / _UNSURE

    def is_sound(self) -> bool:
        """Whether the twin can be trusted to hold what the last export left."""
        return self.tree.is_dir() and self.destination.is_dir() and not self._unsure.exists()

    def forget(self) -> None:
        """Throw the twin away."""
        shutil.rmtree(self.tree, ignore_errors=True)
        self._unsure.unlink(missing_ok=True)

    def make(self) -> bool:
        """Make the twin anew of the copy as it is; False where there cannot be one."""
        self.forget()
        self._unsure.touch()
        try:
            if not _linked_by_cp(self.destination, self.tree):
                _mirror(self.destination, self.tree)
        except OSError:
            self.forget()
            return False
        self._unsure.unlink()
        return True

    def publish(self, fresh: Path, gone: Collection[str]) -> None:
        """Bring the fresh files into the copy and take out those that are gone: all of it or nothing.

        :param fresh: folder with the new files only.
        """
        self._unsure.touch()
        names = sorted(walk(fresh))
        _apply(self.tree, names, gone, lambda name, target: os.link(fresh / name, target))
        _sync(self.tree)
        exchange(self.tree, self.destination)
        _apply(self.tree, names, gone, lambda name, target: os.link(fresh / name, target))
        self._unsure.unlink()


def _apply(tree: Path, names: Collection[str], gone: Collection[str], put: Callable[[str, Path], None]) -> None:
    for name in names:
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(target.name + ".new~")
        beside.unlink(missing_ok=True)
        put(name, beside)
        beside.replace(target)
    for name in gone:
        target = tree / name
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder == tree or not _is_empty(folder):
                break
            folder.rmdir()


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and next(folder.iterdir(), None) is None


def _linked_by_cp(source: Path, target: Path) -> bool:
    """Let the system's own ``cp`` link a tree: twice as fast as ours. False where it cannot."""
    command = shutil.which("cp")
    if command is None or sys.platform != "linux":
        return False
    done = subprocess.run(  # noqa: S603  # our own folders, no shell
        [command, "-alT", str(source), str(target)], capture_output=True, check=False
    )
    if done.returncode:
        shutil.rmtree(target, ignore_errors=True)
    return not done.returncode


def _mirror(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    with os.scandir(source) as found:
        for one in found:
            if one.is_dir(follow_symlinks=False):
                _mirror(source / one.name, target / one.name)
            else:
                os.link(one.path, target / one.name, follow_symlinks=False)


def put_in_place(fresh: Path, destination: Path, kept: Mapping[str, Path]) -> None:
    """Add files that stay to a fresh folder and put it in the place of the copy.

    :param kept: files that did not change or are of others: name inside the copy → where it lies.
    """
    for name, source in kept.items():
        target = fresh / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(source, target)
            except OSError:
                shutil.copy2(source, target)
    fresh.chmod(0o755)
    _sync(fresh)
    if destination.exists():
        exchange(fresh, destination)
    else:
        fresh.replace(destination)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change places: at once on Linux, elsewhere by three renames."""
    if sys.platform == "linux" and _renameat2(one, other):
        return
    aside = other.with_name(f".{other.name}-old-{os.getpid()}")
    other.replace(aside)
    one.replace(other)
    aside.replace(one)


def _renameat2(one: Path, other: Path) -> bool:
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done = call(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE)
    return bool(done == 0)


def _sync(folder: Path) -> None:
    """Ask that the manifest and the folder are on the disk before the switch."""
    for path in (folder / "manifest.json", folder):
        if path.exists():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


if __name__ == "__main__":
    os.nice(10)  # who waits for this has other things to do first
    sys.stdout.buffer.write(marshal.dumps(stamps(Path(sys.argv[1]))))
