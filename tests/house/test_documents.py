"""README is a tested contract: every setting, command and room is in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from navigator.cli import main

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.ru.md")


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> list[str]:
    if isinstance(command, click.Group):
        return [name for key, one in command.commands.items() for name in _commands(one, (*path, key))]
    return [" ".join(path)]


@pytest.mark.parametrize("name", READMES)
def test_each_command_is_in_the_readme(name: str) -> None:
    text = (ROOT / name).read_text()
    assert isinstance(main, click.Group)
    assert [command for command in _commands(main) if f"navigator {command}" not in text] == []


@pytest.mark.parametrize("name", READMES)
def test_each_setting_is_in_the_readme(name: str) -> None:
    text = (ROOT / name).read_text()
    source = (ROOT / "site" / "settings.py").read_text()
    settings = set(re.findall(r'text\("([A-Z_]+)"', source))
    assert settings
    assert sorted(one for one in settings if f"NAVIGATOR_{one}" not in text) == []


@pytest.mark.parametrize("name", READMES)
def test_the_map_names_every_room(name: str) -> None:
    text = (ROOT / name).read_text()
    rooms = [path.name for path in (ROOT / "site").iterdir() if path.is_dir() and not path.name.startswith("__")]
    assert sorted(room for room in rooms if f"{room}/" not in text) == []


@pytest.mark.parametrize("name", READMES)
def test_each_link_to_a_file_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", (ROOT / name).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []
