"""Issuing a certificate in person: the child as its papers say, and that they were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from navigator.forms.requests import ChildForm
from navigator.forms.typed import Tick, Typed
from navigator.rules.persons import read_snils


class IssueForm(ChildForm):
    """The child and its municipality; the tick says that the documents were looked at."""

    child_snils = Typed(
        "СНИЛС ребёнка", read_snils, hint="11 цифр. Если СНИЛС нет, оставьте пустым", html={"inputmode": "numeric"}
    )
    municipality = SelectField("Муниципалитет", validate_choice=False)
    checked = Tick("Документы ребёнка проверены лично", missing="Без проверки документов сертификат не выдаётся")

    def offer(self, municipalities: Sequence[tuple[str, str]]) -> None:
        """Name the municipalities that may be chosen."""
        self.municipality.choices = list(municipalities)
        self.offered = {slug for slug, _ in municipalities}
        if len(municipalities) == 1:
            self.municipality.data = municipalities[0][0]

    def validate(self, extra_validators: Any = None) -> bool:
        """The municipality must be one of those offered."""
        good = super().validate(extra_validators)
        if self.municipality.data not in self.offered:
            self.refuse("municipality", "Выберите муниципалитет из списка")
            return False
        return good

    def identity(self, snils: str = "") -> Any:
        """The child, once the form is valid."""
        return super().identity(snils or self.child_snils.value)
