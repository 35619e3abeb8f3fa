"""Settings, read once from the environment (prefix ``NAVIGATOR_``); a bad value stops the start and says which."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX = "NAVIGATOR_"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may set. Paths are absolute; every field is documented in README."""

    database_url: str
    secret_key: str
    instance_dir: Path
    search_dir: Path
    export_dir: Path
    live_url: str
    region_name: str
    timezone: str
    production: bool

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, root: Path | None = None) -> Settings:
        """Read the settings.

        :param environ: mapping of names to text, ``os.environ`` by default.
        :param root: folder that relative paths start from, the working folder by default.
        :raises SettingsError: on a value that cannot be used.
        """
        env = os.environ if environ is None else environ
        base = (root or Path.cwd()).resolve()

        def text(name: str, default: str = "") -> str:
            return env.get(PREFIX + name, "").strip() or default

        production = text("ENV", "development") == "production"
        instance = base / text("INSTANCE_DIR", "instance")
        return cls(
            database_url=_database_url(text("DATABASE_URL", f"sqlite:///{instance / 'navigator.db'}")),
            secret_key=_secret(text("SECRET_KEY"), instance / "secret_key", production),
            instance_dir=instance,
            search_dir=base / text("SEARCH_DIR", "search_index"),
            export_dir=base / text("EXPORT_DIR", "build"),
            live_url=_live_url(text("LIVE_URL")),
            region_name=text("REGION_NAME", "Навигатор"),
            timezone=_timezone(text("TIMEZONE", "Europe/Moscow")),
            production=production,
        )


def _database_url(value: str) -> str:
    scheme = urlsplit(value).scheme
    if scheme not in {"sqlite", "postgresql", "postgres"}:
        raise SettingsError(
            f"NAVIGATOR_DATABASE_URL: «{scheme}» is not a database that is known here. "
            "Use sqlite:////path/navigator.db or postgresql://user@host/name."
        )
    return value


def _live_url(value: str) -> str:
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise SettingsError("NAVIGATOR_LIVE_URL: write the whole address of the live site, https://…")
    return value.rstrip("/")


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise SettingsError(f"NAVIGATOR_TIMEZONE: «{value}» is no time zone. Write for instance Asia/Chita.") from error
    return value


def _secret(value: str, kept: Path, production: bool) -> str:
    """The given secret; in development one is made on first use and kept in the instance folder."""
    if value:
        if len(value) < 32:
            raise SettingsError("NAVIGATOR_SECRET_KEY: at least 32 characters. Make one: openssl rand -hex 32")
        return value
    if production:
        raise SettingsError("NAVIGATOR_SECRET_KEY is missing. Make one: openssl rand -hex 32")
    if kept.exists():
        return kept.read_text().strip()
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = secrets.token_hex(32)
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(made + "\n")
    return made
