"""Text of an HTML file. Nothing of it is run or fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from app.services.documents.api import Extracted
from app.services.documents.extracting.decoding import clean, decode
from app.services.documents.extracting.outline import Outline

_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "iframe"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li", "main",
    "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "tfoot",
    "thead", "tr", "ul",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


def read_html(data: bytes, characters: int) -> Extracted:
    """Return what a reader would see, under its headings."""
    text, note = _decode(data)
    page = _Page(characters)
    page.feed(text)
    page.close()
    return page.extracted(note)


def _decode(data: bytes) -> tuple[str, str]:
    named = _CHARSET.search(data[:2048])
    if named and named[1].lower() not in (b"utf-8", b"utf8"):
        try:
            return clean(data.decode(named[1].decode(), "replace")), ""
        except (LookupError, UnicodeError):
            pass
    return decode(data)


class _Page(HTMLParser):
    """Turns tags into paragraphs, headings and code."""

    def __init__(self, characters: int) -> None:
        super().__init__(convert_charrefs=True)
        self._outline = Outline(characters)
        self._line: list[str] = []
        self._silent: list[str] = []
        self._pre = 0
        self._title: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or what is not shown."""
        self._in_title = tag == "title" and not self._silent  # a picture has one, too
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS or tag in _HEADINGS:
            self._flush()
            self._pre += tag == "pre"
            if tag == "li":
                self._line.append("- ")
        elif tag in ("td", "th") and self._line:
            self._line.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        """End a block, or what is not shown."""
        self._in_title = False
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _HEADINGS:
            text, self._line = "".join(self._line), []
            self._outline.heading(_HEADINGS[tag], clean(text))
        elif tag in _BLOCKS:
            self._flush()
            self._pre -= tag == "pre" and self._pre > 0

    def handle_data(self, data: str) -> None:
        """Take text that is shown."""
        if self._in_title:
            self._title.append(data)
        elif not self._silent:
            self._line.append(data)

    def extracted(self, note: str) -> Extracted:
        """Return what was read."""
        self._flush()
        text, sections = self._outline.done()
        return Extracted(text, sections, clean(" ".join("".join(self._title).split())), None, note)

    def _flush(self) -> None:
        text, self._line = clean("".join(self._line)), []
        if self._pre:
            self._outline.paragraph(text.strip("\n"))
            return
        text = " ".join(text.split())
        if text != "-":
            self._outline.paragraph(text)
