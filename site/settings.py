"""Settings, read once from the environment (prefix ``NAVIGATOR_``); a bad value stops the start and says which."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

PREFIX = "NAVIGATOR_"
#: When a place is held: as soon as a request is sent, or once it is confirmed.
MOMENTS = ("new", "confirmed")
KEY_BYTES = 32
_SITE = re.compile(r"https?://(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?", re.A)


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may set. Paths are absolute; every field is documented in README.

    ``decision_days`` are working days without and with an entry test; ``keep_days`` are days for which refused
    requests, ended enrollments and consents are kept.
    """

    database_url: str
    secret_key: str = field(repr=False)
    instance_dir: Path
    search_dir: Path
    export_dir: Path
    live_url: str
    region_name: str
    timezone: str
    production: bool
    pii_keys: tuple[bytes, ...] = field(repr=False)
    mail_url: str = field(repr=False)
    trusted_proxies: int
    hold_place_on: str
    reserve_on: str
    decision_days: tuple[int, int]
    offer_days: int
    rate_requests: int
    form_seconds: int
    keep_days: tuple[int, int, int]
    metrics_token: str = field(default="", repr=False)
    exchange_token: str = field(default="", repr=False)
    embed_allowed: tuple[str, ...] = ("*",)
    export_minutes: int = 0
    export_options: str = ""

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
            pii_keys=_keys(text("PII_KEYS"), instance / "pii_keys", production),
            mail_url=_mail_url(text("MAIL_URL")),
            trusted_proxies=_whole("TRUSTED_PROXIES", text("TRUSTED_PROXIES", "0"), 0, 10),
            hold_place_on=_one_of("HOLD_PLACE_ON", text("HOLD_PLACE_ON", "confirmed"), MOMENTS),
            reserve_on=_one_of("RESERVE_ON", text("RESERVE_ON", "confirmed"), MOMENTS),
            decision_days=_days("DECISION_DAYS", text("DECISION_DAYS", "7,45"), 2),
            offer_days=_whole("OFFER_DAYS", text("OFFER_DAYS", "3"), 1, 60),
            rate_requests=_whole("RATE_REQUESTS", text("RATE_REQUESTS", "240"), 1, 1_000_000),
            form_seconds=_whole("FORM_SECONDS", text("FORM_SECONDS", "2"), 0, 60),
            keep_days=_days("KEEP_DAYS", text("KEEP_DAYS", "365,1825,1095"), 3),
            metrics_token=_token(text, "METRICS_TOKEN"),
            exchange_token=_token(text, "EXCHANGE_TOKEN"),
            embed_allowed=_sites(text("EMBED_ALLOWED", "*")),
            export_minutes=_whole("EXPORT_MINUTES", text("EXPORT_MINUTES", "0"), 0, 10_000),
            export_options=text("EXPORT_OPTIONS"),
        )


def _database_url(value: str) -> str:
    scheme = urlsplit(value).scheme
    if scheme not in {"sqlite", "postgresql", "postgres"}:
        raise SettingsError(
            f"NAVIGATOR_DATABASE_URL: «{scheme}» is not a database that is known here. "
            "Use sqlite:////path/navigator.db or postgresql://user@host/name."
        )
    return value


def _token(text: Callable[[str], str], name: str) -> str:
    value = text(name)
    if value and len(value) < 16:
        raise SettingsError(f"NAVIGATOR_{name}: write at least 16 characters, for instance: openssl rand -hex 16")
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


def _one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise SettingsError(f"NAVIGATOR_{name}: «{value}» is not one of {', '.join(allowed)}.")
    return value


def _whole(name: str, value: str, low: int, high: int) -> int:
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise SettingsError(f"NAVIGATOR_{name}: «{value}» is not a whole number from {low} to {high}.")
    return int(value)


def _days(name: str, value: str, count: int) -> Any:
    """So many whole numbers of days, separated by commas; those left out repeat the last one."""
    found = [_whole(name, one.strip(), 1, 36_500) for one in value.split(",")]
    if len(found) > count:
        raise SettingsError(f"NAVIGATOR_{name}: at most {count} numbers, separated by commas.")
    return tuple(found + found[-1:] * (count - len(found)))


def _sites(value: str) -> tuple[str, ...]:
    """Sites that may frame the list of programs, as a content security policy names them."""
    found = tuple(one.rstrip("/") for one in re.split(r"[\s,]+", value) if one)
    if any(one != "*" and not _SITE.fullmatch(one) for one in found) or ("*" in found and len(found) > 1):
        raise SettingsError(
            "NAVIGATOR_EMBED_ALLOWED: write * or the sites, for instance https://school.example https://*.edu.example"
        )
    return found or ("*",)


def _mail_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"smtp", "smtps", "smtp+starttls"} or not parts.hostname):
        raise SettingsError("NAVIGATOR_MAIL_URL: write smtp://user:password@host:port?from=navigator@example.org")
    return value


def _keys(value: str, kept: Path, production: bool) -> tuple[bytes, ...]:
    """Keys of personal data, the newest first; in development one is made and kept like the secret."""
    if not value and production:
        raise SettingsError("NAVIGATOR_PII_KEYS is missing. Make a key: openssl rand -hex 32")
    try:
        keys = tuple(bytes.fromhex(one.strip()) for one in (value or _kept(kept)).split(","))
    except ValueError:
        keys = ()
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise SettingsError("NAVIGATOR_PII_KEYS: keys of 64 hexadecimal digits, the newest first, separated by commas.")
    return keys


def _secret(value: str, kept: Path, production: bool) -> str:
    """The given secret; in development one is made on first use and kept in the instance folder."""
    if value:
        if len(value) < 32:
            raise SettingsError("NAVIGATOR_SECRET_KEY: at least 32 characters. Make one: openssl rand -hex 32")
        return value
    if production:
        raise SettingsError("NAVIGATOR_SECRET_KEY is missing. Make one: openssl rand -hex 32")
    return _kept(kept)


def _kept(path: Path) -> str:
    """64 hexadecimal digits kept in a file of the owner, made on first use; two processes agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # never over a file that another process made a moment ago
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
