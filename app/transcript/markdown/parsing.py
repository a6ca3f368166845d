"""From Markdown to blocks, with markdown-it-py.

HTML stays text, pictures become links, and a link leads to the web or to an e-mail address only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

from app.transcript.markdown.blocks import (
    Block,
    Code,
    Formula,
    Heading,
    Item,
    Items,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Table,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

_MATH = {"math_block", "math_block_eqno", "math_block_label", "amsmath", "math_block_end"}
_INLINE_MATH = {"math_inline", "math_inline_double"}
_ALLOWED = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>\"'`|\\^{}]+", re.IGNORECASE)
_CITED = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
_TASK = re.compile(r"\[([ xX])\] ")
_AFTER_LINK = ".,;:!?*_~"
_MOST_COLUMNS = 100
"""Of a table; one with more is shown as it was written."""
_MOST_MARKS = 800
"""Of one kind in a section; with more it is no text, and to parse it would take seconds."""


def parsed(
    source: str, *, citations: int = 0, references: Mapping[str, str] | None = None
) -> tuple[Block, ...]:
    """Return the blocks of a text.

    Args:
        source: Markdown.
        citations: how many sources are numbered; `[1]` to `[n]` become citations.
        references: what `[name]: address` said elsewhere in the same message.
    """
    if _is_noise(source):
        return (Paragraph((Span(source),)),)
    known = {
        name.strip().upper(): {"href": href, "title": "", "map": [0, 0]}
        for name, href in (references or {}).items()
    }
    tokens = _parser().parse(source, {"references": known})
    return tuple(_Reader(tokens, citations).blocks())


def is_allowed(url: str) -> bool:
    """Return whether a link may be pressed."""
    return _ALLOWED.match(url) is not None


def _is_noise(source: str) -> bool:
    """Return whether nobody wrote this to be read."""
    columns = source.count("|", 0, source.find("\n") + 1)
    return columns > _MOST_COLUMNS or any(source.count(mark) > _MOST_MARKS for mark in "[$\\*_`<")


@functools.cache
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    made.use(texmath_plugin, delimiters="brackets")
    return made.use(amsmath_plugin)


class _Reader:
    """Walks over the tokens once."""

    def __init__(self, tokens: Sequence[Token], citations: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._citations = citations

    def blocks(self, end: str = "") -> Iterator[Block]:
        """Yield blocks up to the token `end`, which is taken, too."""
        while self._at < len(self._tokens):
            token = self._next()
            if token.type == end:
                return
            if (block := self._block(token)) is not None:
                yield block

    def _next(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _block(self, token: Token) -> Block | None:
        if token.type == "paragraph_open":
            return Paragraph(self._inline("paragraph_close"))
        if token.type == "heading_open":
            return Heading(int(token.tag[1:]), self._inline("heading_close"))
        if token.type in ("fence", "code_block"):
            return Code(token.content.rstrip("\n"), language_of(token.info))
        if token.type in _MATH:
            return Formula(token.content.strip())
        if token.type == "hr":
            return Rule()
        if token.type == "blockquote_open":
            return Quote(tuple(self.blocks("blockquote_close")))
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return self._items(token)
        return self._table() if token.type == "table_open" else None

    def _inline(self, end: str) -> Spans:
        spans: list[Span] = []
        while (token := self._next()).type != end:
            spans += spans_of(token.children or (), self._citations)
        return tuple(spans)

    def _items(self, opened: Token) -> Items:
        ordered = opened.type == "ordered_list_open"
        number, tight, items = int(opened.attrs.get("start", 1)), True, []
        while (token := self._next()).type == "list_item_open":
            first = self._tokens[self._at]
            tight = tight and (first.type != "paragraph_open" or first.hidden)
            blocks = tuple(self.blocks("list_item_close"))
            marker = f"{number}{token.markup or '.'}" if ordered else ""
            items.append(_as_task(Item(blocks, marker)))
            number += 1
        return Items(tuple(items), tight)

    def _table(self) -> Table:
        rows: list[tuple[Spans, ...]] = []
        aligned: list[str] = []
        cells: list[Spans] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                cells = []
            elif token.type == "tr_close":
                rows.append(tuple(cells))
            elif token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    style = str(token.attrs.get("style", ""))
                    aligned.append(style.removeprefix("text-align:"))
                cells.append(self._inline(token.type.replace("open", "close")))
        return Table(tuple(rows), tuple(aligned))


def language_of(info: str) -> str:
    """Return the language that the line above a piece of code names."""
    words = info.strip().strip("{}").lstrip(".").split()
    return words[0].split(":")[0].split(",")[0] if words else ""


def _as_task(item: Item) -> Item:
    first = item.blocks[0] if item.blocks else None
    if not isinstance(first, Paragraph) or not first.spans:
        return item
    begin = first.spans[0]
    if begin.code or (found := _TASK.match(begin.text)) is None:
        return item
    spans = (begin._replace(text=begin.text[found.end() :]), *first.spans[1:])
    return replace(item, blocks=(Paragraph(spans), *item.blocks[1:]), done=found[1] in ("x", "X"))


def spans_of(tokens: Sequence[Token], citations: int) -> Iterator[Span]:
    """Yield the spans of a line's tokens."""
    look = Span("")
    for token in tokens:
        if token.type == "text":
            if token.content:
                yield from _written(look._replace(text=token.content), citations)
        elif token.type in ("softbreak", "hardbreak"):
            yield look._replace(text="\n")
        elif token.type == "code_inline":
            yield look._replace(text=token.content, code=True)
        elif token.type in _INLINE_MATH:
            yield look._replace(text=token.content, formula=token.content)
        elif token.type == "image":
            yield _picture(token, look)
        else:
            look = _changed(look, token)


def _changed(look: Span, token: Token) -> Span:
    opens = token.nesting > 0
    if token.type in ("strong_open", "strong_close"):
        return look._replace(bold=opens)
    if token.type in ("em_open", "em_close"):
        return look._replace(italic=opens)
    if token.type in ("s_open", "s_close"):
        return look._replace(struck=opens)
    if token.type in ("link_open", "link_close"):
        url = str(token.attrs.get("href", "")) if opens else ""
        return look._replace(link=url if is_allowed(url) else "")
    return look


def _picture(token: Token, look: Span) -> Span:
    """Return a picture's words; what is elsewhere is never loaded."""
    url = str(token.attrs.get("src", ""))
    return look._replace(
        text=f"[picture: {token.content or url}]", link=url if is_allowed(url) else ""
    )


def _written(span: Span, citations: int) -> Iterator[Span]:
    """Yield a text with its bare addresses and citations."""
    if span.link or ("[" not in span.text and "://" not in span.text):
        yield span
        return
    done = 0
    for found in _BARE.finditer(span.text):
        url = _without_tail(found[0])
        yield from _cited(span._replace(text=span.text[done : found.start()]), citations)
        yield span._replace(text=url, link=url)
        done = found.start() + len(url)
    yield from _cited(span._replace(text=span.text[done:]), citations)


def _without_tail(url: str) -> str:
    """Return an address without what belongs to the sentence around it."""
    while url and (
        url[-1] in _AFTER_LINK
        or (url[-1] == ")" and url.count(")") > url.count("("))
        or (url[-1] == "]" and url.count("]") > url.count("["))
    ):
        url = url[:-1]
    return url


def _cited(span: Span, citations: int) -> Iterator[Span]:
    done = 0
    for found in _CITED.finditer(span.text) if citations else ():
        numbers = [int(each) for each in found[1].split(",")]
        if not all(0 < number <= citations for number in numbers):
            continue
        if found.start() > done:
            yield span._replace(text=span.text[done : found.start()])
        for number in numbers:
            yield span._replace(text=f"[{number}]", citation=number)
        done = found.end()
    if done < len(span.text):
        yield span._replace(text=span.text[done:])
