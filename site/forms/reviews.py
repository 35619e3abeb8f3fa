"""Forms of reviews, of experts' assessments and of the marks of a program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from wtforms import BooleanField, HiddenField

from navigator.forms.areas import Area, Choice
from navigator.forms.typed import Typed, TypedForm, printable
from navigator.rules.dates import parse_date
from navigator.rules.financing.amounts import read_amount
from navigator.rules.money import LARGEST
from navigator.rules.persons import TypedProblem
from navigator.rules.reviews import BEST, DECISIONS, EXPERT_KINDS, LEAST, LONGEST, MARKS
from navigator.services.reviews.experts import Typed as Assessed

#: Rows of criteria in the form.
ROWS = 12
MOST_LINE, MOST_CONCLUSION = 300, 4000


def _no_longer(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise TypedProblem(f"Сократите до {most} знаков: сейчас {len(text)}")
        return text

    return read


def _mark(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not LEAST <= int(text[:3]) <= BEST:
        raise TypedProblem("Поставьте оценку от 1 до 5")
    return int(text)


class ReviewForm(TypedForm):
    """Four marks and a text."""

    results = Typed(MARKS["results"], _mark, missing="Оцените достижение результатов")
    staff = Typed(MARKS["staff"], _mark, missing="Оцените педагогов")
    means = Typed(MARKS["means"], _mark, missing="Оцените средства обучения")
    overall = Typed(MARKS["overall"], _mark, missing="Оцените занятия в целом")
    text = Area("Отзыв", _no_longer(LONGEST), missing="Напишите несколько слов")
    no_name = BooleanField("Это не имя")
    version = HiddenField()

    def marks(self) -> dict[str, int]:
        """The four marks, once the form is in order."""
        return {one.name: int(one.value) for one in (self.results, self.staff, self.means, self.overall)}


def _day(text: str) -> date:
    found = parse_date(text)
    if found is None:
        raise TypedProblem("Напишите дату, например 01.09.2026")
    return found


def _scale(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= 100:
        raise TypedProblem("Напишите высшую оценку числом от 1 до 100")
    return int(text)


class AssessmentForm(TypedForm):
    """An expert's assessment; criteria are read apart, for their number is open."""

    kind = Choice("Вид оценки", EXPERT_KINDS, missing="Выберите вид оценки")
    expert = Typed("Эксперт", _no_longer(MOST_LINE), hint="Имя и должность – их увидят все")
    organization = Typed("Кто провёл", _no_longer(MOST_LINE), missing="Назовите организацию, которая провела оценку")
    held_on = Typed("Дата оценки", _day, missing="Напишите дату оценки")
    scale = Typed("Высшая оценка", _scale, missing="Напишите высшую оценку", html={"inputmode": "numeric"})
    conclusion = Area("Заключение", _no_longer(MOST_CONCLUSION), missing="Напишите заключение")
    decision = Choice("Решение", DECISIONS, missing="Выберите решение")
    version = HiddenField()

    def read_criteria(self, names: Sequence[str], marks: Sequence[str]) -> list[tuple[str, str]]:
        """Criteria as typed; a row that is wrong puts its words on the field ``scale``.

        :returns: all rows, to show them again.
        """
        rows = [(printable(name).strip(), printable(mark).strip()) for name, mark in zip(names, marks, strict=False)]
        most = self.scale.value if isinstance(self.scale.value, int) else 100
        found = []
        for at, (name, mark) in enumerate(rows[:ROWS], 1):
            if not name and not mark:
                continue
            if not name or len(name) > MOST_LINE:
                self.refuse("scale", f"Строка {at}: назовите критерий, не длиннее {MOST_LINE} знаков")
            elif not mark.isascii() or not mark.isdigit() or int(mark[:4]) > most:
                self.refuse("scale", f"Строка {at}: оценка – целое число от 0 до {most}")
            else:
                found.append((name, int(mark)))
        self.criteria = tuple(found)
        return rows

    def assessed(self) -> Assessed:
        """What the form says, once it is in order."""
        return Assessed(
            kind=self.kind.value,
            expert=self.expert.value,
            organization=self.organization.value,
            held_on=self.held_on.value,
            scale=self.scale.value,
            conclusion=self.conclusion.value,
            decision=self.decision.value,
            marks=self.criteria,
        )


_NORMATIVE = "Больше неё сертификат не платит; без неё платит по цене. Заключённые договоры не меняются"


def _sum(text: str) -> int:
    return read_amount(text, most=LARGEST)


class MarksForm(TypedForm):
    """Marks of a program."""

    best = BooleanField("Лучшая практика")
    gifted = BooleanField("Для одарённых детей")
    network = BooleanField("Сетевая форма: занятия идут в двух организациях")
    partners = Typed("Организации-партнёры", _no_longer(MOST_LINE))
    normative = Typed(
        "Нормативная стоимость за весь срок группы, ₽", _sum, hint=_NORMATIVE, html={"inputmode": "decimal"}
    )
    seen = HiddenField()
