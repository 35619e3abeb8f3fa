"""States of requests and the moves between them: one table for each process.

The service checks a move against the table, the desk draws its buttons from it, the family's page its own. Source of
the states: the field's enrollment and certificate processes; a request for a certificate is not the certificate.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Who may move: the family with its code, the house itself, and roles of staff.
FAMILY, SYSTEM = "family", "system"
ORGANIZATION, CENTER, REGION = "organization", "municipal_center", "regional_center"

ENROLLMENT_STATES = {
    "new": "Новая",
    "waitlist": "Ожидание",
    "offered": "Предложено место",
    "confirmed": "Подтверждена",
    "enrolled": "Обучается",
    "completed": "Завершена",
    "rejected": "Отклонена",
    "cancelled": "Отменена",
    "expelled": "Отчислена",
}
CERTIFICATE_STATES = {
    "new": "Новая",
    "approved": "Сертификат выдан",
    "refused": "Отказано",
    "cancelled": "Отменена",
}
KINDS = {"enrollment": "Заявка на кружок", "certificate": "Заявка на сертификат"}
#: States in which a request still asks for something or the child attends.
LIVING = frozenset({"new", "waitlist", "offered", "confirmed", "enrolled"})

REASONS = {
    "no_places": "Мест в группе нет",
    "age": "Возраст ребёнка не подходит",
    "health": "Нужна справка о допуске к занятиям",
    "documents": "Не представлены документы",
    "duplicate": "Это повтор другой заявки",
    "group_closed": "Группа не открылась",
    "no_contact": "Не удалось связаться с семьёй",
    "not_resident": "Ребёнок живёт в другом муниципалитете",
    "false_data": "Данные не подтвердились",
    "no_answer": "Семья не ответила на предложение места в срок",
    "expired": "Заявка устарела: занятия давно начались",
    "group_ended": "Занятия группы закончились",
    "certificate_frozen": "Сертификат приостановлен",
    "family": "По просьбе семьи",
    "unpaid": "Не оплачены занятия",
    "discipline": "Дисциплинарное отчисление (с 15 лет)",
    "rules": "Нарушен порядок приёма",
    "impossible": "Занятия стали невозможны из-за действий обучающегося",
    "circumstances": "Обстоятельства, не зависящие от сторон",
    "moved": "Переезд в другой регион",
    "came_of_age": "Исполнилось 18 лет",
    "death": "Смерть ребёнка",
    "erased": "Семья отозвала согласие на обработку данных",
    "other": "Другая причина",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move.

    ``needs`` names fields that must be given with it; ``reasons`` the keys of :data:`REASONS` that fit.
    """

    event: str
    label: str
    sources: tuple[str, ...]
    target: str
    actors: tuple[str, ...]
    needs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


_STAFF = (ORGANIZATION, CENTER)
_REJECTED = (
    *("no_places", "age", "health", "documents", "duplicate", "group_closed", "no_contact", "false_data", "other"),
)
_EXPELLED = ("family", "unpaid", "discipline", "rules", "impossible", "circumstances", "other")

ENROLLMENT_MOVES = (
    Move("accept", "Согласиться на место", ("offered",), "new", (FAMILY, *_STAFF)),
    Move("cancel", "Отменить заявку", ("new", "waitlist", "offered", "confirmed"), "cancelled", (FAMILY, *_STAFF)),
    Move("leave", "Попросить об отчислении", ("enrolled",), "enrolled", (FAMILY,)),
    Move("confirm", "Подтвердить", ("new",), "confirmed", (ORGANIZATION,)),
    Move(
        *("reject", "Отклонить", ("new", "waitlist", "offered", "confirmed"), "rejected", _STAFF),
        needs=("reason",),
        reasons=_REJECTED,
    ),
    Move(
        *("reject", "Отклонить", ("new", "waitlist", "offered", "confirmed"), "rejected", (SYSTEM,)),
        needs=("reason",),
        reasons=("expired", "group_ended", "certificate_frozen"),
    ),
    Move("offer", "Предложить место", ("waitlist",), "offered", (SYSTEM, ORGANIZATION)),
    Move("lapse", "Срок ответа вышел", ("offered",), "cancelled", (SYSTEM,)),
    Move(
        *("enroll", "Зачислить", ("confirmed",), "enrolled", (ORGANIZATION,)),
        needs=("order_number", "order_date", "start_date", "funding"),
    ),
    Move("transfer", "Перевести в другую группу", ("enrolled",), "enrolled", (ORGANIZATION,), needs=("group",)),
    Move("renew", "Продлить на следующий год", ("enrolled",), "enrolled", (ORGANIZATION,), needs=("group",)),
    Move(
        *("expel", "Отчислить", ("enrolled",), "expelled", _STAFF),
        needs=("reason", "order_number", "order_date"),
        reasons=_EXPELLED,
    ),
    Move("complete", "Завершить обучение", ("enrolled",), "completed", (SYSTEM, ORGANIZATION)),
)
CERTIFICATE_MOVES = (
    Move("approve", "Выдать сертификат", ("new",), "approved", (ORGANIZATION, CENTER, REGION)),
    Move(
        *("refuse", "Отказать", ("new",), "refused", (CENTER, REGION)),
        needs=("reason",),
        reasons=("duplicate", "age", "not_resident", "false_data", "documents", "no_contact", "other"),
    ),
    Move("cancel", "Отменить заявку", ("new",), "cancelled", (FAMILY, CENTER, REGION)),
)
MOVES = {"enrollment": ENROLLMENT_MOVES, "certificate": CERTIFICATE_MOVES}
STATES = {"enrollment": ENROLLMENT_STATES, "certificate": CERTIFICATE_STATES}

CERTIFICATE_STATUSES = {"active": "Действует", "frozen": "Приостановлен", "closed": "Прекращён"}
#: Moves of a certificate itself; it comes into being by the approval of a request, see :data:`CERTIFICATE_MOVES`.
REGISTER_MOVES = (
    Move("freeze", "Приостановить", ("active",), "frozen", (CENTER, REGION)),
    Move("thaw", "Возобновить", ("frozen",), "active", (CENTER, REGION)),
    Move(
        *("close", "Прекратить", ("active", "frozen"), "closed", (CENTER, REGION, SYSTEM)),
        needs=("reason",),
        reasons=("family", "moved", "duplicate", "false_data", "came_of_age", "death"),
    ),
)


def find_move(kind: str, event: str, state: str, actor: str) -> Move | None:
    """The move of an event from a state by an actor, or None when the table has none."""
    return next(
        (one for one in MOVES[kind] if one.event == event and state in one.sources and actor in one.actors), None
    )


def moves_from(kind: str, state: str, actor: str) -> tuple[Move, ...]:
    """Moves that an actor may make from a state, in the order of their buttons."""
    return tuple(one for one in MOVES[kind] if state in one.sources and actor in one.actors)
