"""What everybody sees of reviews and of experts' assessments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from navigator.data import Municipality, Organization, Program, QualityMark, QualityReview, Review
from navigator.data.rows import tuples
from navigator.rules.reviews import MARKS, mean_mark
from navigator.search.arrays import HIDDEN

#: Reviews on the program's own page, and on a page of all: as many as stay under 10,000 bytes.
LAST, PAGE = 3, 5


@dataclass(frozen=True, slots=True)
class PublicReview:
    """A published review: no author, only months."""

    id: int
    mark: float
    text: str
    month: date
    since: date | None
    has_finished: bool
    reply: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """A published assessment of an expert."""

    id: int
    kind: str
    expert: str
    organization: str
    held_on: date
    scale: int
    score: float | None
    marks: tuple[tuple[str, int], ...]
    conclusion: str
    decision: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class ProgramWords:
    """What is said of a program; ``total`` 0 and no assessments where nothing is."""

    program: int
    name: str
    total: int
    rating: float | None
    means: Mapping[str, float]
    reviews: tuple[PublicReview, ...]
    assessments: tuple[Assessment, ...]
    page: int
    pages: int


def program_words(program: int, *, page: int = 0) -> ProgramWords | None:
    """Reviews and assessments of a visible program; None when there is no such program or page.

    :param page: 0 for the last few, else a page of all, from 1.
    """
    name = (
        Program.select(Program.name)
        .join(Organization)
        .where(Program.id == program, Program.state == "published", Organization.status.not_in(HIDDEN))
        .scalar()
    )
    if name is None:
        return None
    public = _public(program)
    keys = list(MARKS)
    marks = tuples(public.select(Review.weight, *(getattr(Review, key) for key in keys)))
    pages = max(1, -(-len(marks) // PAGE))
    if page and (page > pages or not marks):
        return None
    shown = public.order_by(Review.month.desc(), Review.id.desc())
    means = {
        key: mean
        for at, key in enumerate(keys, 1)
        if (mean := mean_mark((row[0], row[at]) for row in marks)) is not None
    }
    return ProgramWords(
        program=program,
        name=name,
        total=len(marks),
        rating=sum(means.values()) / len(means) if means else None,
        means=means,
        reviews=tuple(map(_review, shown.paginate(page, PAGE) if page else shown.limit(LAST))) if marks else (),
        assessments=assessments_of(program),
        page=page,
        pages=pages,
    )


def programs_with_words() -> frozenset[int]:
    """Programs of which a family or an expert says something in public."""
    reviewed = tuples(Review.select(Review.program).where(Review.state == "published").distinct())
    assessed = tuples(QualityReview.select(QualityReview.program).where(QualityReview.is_public).distinct())
    return frozenset(number for (number,) in (*reviewed, *assessed))


#: A program of which nobody says anything.
SILENT = ProgramWords(0, "", 0, None, {}, (), (), 0, 1)


def _public(program: int) -> Any:
    return (
        Review.select(Review)
        .join(Program)
        .join(Organization)
        .join(Municipality)
        .where(Review.program == program, Review.state == "published", Municipality.reviews_on)
    )


def _review(row: Review) -> PublicReview:
    return PublicReview(
        id=row.id,
        mark=sum(getattr(row, key) for key in MARKS) / len(MARKS),
        text=row.text,
        month=row.month,
        since=row.since,
        has_finished=row.weight == 2,
        reply=row.reply if row.reply_state == "published" else "",
    )


def assessments_of(program: int, *, hidden: bool = False) -> tuple[Assessment, ...]:
    """Assessments of a program, the latest first; ``hidden``: also those that are not shown."""
    wanted = (QualityReview.program == program) & (QualityReview.is_public | hidden)
    rows = list(QualityReview.select().where(wanted).order_by(QualityReview.held_on.desc(), QualityReview.id.desc()))
    if not rows:
        return ()
    marks: dict[int, list[tuple[str, int]]] = {}
    found = QualityMark.select(QualityMark.review, QualityMark.name, QualityMark.mark).where(
        QualityMark.review.in_([row.id for row in rows])
    )
    for review, name, mark in tuples(found.order_by(QualityMark.review, QualityMark.ordinal)):
        marks.setdefault(review, []).append((name, mark))
    return tuple(_assessment(row, marks.get(row.id, [])) for row in rows)


def _assessment(row: QualityReview, marks: list[tuple[str, int]]) -> Assessment:
    return Assessment(
        id=row.id,
        kind=row.kind,
        expert=row.expert,
        organization=row.organization,
        held_on=row.held_on,
        scale=row.scale,
        score=sum(mark for _, mark in marks) / len(marks) if marks else None,
        marks=tuple(marks),
        conclusion=row.conclusion,
        decision=row.decision,
        is_public=row.is_public,
    )


def reviewed_programs() -> list[tuple[int, int]]:
    """Programs with more reviews than their own page shows, and how many pages those take."""
    rows = tuples(
        Review.select(Review.program)
        .join(Program)
        .join(Organization)
        .join(Municipality)
        .where(Review.state == "published", Municipality.reviews_on, Program.state == "published")
        .where(Organization.status.not_in(HIDDEN))
    )
    counts: dict[int, int] = {}
    for (program,) in rows:
        counts[program] = counts.get(program, 0) + 1
    return [(program, -(-number // PAGE)) for program, number in sorted(counts.items()) if number > LAST]
