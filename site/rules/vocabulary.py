"""Value lists of the field with their exact Russian labels.

Codes are what the database, the address bar and the exchange files hold; labels are what people read.
Source of the labels: the exchange format of Госуслуги and the public forms of ПФДО and Навигатор.
"""

from __future__ import annotations

LEVELS = {
    "initial": "Стартовый (ознакомительный)",
    "basic": "Базовый",
    "advanced": "Продвинутый (углубленный)",
}
PROGRAM_KINDS = {
    "general": "Общеразвивающая",
    "preprof": "Предпрофессиональная",
    "sport": "Спортивная подготовка",
}
STUDY_FORMS = {"full_time": "Очная", "mixed": "Очно-заочная", "extramural": "Заочная"}
FUNDING_SOURCES = {
    "none": "Не задан",
    "budget": "Бюджетное (бесплатное)",
    "certificate": "Сертификат ПФДОД",
    "paid": "Внебюджетное (платное)",
    "private": "Платное (частное)",
}
#: What the filter ``payment`` asks, in the words of a family.
PAYMENTS = {"free": "Бесплатно", "certificate": "По сертификату", "paid": "Платно"}
REGISTRIES = {
    "preprof": "Реестр предпрофессиональных программ",
    "valued": "Реестр значимых программ",
    "other": "Реестр иных программ",
    "certified": "Реестр сертифицированных программ",
    "paid": "Реестр платных программ",
}
PROGRAM_STATES = {
    "draft": "Черновик",
    "moderation": "Модерация",
    "needs_fix": "Ожидает правки",
    "published": "Опубликовано",
    "archived": "Архив",
}
GROUP_STATUSES = {"active": "Действует", "draft": "Не опубликована", "archived": "В архиве"}
GROUP_KINDS = {"group": "Групповая", "individual": "Индивидуальная"}
ORGANIZATION_TYPES = {
    "additional": "Организация дополнительного образования",
    "preschool": "Дошкольная",
    "general": "Общеобразовательная",
    "professional": "Профессиональная",
    "high": "Высшего образования",
    "additional_professional": "Дополнительного профессионального образования",
    "atypical": "Нетиповая",
    "sport": "Осуществляющая спортивную подготовку",
    "none": "Не указан",
}
DEPARTMENTS = {
    "education": "Образования и науки",
    "social": "Социального развития",
    "culture": "Культуры",
    "sport": "Физической культуры и спорта",
    "youth": "Молодёжной политики",
    "other": "Прочие",
    "none": "Нет",
}
OWNERSHIPS = {
    "public": "Государственная/муниципальная",
    "entrepreneur": "ИП",
    "nonprofit": "Некоммерческая/частная",
    "commercial": "Коммерческая",
    "community": "Общественная",
}
ORGANIZATION_STATUSES = {
    "new": "Новая",
    "active": "Действует",
    "refused": "Отказано",
    "blocked": "Заблокирована",
}
HEALTH_CATEGORIES = {
    "deaf": "Глухие",
    "hard_of_hearing": "Слабослышащие и позднооглохшие",
    "blind": "Слепые",
    "low_vision": "Слабовидящие",
    "speech": "Нарушение речи",
    "musculoskeletal": "Нарушение опорно-двигательного аппарата",
    "mental_delay": "Задержка психического развития",
    "autism": "Расстройство аутического спектра",
    "intellectual": "Нарушение интеллекта",
}
PROJECTS = {
    "quantorium": "Кванториум",
    "it_cube": "IT-куб",
    "growth_point": "Точка роста",
    "talent_center": "Центр выявления и поддержки одарённых",
    "science_house": "Дом научной коллаборации",
    "new_places": "Новые места",
    "mobile_technopark": "Мобильный технопарк",
    "school_quantorium": "Школьный кванториум",
    "engineering_classes": "Инженерно-технические классы",
    "school_sport_club": "Школьный спортивный клуб",
    "school_museum": "Школьный музей",
    "school_theatre": "Школьный театр",
    "nto_clubs": "Кружковое движение НТО",
}
#: Marks that centres give to programs; ``network`` is a column of its own.
MARKS = {"best": "Лучшая практика", "gifted": "Для одарённых", "network": "Сетевая форма"}
VACANCIES = {
    "": "Места уточняйте",
    "some": "Есть места",
    "none": "Мест нет",
}
FUNDING_MODES = {"none": "Без финансирования", "money": "Деньги", "hours": "Часы"}
APPLY_WAYS = {"here": "Заявка здесь", "phone": "По телефону", "link": "На другом сайте"}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
WEEKDAY_FULL = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
#: Parts of the day by the start of a lesson: morning < 12:00 ≤ afternoon < 17:00 ≤ evening.
DAY_PARTS = {"morning": "Утром", "afternoon": "Днём", "evening": "Вечером"}
DAY_PART_STARTS = {"morning": 0, "afternoon": 12 * 60, "evening": 17 * 60}
YEARS = {"current": "Этот учебный год", "next": "Следующий учебный год"}
SORTS = {
    "relevance": "Сначала подходящие",
    "name": "По названию",
    "price": "Сначала дешевле",
    "start": "По дате начала",
    "rating": "По отзывам",
}


def day_part(minute: int) -> str:
    """Part of the day in which a lesson starts.

    :param minute: minutes since midnight, 0–1439.
    :returns: a key of :data:`DAY_PARTS`.
    """
    if minute < DAY_PART_STARTS["afternoon"]:
        return "morning"
    return "afternoon" if minute < DAY_PART_STARTS["evening"] else "evening"
