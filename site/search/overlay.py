"""What changed since an index was built, laid over it: found at once, without building the index again."""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence

from navigator.search.index import FIELDS, IndexDocument, Stamp, text_mark
from navigator.search.text import stem, tokenise
from navigator.search.words import WEIGHTS, WordIndex, norms_of

#: More changes than this are answered by a new index only: an overlay of them would be slow to make.
MOST = 2_000


class Changes:
    """How the texts of today differ from those of an index."""

    def __init__(self, index: WordIndex, documents: Sequence[IndexDocument]) -> None:
        """Compare all texts with the marks that the index keeps of its own."""
        known = dict(zip(index.ids(), index.marks, strict=True))
        self.written = [one for one in documents if known.pop(one.id, -1) != text_mark(one)]
        #: Ids that the index still has and nobody may see.
        self.gone = set(known)

    def __len__(self) -> int:
        return len(self.written) + len(self.gone)


class ChangedIndex(WordIndex):
    """An index as it would be if it were built now: its own postings without what went or changed, and the new texts.

    Words are weighed by the counts of now; only the mean lengths of texts are those of the index below.
    A word that no program has any longer stays in the vocabulary until the index is built.
    """

    def __init__(self, base: WordIndex, changes: Changes, stamp: Stamp) -> None:  # it reads no files
        """Take an index, what changed since, and what the texts of now are."""
        self.stamp = stamp
        self._reader, self._lock = base._reader, base._lock
        self._kept, self._kept_bytes = OrderedDict(), 0
        replaced = changes.gone | {one.id for one in changes.written}
        self._replaced = frozenset(at for at, number in enumerate(base.ids()) if number in replaced)
        self.count = base.count - len(self._replaced) + len(changes.written)
        self._ids = array("q", (*base.ids(), *(one.id for one in changes.written)))
        self.marks = array("q", (*base.marks, *map(text_mark, changes.written)))
        self._averages = base._averages
        self._norms = dict(base._norms)
        self._fresh: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
        forms = self._add(changes.written, len(base.ids()))
        known = dict(zip(base._forms, base._form_counts, strict=True))
        for form, (named, times) in forms.items():
            here = known.get(form, (0, 0))
            known[form] = (here[0] + named, here[1] + times)
        self._forms = sorted(known)
        self._form_counts = [known[form] for form in self._forms]
        self.vocabulary = base.vocabulary.extended({form: known[form] for form in forms}, known)

    def _add(self, documents: Sequence[IndexDocument], first: int) -> dict[str, tuple[int, int]]:
        """Take the postings and lengths of new texts; gives their words as the vocabulary counts them."""
        forms: dict[str, tuple[int, int]] = {}
        for field in FIELDS:
            lengths = []
            for number, one in enumerate(documents, first):
                words = tokenise(getattr(one, field))
                lengths.append(len(words))
                for own, times in Counter(map(stem, words)).items():
                    self._fresh[field, own].append((number, float(times)))
                for word in set(words):
                    named, told = forms.get(word, (0, 0))
                    forms[word] = (named + (field != "body"), told + 1)
            more = norms_of(lengths, WEIGHTS[field], self._averages[field])
            self._norms[field] = self._norms[field] + more
        return forms

    def _postings(self, field: str, word: str) -> list[tuple[int, float]]:
        found, replaced = super()._postings(field, word), self._replaced
        kept = [one for one in found if one[0] not in replaced] if replaced else found
        return kept + self._fresh.get((field, word), [])
