"""Words of Russian texts: folding, splitting, stems. The same code reads what is indexed and what is typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

#: Longest word that is kept; longer runs of letters are no words.
LONGEST_WORD = 40
_ODD = str.maketrans(
    {
        "ё": "е",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300\u0301", None),  # soft hyphens, accents
        **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    }
)
_WORD = re.compile(r"[^\W_](?:\+\+|#)(?![^\W_])|[^\W_]+(?:-[^\W_]+)*")
#: «с++» and «3д» are typed in both alphabets.
_TWO_ALPHABETS = {"с++": "c++", "с#": "c#", "3д": "3d", "2д": "2d"}
_STOP = """
а без бы в во вот где для до же за и из или их к как ко который которая которые которых ли на над не ни но о об обо от
по под при про с со так также то у что чтобы это the a an and of for in on to
"""
#: Words that say nothing of a program.
STOP_WORDS = frozenset(_STOP.split())
#: Forms that the stemmer takes for different words, and stems of the same word that it keeps apart.
_FORMS = {
    "песен": "песн",
    "детьми": "дет",
    "каратэ": "карат",
    "день": "ден",
    "дня": "ден",
    "дни": "ден",
    "дней": "ден",
    "дням": "ден",
    "днями": "ден",
    "льда": "лед",
    "льду": "лед",
    "льдом": "лед",
    "огня": "огон",
    "огни": "огон",
    "огней": "огон",
    "друзья": "друг",
    "друзей": "друг",
    "друзьям": "друг",
    "друзьями": "друг",
    "писем": "письм",
    "кольца": "кольц",
    "колец": "кольц",
    # Words that do not change, with what they would be taken for: виденье, мёд, рад, лёг, поэт, куда.
    **{word: word for word in ("видео", "медиа", "радио", "лего", "поэтому", "кудо", "ии")},
}
#: Fleeting vowels: кружок – кружки, конек – коньки, танец – танцы, боец – бойцы, палец – пальцы, музей – музея.
_FLEETING = (
    (re.compile(r"(?<=..[бвгджзклмнпрстфхцчшщ])ок$"), "к"),
    (re.compile(r"(?<=..[жчшщц])ек$"), "к"),
    (re.compile(r"(?<=.[нл])ек$"), "ьк"),
    (re.compile(r"(?<=.[ое])ец$"), "йц"),
    (re.compile(r"(?<=.л)ец$"), "ьц"),
    (re.compile(r"(?<=.[бвгджзкмнпрстфх])ец$"), "ц"),
    (re.compile(r"(?<=..[бвгджзклмнпрстфхцчшще])е$"), ""),
)
_stemmer = snowballstemmer.stemmer("russian")
_stemmer_lock = Lock()  # the C stemmer keeps the word that it works on


def fold(text: str) -> str:
    """Text as it is compared: lower case, ё as е, one kind of dash and space, no accents or invisible signs."""
    return unicodedata.normalize("NFKC", text).lower().translate(_ODD)


def typed_words(text: str) -> list[str]:
    """Folded words in order, hyphenated ones whole: «IT-куб, 3D и C++» → it-куб, 3d, и, c++."""
    return [word for word in _WORD.findall(fold(text)) if len(word) <= LONGEST_WORD]


def parts(word: str) -> tuple[str, ...]:
    """What a word is found by: itself, or for a hyphenated one its parts and then the joined form."""
    if "-" not in word:
        return (_TWO_ALPHABETS.get(word, word),)
    found = [_TWO_ALPHABETS.get(part, part) for part in word.split("-")]
    return (*found, "".join(found))


def tokenise(text: str) -> list[str]:
    """Folded words as they are indexed: hyphenated ones give their parts and the joined form; no stop words."""
    return [part for word in typed_words(text) for part in parts(word) if part not in STOP_WORDS]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Stem of a folded word; words of other alphabets stay as they are."""
    if not "а" <= word[:1] <= "я":
        return word
    if word in _FORMS:
        return _FORMS[word]
    with _stemmer_lock:
        found = str(_stemmer.stemWord(word))
    for pattern, ending in _FLEETING:
        changed = pattern.sub(ending, found)
        if changed != found:
            return changed
    return found


#: For those that read by the same rules elsewhere.
TWO_ALPHABETS, FORMS, FLEETING = _TWO_ALPHABETS, _FORMS, _FLEETING
#: Letters in the order of the alphabet by code: ё stands between е and ж.
_ALPHABET = str.maketrans({"ё": "ж", **{chr(code): chr(code + 1) for code in range(ord("ж"), ord("я") + 1)}})
_LETTERS = re.compile(r"[^\W_]+")


def sort_key(text: str) -> str:
    """Key that puts names into Russian order: digits, Latin, Cyrillic with ё after е.

    Quotes and dashes count nothing.
    """
    low = unicodedata.normalize("NFKC", text).lower()
    return " ".join(_LETTERS.findall(low)).translate(_ALPHABET)
