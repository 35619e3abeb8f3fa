"""Words of the templates: plurals, dates, ages and prices in good Russian."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode, urlsplit, urlunsplit

from babel.dates import format_date
from jinja2 import Environment
from markupsafe import Markup, escape

from navigator.rules import reviews, vocabulary
from navigator.rules.access import ROLES
from navigator.rules.ages import AgeRange, format_age
from navigator.rules.contacts import format_phone
from navigator.rules.money import format_roubles
from navigator.rules.names import plural, quoted
from navigator.rules.schedule import Slot, format_schedule
from navigator.search.filters import Filters
from navigator.services.cards import Card, free_places
from navigator.services.groups import GroupView, Price
from navigator.services.paper import takes_paper

NBSP = "\u00a0"
_SHORT_WORDS = re.compile(r"(?<!\w)((?:с|ст|х|п|д|г|ул|пер|пл|просп|каб|корп|им)\.|№) (?=\S)", re.I)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?")
#: Why a group does not take requests, or what to ask about.
REASONS = {
    "open": "",
    "inactive": "Группа не набирается",
    "adults": "Для взрослых",
    "locked": "Набор закрыт",
    "ended": "Занятия закончились",
    "not_yet": "Набор ещё не начался",
    "window_over": "Набор окончен",
    "full": "Мест нет, есть лист ожидания",
    "dates_unclear": "Даты уточняйте",
    "places_unclear": "Места уточняйте",
}
#: Lines of a request's history.
EVENTS = {
    "send": "заявка отправлена",
    "accept": "семья согласилась на место",
    "cancel": "заявка отменена",
    "leave": "семья просит об отчислении",
    "confirm": "заявка подтверждена",
    "reject": "заявка отклонена",
    "offer": "предложено место",
    "lapse": "ответа на предложение не было",
    "enroll": "ребёнок зачислен",
    "transfer": "перевод в другую группу",
    "renew": "продлено на следующий год",
    "expel": "ребёнок отчислен",
    "complete": "обучение завершено",
    "approve": "сертификат выдан",
    "refuse": "в сертификате отказано",
    "erase": "семья просит удалить данные",
    "undo": "действие отменено",
}
#: Who moved a request, where no member of staff is named.
ACTORS = {"family": "семья", "system": "система", **ROLES}
#: Where a request came from.
SOURCES = {
    "site": "с сайта",
    "org": "внесена в организации",
    "epgu": "с Госуслуг",
    "rpgu": "с регионального портала",
    "paper": "на бумаге",
    "phone": "по телефону",
}


def count(number: int, one: str, few: str, many: str) -> str:
    """«5 программ»: a number with the right form of its noun and a non-breaking space."""
    return f"{thousands(number)}{NBSP}{plural(number, one, few, many)}"


def thousands(number: int) -> str:
    """«12 345» with non-breaking spaces."""
    return f"{number:,}".replace(",", NBSP) if abs(number) >= 10_000 else str(number)


@lru_cache(maxsize=2048)  # the same days stand on many pages
def day(value: date | None, *, year: bool = True) -> str:
    """«1 сентября 2026» with non-breaking spaces; empty for None."""
    if value is None:
        return ""
    return str(format_date(value, "d MMMM y" if year else "d MMMM", locale="ru")).replace(" ", NBSP)


def moment(value: datetime) -> str:
    """«1 сентября 2026, 14:05» of a local time."""
    return f"{day(value.date())}, {value:%H:%M}"


def age(value: AgeRange | None) -> str:
    """«7–10 лет», or that nobody said."""
    return format_age(value).replace(" ", NBSP) if value else "возраст не указан"


def price(month: int | None) -> str:
    """Price a month in kopecks as words: «бесплатно», «1 200 ₽ в месяц», «цена не указана»."""
    if month is None:
        return "цена не указана"
    return "бесплатно" if month == 0 else f"{format_roubles(month)}{NBSP}в{NBSP}месяц"


def money(card: Card) -> str:
    """What a program costs: «бесплатно», «по сертификату, цена не указана», «800 ₽ в месяц, по сертификату»."""
    said = price(card.month_price)
    if not card.by_certificate:
        return said
    return f"по сертификату, {said}" if card.month_price is None else f"{said}, по сертификату"


def lessons(groups: Iterable[GroupView]) -> tuple[str, ...]:
    """When groups meet, each time once: «пн, ср 16:30–18:00»."""
    return tuple(dict.fromkeys(filter(None, (schedule(group.slots) for group in groups))))


def schedule(slots: Iterable[Slot]) -> str:
    """«пн, ср 16:30–18:00»; empty without slots."""
    return format_schedule(list(slots))


def number(value: float | None) -> str:
    """«1,5» or «4»; empty for None."""
    if value is None:
        return ""
    return f"{value:g}".replace(".", ",")


def days(groups: Iterable[GroupView]) -> str:
    """Days of the week on which some of the groups meet: «пн, ср, сб»."""
    found = {slot.weekday for group in groups for slot in group.slots if slot.weekday is not None}
    return f",{NBSP}".join(vocabulary.WEEKDAY_SHORT[one] for one in sorted(found))


def paragraphs(text: str) -> Markup:
    """Plain text as HTML paragraphs, one per line."""
    lines = [line.strip() for line in text.splitlines()]
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines if line)


def phone_link(text: str) -> Markup:
    """Telephone numbers that can be touched; parts between commas that are no numbers stay text."""
    return Markup(", ").join(_one_phone(part.strip()) for part in re.split(r"[,;\n]", text) if part.strip())


def _one_phone(text: str) -> Markup:
    digits = "".join(char for char in text if char.isdigit() or char == "+")
    if not 6 <= len(digits) <= 16:
        return escape(text)
    return Markup('<a href="tel:{}">{}</a>').format(digits, text.replace(" ", NBSP))


def address(text: str) -> str:
    """An address whose short words («ул.», «с.», «№») stay with the name behind them."""
    return _SHORT_WORDS.sub(rf"\1{NBSP}", text)


def prices(groups: Iterable[GroupView]) -> list[str]:
    """What the groups cost, each way of paying once, the cheapest first."""
    lines: list[str] = []
    for group in groups:
        for one in sorted(
            group.prices, key=lambda price: (not price.is_free, price.source != "certificate", price.month or 0)
        ):
            line = _price_line(one)
            if line not in lines:
                lines.append(line)
    return lines


def _price_line(one: Price) -> str:
    if one.is_free:
        return "бесплатно"
    stated = ""
    if one.month is not None:
        stated = f"{format_roubles(one.month)}{NBSP}в{NBSP}месяц"
        if one.term is not None:
            stated += f" ({format_roubles(one.term)} за весь срок)"
    elif one.term is not None:
        stated = f"{format_roubles(one.term)} за весь срок"
    if one.source == "certificate":
        return f"по сертификату{f', {stated}' if stated else ''}"
    return stated or ("платно, цена не указана" if one.source in {"paid", "private"} else "цена не указана")


def web_link(text: str) -> Markup:
    """A site as a link when its address is one (http or https, a sane host), else as text."""
    typed = text.strip()
    full = typed if "://" in typed else f"http://{typed}"
    try:
        parts = urlsplit(full)
    except ValueError:
        return escape(typed)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        return escape(typed)
    return Markup('<a href="{}" rel="noopener">{}</a>').format(urlunsplit(parts), typed)


def age_years(text: str) -> str:
    """«7 лет» from «7»."""
    return count(int(text), "год", "года", "лет") if text.isdigit() else text


def level(code: str) -> str:
    """«базовый»: a level in one word."""
    return vocabulary.LEVELS.get(code, code).split(" (")[0].lower()


def health(code: str) -> str:
    """A health category in its exact words."""
    return vocabulary.HEALTH_CATEGORIES.get(code, code)


def typed(value: object) -> str:
    """A clean answer of a form as people write it: dates in words, telephone numbers in groups."""
    if isinstance(value, date):
        return day(value)
    text = str(value)
    return format_phone(text) if text.startswith("+") else text


def mark(value: float) -> str:
    """«4,7»: a mean of marks with one digit."""
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")


def month(value: date) -> str:
    """«сентябрь 2026» with a non-breaking space."""
    return str(format_date(value, "LLLL y", locale="ru")).replace(" ", NBSP)


def since(value: date) -> str:
    """«сентября 2026» with a non-breaking space, after «с»."""
    return str(format_date(value, "MMMM y", locale="ru")).replace(" ", NBSP)


def size(number: int) -> str:
    """«340 КБ», «1,2 МБ»: a number of bytes."""
    if number < 1_000_000:
        return f"{max(1, round(number / 1000))}{NBSP}КБ"
    return f"{number / 1_000_000:.1f}{NBSP}МБ".replace(".", ",")


def cleaned(html: str) -> Markup:
    """HTML that was made of Markdown and cleaned by an allow-list, as it is."""
    return Markup(html)  # noqa: S704  # only ``services.content.rendering`` gives such texts


def query(filters: Filters) -> str:
    """Filters as the query of an address, with its question mark; empty without filters."""
    pairs = filters.pairs()
    return "?" + urlencode(pairs) if pairs else ""


def teach(environment: Environment) -> None:
    """Give the templates these words."""
    environment.filters.update(
        count=count,
        thousands=thousands,
        day=day,
        moment=moment,
        age=age,
        price=price,
        money=money,
        schedule=schedule,
        number=number,
        days=days,
        paragraphs=paragraphs,
        phone_link=phone_link,
        roubles=format_roubles,
        free_places=free_places,
        prices=prices,
        web_link=web_link,
        address=address,
        age_years=age_years,
        level=level,
        quoted=quoted,
        typed=typed,
        health=health,
        mark=mark,
        month=month,
        since=since,
        size=size,
        cleaned=cleaned,
        takes_paper=takes_paper,
    )
    environment.globals.update(
        vocabulary=vocabulary, REASONS=REASONS, EVENTS=EVENTS, ACTORS=ACTORS, SOURCES=SOURCES, NBSP=NBSP, query=query
    )
    environment.globals.update(MARK_NAMES=reviews.MARKS, DECISIONS=reviews.DECISIONS, EXPERT_KINDS=reviews.EXPERT_KINDS)
