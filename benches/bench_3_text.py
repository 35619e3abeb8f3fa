"""Words with filters and all facets: cold and warm, against Whoosh's own search over the same index."""

from __future__ import annotations

from place import Place, measured, ratio, say
from questions import questions
from whoosh.filedb.filestore import FileStorage
from whoosh.query import And, Or, Term

from navigator.search.filters import Filters
from navigator.search.index import FIELDS
from navigator.search.manifest import current
from navigator.search.query import read_query
from navigator.search.words import WordIndex
from navigator.services.catalog import Catalog
from navigator.services.index import refresh_index

ROUNDS = 600
WHOOSH_ROUNDS = 60


def run(place: Place) -> None:
    """Print times and ratios."""
    refresh_index(place.database(), place.search_dir)
    asked = questions(ROUNDS)
    catalog = Catalog(place.database(), place.search_dir, read_only=True)
    catalog.search(Filters(), place.today)
    first = measured(lambda one: catalog.search(one, place.today), asked[: ROUNDS // 6])
    say("words + filters + 16 facets, the first 100 of a worker", first)
    measured(lambda one: catalog.search(one, place.today), asked)
    warm = measured(lambda one: catalog.search(one, place.today), questions(ROUNDS, 2) + asked)
    say("words + filters + 16 facets, later ones", warm, f"worst {max(warm.values):.1f} ms")
    index = WordIndex(place.search_dir)
    words = measured(lambda one: index.search(one.q), asked)
    again = measured(lambda one: index.search(one.q), asked)
    say("words alone, first / again", f"p50 {words.middle:.2f} / {again.middle:.2f} ms")
    storage = FileStorage(str(place.search_dir / current(place.search_dir)))
    with storage.open_index().searcher() as searcher:

        def by_whoosh(one: Filters) -> object:
            wanted = [
                Or([Term(field, stem) for field in FIELDS for stem in index.stems_of(word)])
                for word in read_query(one.q)
            ]
            return searcher.search(And(wanted), limit=20)

        theirs = measured(by_whoosh, asked[:WHOOSH_ROUNDS])
    ours = measured(lambda one: index.search(one.q), asked[:WHOOSH_ROUNDS])
    say("the same words by Whoosh's own searcher, no filters", theirs, f"{ratio(theirs, ours)} slower than here")
