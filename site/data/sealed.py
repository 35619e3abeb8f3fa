"""Personal data at rest: encrypted field by field, found again by keyed hash.

A sealed text is ``1.<key id>.<nonce and ciphertext>`` (AES-256-GCM, base64url), bound to its table and column, so that
it cannot be moved to another place. The ring holds several keys, the newest first: it seals with the newest and opens
with any of them. Hashes are HMAC-SHA256 under a key of their own, so keys may rotate without touching them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from peewee import TextField

_VERSION = "1"
_NONCE = 12


class SealBroken(Exception):
    """A sealed text that no key of the ring opens: a key is missing, or the text was changed or moved."""


class KeyRing:
    """Keys of an installation.

    :param keys: 32 bytes each, the newest first; at least one.
    :param secret: the server's secret, from which the key of hashes and codes is derived.
    """

    def __init__(self, keys: Sequence[bytes], secret: str) -> None:
        self._keys = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in keys}
        self._newest = next(iter(self._keys))
        self._hashing = hashlib.sha256(b"navigator hashes\0" + secret.encode()).digest()
        self._coding = hashlib.sha256(b"navigator codes\0" + secret.encode()).digest()

    def seal(self, text: str, place: str) -> str:
        """Encrypt a text for one place; an empty text stays empty."""
        if not text:
            return ""
        nonce = os.urandom(_NONCE)
        body = self._keys[self._newest].encrypt(nonce, text.encode(), place.encode())
        return f"{self.prefix}{base64.urlsafe_b64encode(nonce + body).decode().rstrip('=')}"

    def open(self, sealed: str, place: str) -> str:
        """Decrypt what :meth:`seal` made for this place.

        :raises SealBroken: no key opens it here.
        """
        if not sealed:
            return ""
        version, _, rest = sealed.partition(".")
        key_id, _, body = rest.partition(".")
        if version != _VERSION or key_id not in self._keys:
            raise SealBroken(f"the key {key_id[:8]!r} of {place} is not in NAVIGATOR_PII_KEYS")
        try:
            raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            return self._keys[key_id].decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"a value of {place} was changed or is sealed for another place") from error

    @property
    def prefix(self) -> str:
        """How everything begins that is sealed with the newest key."""
        return f"{_VERSION}.{self._newest}."

    def digest(self, *parts: str) -> str:
        """Keyed hash of some texts, 64 hexadecimal digits: equal for equal texts, useless without the key."""
        return hmac.new(self._hashing, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()

    def code(self, key: str) -> str:
        """Secret code of a request: 26 letters and digits (base32, 130 bit) that follow from its idempotency key."""
        raw = hmac.new(self._coding, key.encode(), hashlib.sha256).digest()
        return base64.b32encode(raw).decode()[:26]


_held: list[KeyRing] = []


def use(ring: KeyRing) -> None:
    """Take the ring that this process works with."""
    _held[:] = [ring]


def ring() -> KeyRing:
    """The ring of this process.

    :raises SealBroken: none was taken yet.
    """
    if not _held:
        raise SealBroken("the keys of personal data are not loaded")
    return _held[0]


class SealedField(TextField):
    """Text that lies encrypted in the database; Python sees it open. Cannot be searched: keep a digest beside it."""

    @property
    def place(self) -> str:
        return f"{self.model._meta.table_name}.{self.column_name}"

    def db_value(self, value: Any) -> str:
        return ring().seal(str(value or ""), self.place) if value else ""

    def python_value(self, value: Any) -> str:
        return ring().open(value, self.place) if value else ""
