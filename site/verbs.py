"""How commands of the command line behave: errors in one line with what to do, words in Russian, Ctrl-C harmless."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError
from peewee import Database, PeeweeException

from navigator.data.database import open_database
from navigator.data.sealed import KeyRing, SealBroken, use
from navigator.exchange.records import FileProblem
from navigator.services.problems import Problem
from navigator.services.public_copy import UnknownScopeError
from navigator.services.readiness import require_ready
from navigator.settings import Settings, SettingsError

_STOPPED = "Прервано, ничего не изменено"
_EXPECTED = (SealBroken, SettingsError, FileProblem, Problem, UnknownScopeError)


class Verb(click.Command):
    """A command whose errors are one line with what to do, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except _EXPECTED as problem:
            raise Failure(" ".join(str(problem).split())) from problem
        except PeeweeException as problem:
            said = " ".join(str(problem).split())
            raise Failure(f"База не отвечает: {said}. Проверьте NAVIGATOR_DATABASE_URL и navigator check") from problem
        except OSError as problem:
            raise Failure(f"{problem.filename or 'Система'}: {problem.strerror or problem}") from problem


class Failure(click.ClickException):
    """Nothing was done."""

    exit_code = 2


def _usage(problem: click.UsageError) -> str:
    """What is wrong with the words of a command, in Russian."""
    match problem:
        case click.MissingParameter():
            return f"не хватает параметра {problem.param.human_readable_name if problem.param else ''}"
        case click.NoSuchOption():
            return f"нет такого параметра: {problem.option_name}"
        case click.BadParameter() if problem.param is not None:
            kinds = getattr(problem.param.type, "choices", None)
            wanted = f", возможны: {', '.join(kinds)}" if kinds else ""
            return f"значение параметра {problem.param.human_readable_name} не подходит{wanted}"
    return problem.message.rstrip(".").replace("No such command", "нет такой команды")


class Verbs(click.Group):
    """Commands in the order in which they are written."""

    command_class = Verb

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class Navigator(click.Group):
    """The whole command line; what is wrong with it is said in one line too.

    A command is read from its module when it is asked for: most of them need little of the program.
    """

    def __init__(self, *args: Any, written: Mapping[str, str], **options: Any) -> None:
        """Take where each command is written, as module and name."""
        super().__init__(*args, **options)
        self._written = written

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._written)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module, _, name = self._written.get(cmd_name, "").partition(":")
        found: click.Command | None = getattr(import_module(f"navigator.{module}"), name) if module else None
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # while a command works, or is still being loaded
            click.echo(_STOPPED, err=True)
            ctx.exit(130)

    def main(self, *args: Any, **options: Any) -> Any:
        options = {"prog_name": "navigator", **options, "standalone_mode": False}
        try:
            sys.exit(super().main(*args, **options))
        except NoArgsIsHelpError as problem:
            click.echo(problem.format_message(), err=True)
            sys.exit(2)
        except click.UsageError as problem:
            command = problem.ctx.command_path if problem.ctx else "navigator"
            click.echo(f"Ошибка: {_usage(problem)}. Как надо: {command} --help", err=True)
            sys.exit(2)
        except click.ClickException as problem:
            click.echo(f"Ошибка: {problem.format_message()}", err=True)
            sys.exit(problem.exit_code)
        except (click.Abort, KeyboardInterrupt):
            click.echo(_STOPPED, err=True)
            sys.exit(130)


def opened(*, ready: bool = True) -> tuple[Settings, Database]:
    """Settings and database of a command; unless it makes them itself, the tables must be there."""
    settings = Settings.from_env()
    use(KeyRing(settings.pii_keys, settings.secret_key))
    database = open_database(settings.database_url)
    if ready:
        require_ready(database)
    return settings, database
