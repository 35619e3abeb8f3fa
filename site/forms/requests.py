"""The forms of families: a place in a group, a certificate, following a request, asking where a child is counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from wtforms import SelectField

from navigator.forms.typed import Tick, Typed, TypedForm
from navigator.rules.contacts import read_email, read_phone
from navigator.rules.persons import (
    Identity,
    TypedProblem,
    read_birth_date,
    read_certificate_number,
    read_name,
    read_snils,
)
from navigator.services.requests.following import read_code, read_number
from navigator.services.requests.records import CertificateAnswers, EnrollmentAnswers, Guardian

_NO_CORRECTION = {"autocapitalize": "words", "spellcheck": "false"}


def _name(what: str) -> Any:
    return lambda text: read_name(text, what)


class ChildForm(TypedForm):
    """Who the child is."""

    child_last_name = Typed(
        "Фамилия ребёнка", _name("фамилию"), missing="Напишите фамилию ребёнка", html=_NO_CORRECTION
    )
    child_first_name = Typed("Имя ребёнка", _name("имя"), missing="Напишите имя ребёнка", html=_NO_CORRECTION)
    child_patronymic = Typed("Отчество ребёнка", _name("отчество"), html=_NO_CORRECTION)
    child_birth_date = Typed(
        "Дата рождения ребёнка",
        str,
        missing="Напишите дату рождения ребёнка, например 05.03.2016",
        hint="Например, 05.03.2016",
        html={"inputmode": "numeric"},
    )

    def read_dates(self, today: date) -> None:
        """Give the birth date its rule; must be called before ``validate``."""
        self.child_birth_date.read = lambda text: read_birth_date(text, today)

    def identity(self, snils: str = "") -> Identity:
        """The child, once the form is valid."""
        return Identity(
            self.child_last_name.value,
            self.child_first_name.value,
            self.child_patronymic.value,
            self.child_birth_date.value,
            snils,
        )


_CHILD = ("child_last_name", "child_first_name", "child_patronymic", "child_birth_date")
_GUARDIAN = ("guardian_name", "guardian_phone", "guardian_email")
_CONSENTS = ("special_needs", "consent_special", "consent")


class FamilyForm(ChildForm):
    """The child, the guardian and the consent: what both requests ask, on one page or part after part."""

    PARTS: tuple[tuple[str, ...], ...] = (_CHILD, _GUARDIAN, _CONSENTS)

    guardian_name = Typed(
        "Ваше имя",
        _name("имя"),
        missing="Напишите, как к вам обращаться",
        hint="Как к вам обращаться",
        html={"autocomplete": "name", **_NO_CORRECTION},
    )
    guardian_phone = Typed("Телефон", read_phone, html={"autocomplete": "tel", "inputmode": "tel"})
    guardian_email = Typed(
        "Электронная почта",
        read_email,
        html={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    )
    special_needs = Tick("Ребёнку нужны особые условия")
    consent_special = Tick("Согласен на учёт этой отметки")
    offered: Collection[str] = ()
    consent = Tick(
        "Согласен на обработку персональных данных", missing="Без согласия заявку принять нельзя: отметьте его"
    )

    def problems(self) -> list[tuple[str, str]]:
        """Errors in the order in which the page asks."""
        asked = [name for names in self.PARTS for name in names]
        return sorted(super().problems(), key=lambda one: asked.index(one[0]) if one[0] in asked else len(asked))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then what hangs together."""
        good = super().validate(extra_validators)
        phone, email = self.guardian_phone, self.guardian_email
        if not (phone.data or "").strip() and not (email.data or "").strip():
            self.refuse("guardian_phone", "Напишите телефон или электронную почту: иначе мы не сможем ответить")
            good = False
        if self.special_needs.data and not self.consent_special.data:
            self.refuse("consent_special", "Отметьте согласие на учёт особых условий или снимите отметку выше")
            good = False
        return good

    def guardian(self) -> Guardian:
        """The guardian, once the form is valid."""
        return Guardian(self.guardian_name.value, self.guardian_phone.value, self.guardian_email.value)


_SNILS = {"inputmode": "numeric"}


class EnrollmentForm(FamilyForm):
    """A request for a place; municipality and SNILS only where a certificate is asked for too."""

    PARTS = (
        _CHILD,
        _GUARDIAN,
        ("certificate_number", "create_certificate", "municipality", "child_snils", *_CONSENTS),
    )

    certificate_number = Typed(
        "Номер сертификата",
        read_certificate_number,
        hint="Десять цифр, если сертификат есть",
        html={"inputmode": "numeric"},
    )
    create_certificate = Tick("Сертификата нет, оформить этой же заявкой")
    municipality = SelectField("Где живёт ребёнок", validate_choice=False)
    child_snils = Typed("СНИЛС ребёнка", read_snils, hint="11 цифр. Если СНИЛС нет, оставьте пустым", html=_SNILS)
    certificate_later = Tick("Номер проверит сотрудник")

    def offer(self, municipalities: Sequence[tuple[str, str]]) -> None:
        """Name the municipalities that may be chosen."""
        self.municipality.choices = list(municipalities)
        self.offered = {slug for slug, _ in municipalities}

    def validate(self, extra_validators: Any = None) -> bool:
        """Answers about a certificate that is not asked for do not count."""
        if not self.create_certificate.data:
            self.child_snils.data = ""
        good = super().validate(extra_validators)
        if self.create_certificate.data and self.certificate_number.value:
            self.refuse("create_certificate", "Номер сертификата уже указан: снимите эту отметку или сотрите номер")
            return False
        if self.create_certificate.data and self.municipality.data not in self.offered:
            self.refuse("municipality", "Выберите муниципалитет из списка")
            return False
        return good

    def answers(self, group: int) -> EnrollmentAnswers:
        """What was answered, once the form is valid."""
        with_certificate = bool(self.create_certificate.data)
        return EnrollmentAnswers(
            group=group,
            child=self.identity(self.child_snils.value if with_certificate else ""),
            guardian=self.guardian(),
            certificate_number=self.certificate_number.value,
            certificate_later=bool(self.certificate_later.data),
            create_certificate=with_certificate,
            municipality=(self.municipality.data or "") if with_certificate else "",
            special_needs=bool(self.special_needs.data),
        )


class CertificateForm(FamilyForm):
    """A request for a certificate."""

    PARTS = ((*_CHILD, "child_snils", "municipality"), _GUARDIAN, _CONSENTS)
    municipality = SelectField("Где живёт ребёнок", validate_choice=False)
    child_snils = Typed("СНИЛС ребёнка", read_snils, hint="11 цифр. Если СНИЛС нет, оставьте пустым", html=_SNILS)

    def offer(self, municipalities: Sequence[tuple[str, str]]) -> None:
        """Name the municipalities that may be chosen."""
        self.municipality.choices = [("", "Выберите муниципалитет"), *municipalities]
        self.offered = {slug for slug, _ in municipalities}

    def validate(self, extra_validators: Any = None) -> bool:
        """The municipality decides who looks at the request."""
        good = super().validate(extra_validators)
        if self.municipality.data not in self.offered:
            self.refuse("municipality", "Выберите муниципалитет, где живёт ребёнок")
            return False
        return good

    def answers(self) -> CertificateAnswers:
        """What was answered, once the form is valid."""
        return CertificateAnswers(
            child=self.identity(self.child_snils.value),
            guardian=self.guardian(),
            municipality=str(self.municipality.data),
            special_needs=bool(self.special_needs.data),
        )


def _number(text: str) -> str:
    found = read_number(text)
    if not found:
        raise TypedProblem("Номер заявки – это год и пять цифр, например 26-00042")
    return found


class FollowForm(TypedForm):
    """Number and secret code of a request."""

    number = Typed(
        "Номер заявки",
        _number,
        missing="Напишите номер заявки",
        hint="Например, 26-00042",
        html={"inputmode": "numeric", "autocomplete": "off"},
    )
    code = Typed(
        "Секретный код",
        read_code,
        missing="Напишите секретный код",
        hint="26 букв и цифр, которые показаны после отправки и в письме",
        html={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class LostCodeForm(TypedForm):
    """Number of a request and the e-mail that was left with it."""

    number = Typed("Номер заявки", _number, missing="Напишите номер заявки", html={"inputmode": "numeric"})
    guardian_email = Typed(
        "Электронная почта из заявки",
        read_email,
        missing="Напишите адрес почты, который указали в заявке",
        html={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    )


class CountedForm(ChildForm):
    """A child and the number that proves who asks."""

    certificate_number = Typed("Номер сертификата", read_certificate_number, html={"inputmode": "numeric"})
    child_snils = Typed("или СНИЛС ребёнка", read_snils, html=_SNILS)

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two numbers is wanted."""
        good = super().validate(extra_validators)
        if not (self.certificate_number.data or "").strip() and not (self.child_snils.data or "").strip():
            self.refuse(
                "certificate_number", "Напишите номер сертификата или СНИЛС: так мы знаем, что спрашивает семья"
            )
            return False
        return good
