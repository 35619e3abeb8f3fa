"""The form of a page that a centre publishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from wtforms import HiddenField

from navigator.forms.areas import Area, Choice
from navigator.forms.typed import Typed, TypedForm
from navigator.rules.dates import parse_date
from navigator.rules.pages import KINDS, LONGEST_BODY, LONGEST_TITLE
from navigator.rules.persons import TypedProblem
from navigator.services.content.writing import PageText

LAST_POSITION = 9999


def _no_longer(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise TypedProblem(f"Сократите до {most} знаков: сейчас {len(text)}")
        return text

    return read


def _day(text: str) -> date:
    found = parse_date(text)
    if found is None:
        raise TypedProblem("Напишите дату, например 01.09.2026")
    return found


def _position(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:9]) > LAST_POSITION:
        raise TypedProblem(f"Напишите число от 0 до {LAST_POSITION}")
    return int(text)


class PageForm(TypedForm):
    """Kind, place, title, text in Markdown, day and order."""

    kind = Choice("Вид", KINDS, missing="Выберите вид")
    place = Choice("Где показать")
    title = Typed("Заголовок", _no_longer(LONGEST_TITLE), missing="Напишите заголовок")
    body = Area(
        "Текст",
        _no_longer(LONGEST_BODY),
        missing="Напишите текст",
        hint="Разметка Markdown: пустая строка – новый абзац, «## Подзаголовок», «- пункт списка», **важное**, "
        "[текст ссылки](https://адрес). В вопросах и ответах каждый «## Вопрос» раскрывается",
    )
    published_on = Typed("Дата публикации", _day, hint="Пусто – в день публикации. Будущая дата – появится сама")
    position = Typed(
        "Порядок", _position, hint="Меньшие числа выше; у новостей порядок по дате", html={"inputmode": "numeric"}
    )
    version = HiddenField()

    def offer(self, places: Sequence[tuple[str, str]]) -> None:
        """Name the places that the writer may choose from."""
        self.place.choices = list(places)

    def text(self) -> PageText:
        """What the form says, once it is in order."""
        return PageText(
            kind=self.kind.value,
            place=self.place.value,
            title=self.title.value,
            body=self.body.value,
            published_on=self.published_on.value or None,
            position=self.position.value if self.position.value != "" else 100,
        )
