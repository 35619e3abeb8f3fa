"""Places and organizations of an invented catalog."""

from __future__ import annotations

from navigator.search.reading.places import Gazetteer

NAMES = {
    "municipality": {
        "egor": "Егорлыкский район",
        "azav": "Александрово-Заводский район",
        "sovet": "Советский район",
        "chita": "г. Чита",
    },
    "place": {
        "akatuy": "с. Новый Акатуй",
        "egorlyk": "ст. Егорлыкская",
        "zavod": "с. Александровский Завод",
        "novyy": "п. Новый",
        "mirnyy": "х. Мирный",
        "rogovskiy": "х. Роговский",
        "borzya": "с. Онон-Борзя",
        "bohto": "с. Бохто",
    },
    "organization": {
        "1": "Детская школа искусств",
        "2": "Егорлыкская школа № 7",
        "3": "Детский сад «Ягодка»",
        "4": "Центр внешкольной работы",
        "5": "Студия «Искра»",
        "6": "Бохтинская школа",
    },
}
GAZETTEER = Gazetteer(NAMES)
