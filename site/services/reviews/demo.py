"""Reviews of the demo: what families of enrolled invented children could say."""

from __future__ import annotations

from datetime import date
from itertools import cycle

from peewee import Database

from navigator.data import Program, QualityMark, QualityReview, Request, Review
from navigator.data.database import catalog_changed, write
from navigator.data.rows import tuples
from navigator.rules.reviews import STUDIED
from navigator.services.requests.records import Moment
from navigator.services.reviews.rating import count_rating
from navigator.services.reviews.writing import write_review

#: Marks and words; the last two wait for the moderator.
_SAID = (
    (
        (5, 5, 4, 5),
        "Ходим второй год, пропускать не хочет. Педагог спокойная, объясняет каждому. Мест в классе маловато.",
    ),
    (
        (4, 5, 4, 5),
        "Ребёнок стал усидчивее и сам показывает дома, чему научился. Перед праздниками дети выступают.",
    ),
    ((5, 5, 5, 5), "Записались с телефона за пять минут. На занятиях интересно, домой идёт довольный."),
    ((3, 4, 3, 4), "Занятия хорошие, но расписание меняли дважды за осень. Сообщайте, пожалуйста, заранее."),
    ((5, 4, 5, 5), "Материалы дают на месте, покупать почти ничего не пришлось. За полгода заметен результат."),
    ((4, 5, 4, 4), "Нравится, что группа небольшая. Хотелось бы занятий по субботам."),
    ((5, 5, 5, 5), "Педагогу отдельное спасибо за терпение."),
    ((4, 4, 3, 4), "В целом довольны, инструменты старые, но настроенные."),
)
_WAITING = 2
_CRITERIA = ("Содержание программы", "Квалификация педагога", "Оснащение", "Результаты детей")


def load_demo_reviews(database: Database, moment: Moment) -> int:
    """Let the families of enrolled children speak, and an expert; the last reviews wait to be moderated.

    :returns: how many reviews there are now.
    """
    rows = tuples(
        Request.select(Request.number, Request.program).where(Request.state.in_(STUDIED)).order_by(Request.id)
    )
    for (number, _), (marks, words) in zip(rows, cycle(_SAID), strict=False):
        write_review(
            database, number, dict(zip(("results", "staff", "means", "overall"), marks, strict=True)), words, moment
        )
    with write(database):
        written = list(Review.select().order_by(Review.id))
        for review in written[: max(1, len(written) - _WAITING)]:
            Review.update(state="published", text=review.draft).where(Review.id == review.id).execute()
        for program in dict.fromkeys(program for _, program in rows):
            count_rating(program)
        if rows:
            _assess(rows[0][1], moment.day("Europe/Moscow"))
        catalog_changed()
    return len(written)


def _assess(program: int, today: date) -> None:
    """An expert's assessment and a mark for one program."""
    made = QualityReview.create(
        program=program,
        kind="public",
        expert="методист муниципального центра",
        organization="Экспертный совет района (демонстрационный)",
        held_on=today.replace(day=1),
        scale=5,
        conclusion="Программа выстроена по ступеням, результаты видны на показах. Рекомендуем обновить пособия.",
        decision="recommended",
    )
    for ordinal, (name, mark) in enumerate(zip(_CRITERIA, (5, 5, 4, 5), strict=True), 1):
        QualityMark.create(review=made.id, ordinal=ordinal, name=name, mark=mark)
    Program.update(marks=("best",)).where(Program.id == program).execute()
