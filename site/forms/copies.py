"""The form of a copy: what it holds and how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from wtforms import BooleanField

from navigator.forms.areas import Choice
from navigator.forms.typed import Typed, TypedForm
from navigator.rules.look import CONTRAST, LOGO_BYTES, LOGO_WORDS, contrast, is_colour, logo_kind
from navigator.rules.persons import TypedProblem
from navigator.services.copying.copies import Choice as Scope
from navigator.services.copying.orders import Look

LONGEST_TITLE, LONGEST_ADDRESS = 60, 200
#: The colour of a copy that nobody chose.
OWN_COLOUR = "#0a5c5c"


def _title(text: str) -> str:
    if len(text) > LONGEST_TITLE:
        raise TypedProblem(f"Сократите название до {LONGEST_TITLE} знаков: сейчас {len(text)}")
    return text


def _colour(text: str) -> str:
    found = text.lower()
    if not is_colour(found):
        raise TypedProblem("Выберите цвет или напишите его так: #0a5c5c")
    if contrast(found) < CONTRAST:
        raise TypedProblem("Цвет бледный, белые буквы на нём не прочесть. Возьмите темнее")
    return found


def _address(text: str) -> str:
    """«navigator.example/» → «https://navigator.example»."""
    typed = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
        number = parts.port
    except ValueError:
        host, number = "", None
    plain = parts.scheme in {"http", "https"} and not parts.query and not parts.fragment if host else False
    known = host == "localhost" or "." in host.strip(".")
    if not plain or not known or number == 0 or "@" in typed or any(sign.isspace() for sign in typed):
        raise TypedProblem("Напишите адрес сайта, например https://navigator.example")
    if len(typed) > LONGEST_ADDRESS:
        raise TypedProblem(f"Адрес длиннее {LONGEST_ADDRESS} знаков. Напишите только адрес сайта")
    return typed.rstrip("/")


class CopyForm(TypedForm):
    """What a copy holds; its look and the address of the live site may stay as they are offered."""

    scope = Choice("Что войдёт в копию", missing="Выберите, что войдёт в копию")
    title = Typed("Название в шапке", _title)
    live_url = Typed(
        "Адрес сайта с заявками",
        _address,
        missing="Напишите адрес сайта с заявками",
        hint="Из копии семья переходит сюда, чтобы подать заявку",
        html={"inputmode": "url", "spellcheck": "false"},
    )
    colour = Typed("Цвет ссылок и кнопок", _colour)
    logo = Typed("Логотип", str)
    drop_logo = BooleanField("Убрать логотип")

    def offer(self, scopes: Sequence[Scope], own_title: str) -> None:
        """Name what may be copied, and the title that a copy has without one of its own."""
        self.scope.choices = [(one.scope, one.name) for one in scopes]
        self.title.description = f"Если пусто – «{own_title}»"

    def check(self, picture: bytes) -> bool:
        """Read the form with the picture that came with it, empty for none."""
        self.validate()
        if picture and not logo_kind(picture):
            large = len(picture) > LOGO_BYTES
            self.refuse("logo", f"Нужен {LOGO_WORDS}. {'Этот файл больше' if large else 'Этот файл – не картинка'}")
        return not self.problems()

    def look(self, picture: bytes) -> Look:
        """What the form says, once it is in order."""
        colour = "" if self.colour.value == OWN_COLOUR else self.colour.value
        logo = picture or (b"" if self.drop_logo.data else None)
        return Look(self.title.value, colour, self.live_url.value, logo)
