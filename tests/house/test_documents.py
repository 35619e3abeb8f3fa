"""README is a tested contract: every setting, command and room is in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from navigator.cli import main
from navigator.verbs import Verb

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.ru.md")


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> list[str]:
    if not isinstance(command, click.Group):
        assert isinstance(command, Verb), path  # its errors are one line
        return [" ".join(path)]
    context, found = click.Context(command), []
    for key in command.list_commands(context):
        one = command.get_command(context, key)
        assert one is not None, key
        found += _commands(one, (*path, key))
    return found


@pytest.mark.parametrize("name", READMES)
def test_each_command_is_in_the_readme(name: str) -> None:
    text = (ROOT / name).read_text()
    commands = _commands(main)
    assert len(commands) > 15
    assert [command for command in commands if f"navigator {command}" not in text] == []


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
