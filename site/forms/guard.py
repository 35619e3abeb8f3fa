"""Telling people from machines without a puzzle: a signed time of the form, a field that nobody sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from itsdangerous import BadSignature, TimestampSigner
from itsdangerous.exc import SignatureExpired

#: A form that lay open longer is shown again, with everything that was typed.
OLDEST_SECONDS = 7 * 24 * 3600
#: The field that people do not see and machines fill.
BAIT = "website"


@dataclass(frozen=True, slots=True)
class Guard:
    """Signs forms when they are shown and looks at them when they come back."""

    secret: str
    least_seconds: int

    def token(self) -> str:
        """A signed time for a form that is shown now."""
        return self._signer().sign("form").decode()

    def trouble(self, typed: Mapping[str, str]) -> str:
        """Why a form is not taken, in Russian; empty when it is."""
        if typed.get(BAIT):
            return "Поле «Не заполняйте» должно остаться пустым. Сотрите его и отправьте ещё раз"
        try:
            _, signed = self._signer().unsign(typed.get("token", ""), max_age=OLDEST_SECONDS, return_timestamp=True)
        except SignatureExpired:
            return "Форма открыта давно. Ответы сохранены: проверьте их и отправьте ещё раз"
        except BadSignature:
            return "Форма пришла не целиком. Ответы сохранены: отправьте ещё раз"
        age = self._signer().get_timestamp() - int(signed.timestamp())
        if age < self.least_seconds:
            return f"Форма заполнена слишком быстро. Подождите {self.least_seconds} секунды и отправьте ещё раз"
        return ""

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(self.secret, salt="form")
