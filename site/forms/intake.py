"""What staff type when they take requests in: one child, or what holds for a whole list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from wtforms import SelectField

from navigator.forms.requests import ChildForm
from navigator.forms.typed import Tick, Typed, TypedForm
from navigator.rules.arrivals import ARRIVALS, waived_by
from navigator.rules.contacts import read_email, read_phone
from navigator.rules.dates import format_date, parse_date
from navigator.rules.persons import TypedProblem, read_certificate_number, read_name
from navigator.services.intake.taking import Entry
from navigator.services.requests.records import EnrollmentAnswers, Guardian, Order

#: Older papers are not taken in.
OLDEST = timedelta(days=2 * 365)
LONGEST_WHY = 300


def day_reader(today: date, *, ahead: bool = False) -> Callable[[str], date]:
    """A reader of dates near today.

    :param ahead: days to come may be named too.
    """

    def read(text: str) -> date:
        found = parse_date(text)
        if found is None:
            raise TypedProblem("Напишите дату числами, например 01.09.2026")
        if found > today and not ahead:
            raise TypedProblem("Проверьте дату: этот день ещё не наступил")
        if abs(found - today) > OLDEST:
            raise TypedProblem("Проверьте год: дата отстоит от сегодняшней больше чем на два года")
        return found

    return read


def _why(text: str) -> str:
    if len(text) > LONGEST_WHY:
        raise TypedProblem(f"Сократите причину до {LONGEST_WHY} знаков")
    return text


class ArrivalForm(TypedForm):
    """Where requests came from and when; the same for one and for a list."""

    source = SelectField("Откуда пришла", validate_choice=False)
    arrived = Typed("Когда пришла", str, missing="Напишите, когда пришла заявка, например 01.09.2026")
    waive_reason = Typed("Почему принять, хотя условие не выполнено", _why)

    def read_days(self, today: date) -> None:
        """Give the dates their rules and today as the first answer; must be called before ``validate``."""
        self.source.choices = list(ARRIVALS.items())
        self.arrived.read = day_reader(today)
        if self.arrived.data is None:
            self.arrived.data = format_date(today)

    def validate(self, extra_validators: Any = None) -> bool:
        """The source is one of the list."""
        good = super().validate(extra_validators)
        if self.source.data not in ARRIVALS:
            self.refuse("source", "Выберите, откуда пришла заявка")
            return False
        return good


class IntakeForm(ChildForm, ArrivalForm):
    """One request that came on paper, by telephone or from a portal."""

    guardian_name = Typed("Имя представителя", lambda text: read_name(text, "имя"))
    guardian_phone = Typed("Телефон", read_phone, html={"inputmode": "tel"})
    guardian_email = Typed("Электронная почта", read_email, html={"inputmode": "email", "autocapitalize": "none"})
    certificate_number = Typed("Номер сертификата", read_certificate_number, html={"inputmode": "numeric"})
    special_needs = Tick("Нужны особые условия: отдельное согласие на эту отметку есть")
    consent_date = Typed(
        "Дата согласия на обработку данных",
        str,
        missing="Напишите дату согласия: без него заявку принять нельзя",
        hint="День, когда законный представитель подписал согласие или дал его на портале",
    )

    def read_days(self, today: date) -> None:
        """Give all dates their rules."""
        super().read_days(today)
        self.read_dates(today)
        self.consent_date.read = day_reader(today)

    def answers(self, group: int) -> EnrollmentAnswers:
        """What was answered, once the form is valid."""
        return EnrollmentAnswers(
            group=group,
            child=self.identity(),
            guardian=Guardian(self.guardian_name.value, self.guardian_phone.value, self.guardian_email.value),
            certificate_number=self.certificate_number.value,
            certificate_later=True,
            special_needs=bool(self.special_needs.data),
        )

    def entry(self) -> Entry:
        """How the request came, once the form is valid."""
        why = self.waive_reason.value
        return Entry(str(self.source.data), self.arrived.value, self.consent_date.value, waived_by(why), why)


class ListForm(ArrivalForm):
    """What holds for every row of a pasted list."""

    consent = Tick(
        "Согласия законных представителей на обработку данных есть, на бумаге или на портале",
        missing="Без согласий детей принять нельзя: отметьте, что они есть",
    )
    enroll = Tick("Сразу зачислить приказом")
    order_number = Typed("Приказ №", lambda text: text[:40])
    order_date = Typed("Дата приказа", str)
    start_date = Typed("Начало занятий", str)

    def read_days(self, today: date) -> None:
        """Give all dates their rules."""
        super().read_days(today)
        for field in (self.order_date, self.start_date):
            field.read = day_reader(today, ahead=True)
            field.data = format_date(today) if field.data is None else field.data

    def validate(self, extra_validators: Any = None) -> bool:
        """An order is whole or not given."""
        good = super().validate(extra_validators)
        if self.enroll.data:
            for name, words in (
                ("order_number", "Напишите номер приказа"),
                ("order_date", "Напишите дату приказа"),
                ("start_date", "Напишите день начала занятий"),
            ):
                if not (self[name].data or "").strip():
                    self.refuse(name, words)
                    good = False
        return good

    def entry(self) -> Entry:
        """How the requests came, once the form is valid; what is set aside is said row by row."""
        order = None
        if self.enroll.data:
            order = Order(
                number=self.order_number.value,
                day=self.order_date.value,
                start=self.start_date.value,
                funding="budget",
            )
        arrived, why = self.arrived.value, self.waive_reason.value
        return Entry(str(self.source.data), arrived, arrived, waived_by(""), why, order)
