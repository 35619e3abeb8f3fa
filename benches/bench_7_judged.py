"""Judged queries over the demo districts and real spreadsheets: ours, FTS5 with stems, a substring, tantivy."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import tantivy
from judged_set import NOTHING, Query, marks, read_queries, relevant
from judging import papers
from place import Place, measured, say

from navigator.data.database import migrate, open_database
from navigator.exchange.programs import read_programs
from navigator.search.filters import Filters
from navigator.search.index import IndexDocument
from navigator.search.text import fold, stem, tokenise
from navigator.services.catalog import Catalog
from navigator.services.demo import load_demo
from navigator.services.imports import import_programs
from navigator.services.index import read_documents, refresh_index
from navigator.services.reference import load_reference

Way = Callable[[str], Sequence[int]]
MOST = 50


#: Spreadsheets of others, in a folder beside the project that is not part of it.
REAL = Path(__file__).parents[2] / "shared" / "data"
SHEETS = ("moscow-direction.xlsx", "zddt-courses-2025-02.json")


def run(place: Place) -> None:
    """Print marks of each way on both halves of the queries, then times of each over the region of this size."""
    with tempfile.TemporaryDirectory() as folder:
        database = _opened(f"{folder}/judged.db")
        load_demo(database, place.today)
        refresh_index(database, Path(folder) / "index")
        _judge(database, Path(folder) / "index", place)
        database.close()
    _judge_sheets(place)
    database = place.database()
    refresh_index(database, place.search_dir)
    catalog = Catalog(database, place.search_dir, read_only=True)
    asked = [one.text for one in read_queries()]
    for name, way in _ways(catalog, read_documents(database)[1], place).items():
        measured(way, asked)
        facets = "with 16 facets" if name == "ours" else "words alone"
        say(f"{name}, {facets}", measured(way, asked))


def _opened(path: str) -> Any:
    database = open_database(f"sqlite:///{path}")
    migrate(database)
    load_reference(database)
    return database


def _judge_sheets(place: Place) -> None:
    """Ours over each real spreadsheet that is here."""
    for name in SHEETS:
        file = REAL / name
        if not file.exists():
            say(f"ours over {name}", f"NOT MEASURED: {file} is not here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            database = _opened(f"{folder}/sheet.db")
            reading = read_programs(file)
            import_programs(
                database, reading, municipality="60615000", organization="Дом творчества", today=place.today
            )
            refresh_index(database, Path(folder) / "index")
            _judge(database, Path(folder) / "index", place, name)
            database.close()


def _judge(database: Any, index: Path, place: Place, sheet: str = "") -> None:
    """Marks of all ways over the demo districts, of ours alone over a spreadsheet."""
    catalog = Catalog(database, index, read_only=True)
    judged = papers(database, catalog, place.today)
    queries = [(one, relevant(one, judged)) for one in read_queries()]
    for name, way in _ways(catalog, read_documents(database)[1], place).items():
        if sheet and name != "ours":
            continue
        for half, held_out in (("tune", False), ("held-out", True)):
            mine = [(one, right) for one, right in queries if one.is_held_out == held_out]
            for kind in ("word", "form", "typo", "layout", "sentence"):
                some = [(right, way(one.text)) for one, right in mine if one.kind == kind and right]
                if some:
                    say(f"{name}{f' over {sheet}' if sheet else ''}, {half}, {kind}", marks(some))
    nothing = [one for one, right in queries if one.kind == NOTHING and not right]
    say(
        f"ours{f' over {sheet}' if sheet else ''}, confident answers where nothing fits",
        sum(_is_confident(catalog, one, place) for one in nothing),
    )


def _is_confident(catalog: Catalog, query: Query, place: Place) -> bool:
    answer = catalog.search(Filters(q=query.text), place.today)
    return answer.selection.total > 0 and not answer.partial


def _ways(catalog: Catalog, documents: list[IndexDocument], place: Place) -> dict[str, Way]:
    def ours(text: str) -> Sequence[int]:
        answer = catalog.search(Filters(q=text), place.today)
        return [*answer.selection.ids, *(one for near in answer.near for one in near.selection.ids)]

    return {
        "ours": ours,
        "FTS5 with stems": _fts(documents),
        "substring": _substring(documents),
        "tantivy": _tantivy(documents),
    }


def _stems(text: str) -> str:
    return " ".join(map(stem, tokenise(text)))


def _fts(documents: list[IndexDocument]) -> Way:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(title, tags, body)")
    rows = [(one.id, _stems(one.title), _stems(one.tags), _stems(one.body)) for one in documents]
    base.executemany("INSERT INTO t(rowid, title, tags, body) VALUES (?, ?, ?, ?)", rows)

    def find(text: str) -> Sequence[int]:
        words = " ".join(f'"{one}"' for one in _stems(text).split())
        if not words:
            return []
        query = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 6, 3, 1) LIMIT ?"
        return [number for (number,) in base.execute(query, (words, MOST))]

    return find


def _substring(documents: list[IndexDocument]) -> Way:
    names = [(one.id, fold(one.title)) for one in documents]
    return lambda text: [number for number, name in names if fold(text) in name][:MOST]


def _tantivy(documents: list[IndexDocument]) -> Way:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    for name in ("title", "tags", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for one in documents:
        texts = {name: _stems(getattr(one, name)) for name in ("title", "tags", "body")}
        writer.add_document(tantivy.Document(id=one.id, **texts))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def find(text: str) -> Sequence[int]:
        words = " ".join(f'+"{one}"' for one in _stems(text).split() if one.isalnum())
        if not words:
            return []
        boosts = {"title": 6.0, "tags": 3.0, "body": 1.0}
        query = index.parse_query(words, ["title", "tags", "body"], field_boosts=boosts)
        return [searcher.doc(at)["id"][0] for _, at in searcher.search(query, MOST).hits]

    return find
