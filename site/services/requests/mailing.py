"""Letters to families: written beside the move that they tell of, sent later by the worker.

A letter names the request and the program, never the child; it is stored encrypted until it is sent.
"""

from __future__ import annotations

from navigator.data import Letter, Municipality, Program, Request
from navigator.rules.dates import format_date
from navigator.rules.names import quoted
from navigator.rules.states import REASONS
from navigator.services.requests.following import show_code
from navigator.services.requests.records import Moment, Policy

#: Kind → subject and text. «{link}» is the page where the number and the code show everything.
TEXTS = {
    "received": (
        "Заявка {number} принята",
        "Здравствуйте!\n\nЗаявка {number} {about} принята.\n{until}\n\nНомер: {number}\nСекретный код: {code}\n"
        "По номеру и коду видно, что с заявкой: {link}\nНикому не сообщайте код.\n{phone}",
    ),
    "waiting": (
        "Заявка {number}: вы в листе ожидания",
        "Здравствуйте!\n\nЗаявка {number} {about} принята. Свободных мест сейчас нет, она стоит в листе ожидания. "
        "Когда место освободится, мы напишем.\n\nНомер: {number}\nСекретный код: {code}\n"
        "Ваше место в очереди: {link}\nНикому не сообщайте код.\n{phone}",
    ),
    "code": (
        "Заявка {number}: новый код",
        "Здравствуйте!\n\nНовый секретный код заявки {number} {about}: {code}\nПрежний больше не действует.\n"
        "Что с заявкой: {link}\nЕсли вы не просили код, ничего не делайте: без письма его никто не узнает.\n{phone}",
    ),
    "offered": (
        "Заявка {number}: есть место",
        "Здравствуйте!\n\nПо заявке {number} {about} освободилось место, оно держится за вами. {until}\n"
        "Согласиться или отказаться можно по номеру и коду: {link}\n{phone}",
    ),
    "remind": (
        "Заявка {number}: ответьте, нужно ли место",
        "Здравствуйте!\n\nПо заявке {number} {about} место ещё держится за вами. {until}\n"
        "Согласиться или отказаться можно по номеру и коду: {link}\n{phone}",
    ),
    "accepted": (
        "Заявка {number}: место за вами",
        "Здравствуйте!\n\nВы согласились на место по заявке {number} {about}. Теперь решает организация. {until}\n"
        "{link}\n{phone}",
    ),
    "confirmed": (
        "Заявка {number} подтверждена",
        "Здравствуйте!\n\nЗаявка {number} {about} подтверждена, место за вами. Организация сообщит, что принести "
        "и когда прийти.\n{link}\n{phone}",
    ),
    "enrolled": (
        "Заявка {number}: ребёнок зачислен",
        "Здравствуйте!\n\nПо заявке {number} {about} издан приказ о зачислении.\n{link}\n{phone}",
    ),
    "rejected": (
        "Заявка {number} отклонена",
        "Здравствуйте!\n\nЗаявка {number} {about} отклонена. Причина: {why}.\nЧто делать дальше: {link}\n{phone}",
    ),
    "cancelled": (
        "Заявка {number} отменена",
        "Здравствуйте!\n\nЗаявка {number} {about} отменена. Если это сделали не вы, позвоните нам.\n{link}\n{phone}",
    ),
    "lapsed": (
        "Заявка {number}: срок ответа прошёл",
        "Здравствуйте!\n\nПо заявке {number} {about} место было предложено, но ответа мы не получили, и его получит "
        "следующий в очереди. Можно подать новую заявку.\n{link}\n{phone}",
    ),
    "left": (
        "Заявка {number}: просьба об отчислении принята",
        "Здравствуйте!\n\nПросьба об отчислении по заявке {number} {about} передана организации. "
        "Если это сделали не вы, позвоните нам.\n{link}\n{phone}",
    ),
    "moved": (
        "Заявка {number}: перевод в другую группу",
        "Здравствуйте!\n\nПо заявке {number} {about} ребёнок переведён в другую группу.\n{link}\n{phone}",
    ),
    "renewed": (
        "Заявка {number}: место на следующий год за вами",
        "Здравствуйте!\n\nОрганизация сохранила за вами место {about} на следующий учебный год: заявка {number}, "
        "секретный код прежний.\nЕсли место не нужно, отмените эту заявку: {link}\n{phone}",
    ),
    "expelled": (
        "Заявка {number}: ребёнок отчислен",
        "Здравствуйте!\n\nПо заявке {number} {about} издан приказ об отчислении. Причина: {why}.\n{link}\n{phone}",
    ),
    "completed": (
        "Заявка {number}: обучение завершено",
        "Здравствуйте!\n\nОбучение по заявке {number} {about} завершено.\n{link}\n{phone}",
    ),
    "approved": (
        "Заявка {number}: сертификат выдан",
        "Здравствуйте!\n\nПо заявке {number} выдан сертификат дополнительного образования. Его номер виден на странице "
        "заявки по номеру и коду: {link}\n{phone}",
    ),
    "refused": (
        "Заявка {number}: в сертификате отказано",
        "Здравствуйте!\n\nПо заявке {number} {about} отказано. Причина: {why}.\n{link}\n{phone}",
    ),
}


def write_letter(request: Request, kind: str, moment: Moment, policy: Policy, *, code: str = "") -> bool:
    """Put a letter of a kind into the outbox, in the transaction at hand.

    :param code: the secret code, for the first letter alone.
    :returns: False when the family left no e-mail: the page by number and code tells the same.
    """
    if not request.guardian_email:
        return False
    subject, body = TEXTS[kind]
    words = _words(request, policy, code)
    Letter.create(
        request=request,
        kind=kind,
        recipient=request.guardian_email,
        subject=subject.format_map(words),
        body=body.format_map(words).strip() + "\n",
        created_at=moment.utc,
        due_at=moment.utc,
    )
    return True


def _words(request: Request, policy: Policy, code: str) -> dict[str, str]:
    place: Municipality = request.municipality
    phone = place.center_phone or place.hotline
    return {
        "number": str(request.number),
        "about": _about(request),
        "until": _until(request),
        "why": REASONS.get(str(request.reason), "").lower() or "не указана",
        "link": f"{policy.live_url}/requests/" if policy.live_url else "на сайте, раздел «Моя заявка»",
        "phone": f"\nВопросы: {phone}" if phone else "",
        "code": show_code(code),
    }


def _about(request: Request) -> str:
    if request.kind == "certificate":
        return "на сертификат дополнительного образования"
    name = Program.select(Program.name).where(Program.id == request.program_id).scalar()
    return f"на программу {quoted(str(name))}"


def _until(request: Request) -> str:
    if request.state == "offered" and request.answer_by:
        return f"Ответьте до {format_date(request.answer_by)} включительно: потом место получит следующий."
    if request.state == "new" and request.decide_by:
        return f"Решение будет не позднее {format_date(request.decide_by)}."
    return ""
