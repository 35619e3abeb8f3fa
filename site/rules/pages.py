"""Kinds and states of the pages that centres publish."""

from __future__ import annotations

#: Kind → what one page of it is called.
KINDS = {
    "news": "Новость",
    "faq": "Вопросы и ответы",
    "instruction": "Инструкция",
    "contacts": "Контакты",
    "document": "Документ",
}
#: Kind → what several pages of it are called.
HEADINGS = {
    "news": "Новости",
    "faq": "Вопросы и ответы",
    "instruction": "Инструкции",
    "contacts": "Полезные контакты",
    "document": "Документы",
}
STATES = {"draft": "Черновик", "published": "Опубликована", "archived": "В архиве"}
#: What may be done to a page: event → the state after; an empty one stays as it is.
EVENTS = {"save": "", "publish": "published", "draft": "draft", "archive": "archived"}
#: Signs; a longer text would cost a phone more than the 10,000 bytes that a public page may take.
LONGEST_TITLE, LONGEST_BODY, LONGEST_SLUG = 200, 12_000, 60
#: Bytes of one file and files of one page.
LARGEST_FILE, MOST_FILES = 10_000_000, 20
#: Kind of a file → its media type and how people call it.
FILE_TYPES = {
    "pdf": ("application/pdf", "PDF"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    "jpg": ("image/jpeg", "картинка"),
    "png": ("image/png", "картинка"),
}
