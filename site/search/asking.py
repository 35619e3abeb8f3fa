"""The words that are left of a typed line, as the catalog has them: corrected, widened by synonyms, without noise."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from navigator.search.query import MAX_CHARACTERS, MAX_WORDS, MIN_PREFIX, Word
from navigator.search.spelling import Vocabulary
from navigator.search.text import STOP_WORDS, fold, parts, stem, typed_words
from navigator.search.thesaurus import fillers, thesaurus

_EDGES = ".,!?;:()«»\"'…"
#: Corrected or split only from so many letters on.
_LEAST = 4
_MOST_OPTIONAL = 4
_VERB = re.compile(r"(?:на|по|про|за|вы|с|у|пере|раз|рас)(?P<verb>\w{4,}ть(?:ся)?)")
#: What stands between things that are listed: «танцы или вокал», «рисование, лепка», «шахматы/шашки».
_LISTED = re.compile(r"[,;]|(?<=[а-я])\s*[/+]\s*(?=[а-я])|(?<![\w-])(?:или|либо|и|а также)(?![\w-])")
#: «не спорт», «не любит рисовать», «без скрипки», «кроме футбола и хоккея».
_REFUSED = re.compile(
    r"(?<![\w«\"-])(?:(?:только|но)\s+)?"
    r"(?:не\s+(?P<wish>(?:люб|хо[чт]|нрав|интерес|нуж)[а-я]+\s+)?(?:на\s+)?|без\s+|кроме\s+)(?P<one>[а-я]{3,})(?![\w-])"
    r"(?:(?<=[а-я])\s+(?:и|или|ни)\s+(?:без\s+|не\s+)?(?P<two>[а-я]{3,})(?![\w-]))?"
)
#: «не говорит», «не читает» are a trouble, «без опыта» no refusal of experiments.
_NO_REFUSAL = re.compile(r"опыт\w*|\w*(?:ит|[аяуоь]ет|[ую]т|ят|[аяие]ть|ться|тся)")


@dataclass(frozen=True, slots=True)
class Refused:
    """A thing to learn that is not wanted, and how that was said."""

    said: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Words to find; ``corrected`` is the line as it was meant, empty when nothing was corrected."""

    words: tuple[Word, ...]
    corrected: str = ""
    said_nothing: bool = False  # there were only words such as «кружок»


def asked_words(text: str, vocabulary: Vocabulary) -> Asked:
    """Read what is left of a line.

    :param vocabulary: the words of the catalog.
    """
    pieces: list[str] = []
    changed = False
    for chunk in fold(text[:MAX_CHARACTERS]).split()[: 3 * MAX_WORDS]:
        meant = _meant(chunk, vocabulary)
        changed = changed or meant is not None
        pieces += typed_words(chunk) if meant is None else meant
    joined = _joined(pieces, vocabulary)
    tokens = [_bare(word, vocabulary) for word in joined if word not in STOP_WORDS]
    words = _words(tokens, vocabulary)
    fixed: list[str] = []
    for at, word in enumerate(words):
        if isinstance(word, str):
            fixed.append(word)
            words[at] = _plain(word, vocabulary, is_last=at == len(words) - 1)
    telling = [one for one in words if isinstance(one, Word) and not one.optional][:MAX_WORDS]
    optional = [one for one in words if isinstance(one, Word) and one.optional][:_MOST_OPTIONAL]
    corrected = " ".join(joined) if changed or joined != pieces else ""
    if not telling:
        return Asked((), corrected, said_nothing=bool(tokens))
    useful = [one for one in optional if any(stem in vocabulary.named for stem in one.stems)]
    return Asked((*_alternatives(text, dict.fromkeys(telling), vocabulary), *useful), corrected)


def _alternatives(text: str, words: Collection[Word], vocabulary: Vocabulary) -> Collection[Word]:
    """Words of a line, with things to learn that are listed told apart: one of them is enough for a family."""
    pieces = [one for one in _LISTED.split(fold(text[:MAX_CHARACTERS])) if one.strip()]
    topics = [one for one in words if one.topic]
    if len(pieces) < 2 or len(topics) < 2:
        return words
    places: dict[Word, int] = {}
    for number, piece in enumerate(pieces, 1):
        for one in asked_words(piece, vocabulary).words:
            places.setdefault(replace(one, part=0), number)
    if any(one not in places for one in topics) or len({places[one] for one in topics}) < 2:
        return words
    return [replace(one, part=places[one]) if one.topic else one for one in words]


def without_refused(text: str) -> tuple[str, tuple[Refused, ...]]:
    """A line without the things to learn that it refuses, and those: «музыка без скрипки» → музыка, скрипка."""
    line = fold(text[:MAX_CHARACTERS])
    found: list[Refused] = []

    def take(match: re.Match[str]) -> str:
        named = match["one"], match["two"]
        sure = bool(match["wish"])
        first, second = ((stem(one),) if one and (sure or not _NO_REFUSAL.fullmatch(one)) else () for one in named)
        if first not in thesaurus():
            return match[0]
        if second not in thesaurus() or re.match(r"(?:\w+\s+)?не\s", match[0]):
            end = match.end("one") - match.start()
            found.append(Refused(match[0][:end], (_itself(first),)))
            return " " + match[0][end:]
        found.append(Refused(match[0], (_itself(first), _itself(second))))
        return " "

    left = _REFUSED.sub(take, line)
    return (left, tuple(found)) if found else (text, ())


def _itself(term: tuple[str, ...]) -> Word:
    """A thing and what means the same; not what it only leads to: who refuses ballet does not refuse all dance."""
    known = thesaurus()
    same = tuple((other, worth) for other, worth in known.widened(term) if term in known.related(other))
    return Word(term, more=same, topic=True)


def telling_words(text: str) -> list[str]:
    """Words of a line that say something, as they are typed."""
    known = fillers()
    words = typed_words(text[:MAX_CHARACTERS])
    return [word for word in words if word not in STOP_WORDS and word not in known and stem(word) not in known]


def _meant(chunk: str, vocabulary: Vocabulary) -> list[str] | None:
    """Words that a chunk was meant to be; None when it is right as it is."""
    own = typed_words(chunk)
    if _is_right(own, vocabulary):
        return None
    bare = chunk.strip(_EDGES)
    if any("a" <= char <= "z" for char in chunk):
        turned = vocabulary.of_latin(chunk) or vocabulary.of_latin(bare)
        return typed_words(turned) if turned else None
    if len(own) != 1 or len(own[0]) < _LEAST:
        return None
    word = own[0]
    if vocabulary.begins(word):
        return None
    if pair := vocabulary.split(word):
        return list(pair)
    meant = vocabulary.corrected(word) or vocabulary.of_latin(bare)
    return typed_words(meant) if meant and meant != word else None


def _is_right(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    known = fillers()
    return all(
        word in STOP_WORDS
        or word in known
        or stem(word) in known
        or word.isdigit()
        or all(vocabulary.knows(part) for part in _pieces(word))
        for word in words
    ) and bool(words)


def _pieces(word: str) -> tuple[str, ...]:
    found = parts(word)
    return found if len(found) == 1 else found[:-1]


def _joined(words: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Words with those put together that were typed as two: «робото техника»."""
    found: list[str] = []
    for word in words:
        whole = vocabulary.joined(found[-1], word) if found else ""
        if whole:
            found[-1] = whole
        else:
            found.append(word)
    return found


def _bare(word: str, vocabulary: Vocabulary) -> str:
    """«порисовать», «потанцевать» without what only says «for a while», where the rest is a thing to learn."""
    match = _VERB.fullmatch(word)
    if not match or vocabulary.is_topic(word) or stem(word) in vocabulary.named:
        return word
    return match["verb"] if vocabulary.is_topic(match["verb"]) else word


def _words(tokens: Sequence[str], vocabulary: Vocabulary) -> list[Word | str]:
    """Terms of the field, the longest first; other words stay as they are."""
    known = thesaurus()
    split = [tuple(map(stem, _pieces(token))) for token in tokens]
    found: list[Word | str] = []
    at = 0
    while at < len(tokens):
        for size in range(min(known.longest, len(tokens) - at), 0, -1):
            term = tuple(one for piece in split[at : at + size] for one in piece)
            if term in known:
                found.append(_topic(term))
                at += size
                break
        else:
            found.append(tokens[at])
            at += 1
    return found


def _topic(term: tuple[str, ...]) -> Word:
    more = thesaurus().widened(term)
    if len(term) == 1:
        return Word(term, more=more, topic=True)
    return Word((), more=((term, 1.0), *more), topic=True)


def _plain(word: str, vocabulary: Vocabulary, *, is_last: bool) -> Word:
    pieces = _pieces(word)
    own = stem(word)
    if word in fillers() or own in fillers() or (word.isdigit() and len(word) < 3):
        return Word((own,), optional=True)
    if len(pieces) > 1:
        whole = stem(parts(word)[-1])
        return Word((whole,), more=((tuple(map(stem, pieces)), 1.0),))
    begun = Word((stem(pieces[0]),))
    if is_last and own not in vocabulary.stems and len(word) >= MIN_PREFIX and vocabulary.begins(word):
        return _begun_topic(word, begun)
    return begun


def _begun_topic(prefix: str, begun: Word) -> Word:
    """A word that is still typed; from a few letters on also what belongs to the shortest word that begins so."""
    whole = min((one for one in thesaurus().words if one.startswith(prefix)), key=len, default="")
    if len(prefix) < _LEAST or not whole:
        return replace(begun, prefix=prefix)
    full = _topic((stem(whole),))
    return Word(begun.stems, prefix, ((full.stems, 1.0), *full.more), topic=True)
