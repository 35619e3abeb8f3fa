"""Markdown of centres → HTML that can do nothing: written without raw HTML, then cleaned by an allow-list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = frozenset(
    "p h2 h3 ul ol li a strong em s blockquote table thead tbody tr th td hr br code pre".split()  # noqa: SIM905  # a list of tags reads best as a line
)
_SCHEMES = ("http", "https", "mailto", "tel")
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as clean HTML; ``questions`` are pairs of a plain question and the HTML of its answer."""

    html: str
    questions: tuple[tuple[str, str], ...] = ()


def render(text: str, root: str | None = "", *, questions: bool = False) -> Rendered:
    """Make HTML of Markdown.

    :param root: what stands before addresses of this site, «/programs/»; None takes such links away.
    :param questions: each heading begins a question; what stands before the first one is the introduction.
    """
    tokens = _settled(_PARSER.parse(text), root)
    starts = [at for at, one in enumerate(tokens) if one.type == "heading_open" and one.level == 0]
    if not questions or not starts:
        return Rendered(_html(tokens))
    found = []
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        answer = _html(tokens[start + 3 : end])
        if answer.strip():
            found.append((_plain(tokens[start + 1]), answer))
    return Rendered(_html(tokens[: starts[0]]), tuple(found))


def excerpt(text: str, length: int = 200) -> str:
    """The beginning of a Markdown text in plain words, cut at a word."""
    words = " ".join(" ".join(_plain(one) for one in _PARSER.parse(text) if one.type == "inline").split())
    return words if len(words) <= length else words[: words.rfind(" ", 0, length)].rstrip(" ,.;:–") + "…"


def _html(tokens: Sequence[Token]) -> str:
    made = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return nh3.clean(
        made, tags=set(_TAGS), attributes={"a": {"href"}, "*": set()}, url_schemes=set(_SCHEMES), link_rel="noopener"
    )


def _plain(inline: Token) -> str:
    return "".join(_words(one) for one in inline.children or ())


def _words(token: Token) -> str:
    if token.type == "image":
        return "".join(_words(one) for one in token.children or ())
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def _settled(tokens: list[Token], root: str | None) -> list[Token]:
    """Headings below that of the page, no empty ones, links that lead somewhere, no pictures."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            near = tokens[at + 1] if token.type == "heading_open" else tokens[at - 1]
            if not _plain(near).strip():
                continue
            token.tag = "h2" if token.tag in {"h1", "h2"} else "h3"
        if token.type == "inline":
            token.children = _links(token.children or [], root)
        found.append(token)
    return found


def _links(tokens: list[Token], root: str | None) -> list[Token]:
    found: list[Token] = []
    opened: list[tuple[int, bool]] = []
    for token in tokens:
        if token.type == "image":
            found.append(Token("text", "", 0, content=_words(token)))
        elif token.type == "link_open":
            leads = _address(str(token.attrs.get("href", "")), root)
            opened.append((len(found), bool(leads)))
            token.attrs["href"] = leads
            found.append(token)
        elif token.type == "link_close" and opened:
            start, leads_on = opened.pop()
            if leads_on and "".join(map(_words, found[start + 1 :])).strip():
                found.append(token)
            else:
                del found[start]
        else:
            found.append(token)
    return found


def _address(href: str, root: str | None) -> str:
    """Where a link leads; empty for addresses that mean nothing here."""
    if href.startswith("/") and not href.startswith(("//", "/\\")):
        return "" if root is None else f"{root}{href}"
    return href if href.partition(":")[0].lower() in _SCHEMES else ""
