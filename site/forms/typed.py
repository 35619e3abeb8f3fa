"""Fields of the forms: what was typed stays as typed; what it means is read by a rule or refused with its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from wtforms import BooleanField, Form, HiddenField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from navigator.rules.persons import TypedProblem

#: Nobody types more into one field; longer texts are cut before they are looked at.
LONGEST = 1000


def printable(text: str) -> str:
    """Typed text without control signs and what is no character at all, so that a page can show it again."""
    return "".join(char for char in text[:LONGEST] if unicodedata.category(char) not in {"Cc", "Cs", "Cn"})


class Typed(StringField):
    """A line of text with its rule; ``value`` is what the rule made of it, empty when nothing was typed."""

    def __init__(
        self,
        label: str,
        read: Callable[[str], Any],
        *,
        missing: str = "",
        hint: str = "",
        html: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        """Describe a field.

        :param read: text → value; raises TypedProblem with words for people.
        :param missing: what to say when nothing was typed; empty for optional fields.
        :param html: attributes of the input.
        :param options: what WTForms adds when it binds the field to a form.
        """
        super().__init__(label, description=hint, **options)
        self.value: Any = ""
        self.read, self.missing, self.html = read, missing, dict(html or {})

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the text without looking at it."""
        if valuelist:
            self.data = printable(valuelist[0])

    def pre_validate(self, form: BaseForm) -> None:
        """Read the text by the rule."""
        text = (self.data or "").strip()
        if not text:
            if self.missing:
                raise StopValidation(self.missing)
            return
        try:
            self.value = self.read(text)
        except TypedProblem as problem:
            raise StopValidation(str(problem)) from problem

    @property
    def is_optional(self) -> bool:
        return not self.missing


class Carried(HiddenField):
    """What the form itself carries along."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the text without looking at it."""
        if valuelist:
            self.data = printable(valuelist[0])


class Tick(BooleanField):
    """A box; ``missing`` is what to say where it must be ticked and is not."""

    def __init__(self, label: str, *, missing: str = "", **options: Any) -> None:
        """Describe a box."""
        super().__init__(label, **options)
        self.missing = missing

    def pre_validate(self, form: BaseForm) -> None:
        """Ask for the tick where it is wanted."""
        if self.missing and not self.data:
            raise StopValidation(self.missing)


class TypedForm(Form):
    """A form that can be shown again with everything that was typed."""

    #: Names that carry the form itself and are not answers.
    idempotency_key = Carried()
    token = Carried()

    def problems(self) -> list[tuple[str, str]]:
        """Errors in the order of the fields: name of the field, words."""
        return [(field.name, str(field.errors[0])) for field in self if field.errors]

    def keep_problems(self, names: Collection[str]) -> bool:
        """Forget the errors of all fields but these; True when some are left."""
        for field in self:
            if field.name not in names:
                field.errors = ()
        return bool(self.problems())

    def refuse(self, name: str, words: str) -> None:
        """Add an error to a field from outside."""
        self[name].errors = [*self[name].errors, words]

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Every answer as name and text, for a page that carries the form further."""
        for field in self:
            if isinstance(field, BooleanField):
                if field.data:
                    yield field.name, "1"
            elif field.data:
                yield field.name, str(field.data)
