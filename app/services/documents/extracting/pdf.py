"""Text of a PDF, page by page (PDFium)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.core.i18n import numeral, tr
from app.core.listed import listed
from app.services.documents.api import Extracted, Section
from app.services.documents.extracting.decoding import clean
from app.services.documents.extracting.limits import ReadLimits, Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

_BROKEN_WORD = re.compile("[\ufffe\x02]\\s*")
"""What PDFium makes of a hyphen at the end of a line."""
_NAMED_PAGES = 5


def read_pdf(path: str, limits: ReadLimits) -> Extracted:
    """Return the text of a PDF; each page is a section."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _why(error) from None
    try:
        count = len(document)
        if count > limits.pages:
            raise Unreadable(
                tr("It has {count} pages; up to {pages} are read.").format(
                    count=numeral(count), pages=numeral(limits.pages)
                ),
                tr("Split it."),
            )
        pieces, sections, empty, start = [], [], [], 0
        for number in range(1, count + 1):
            text = _page_text(document, number - 1)
            if not text:
                empty.append(number)
                continue
            piece = f"{text}\n\n"
            sections.append(Section(start, start + len(piece), page=number))
            pieces.append(piece)
            start += len(piece)
            if start > limits.characters:
                raise Unreadable(tr("It holds too much text to be read."), tr("Split it."))
        title = clean(document.get_metadata_value("Title")).strip()
        return Extracted("".join(pieces), tuple(sections), title, count, _note(empty, count))
    finally:
        document.close()


def _page_text(document: PdfDocument, index: int) -> str:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:  # this page is damaged, others may not be
        return ""
    text_page = page.get_textpage()
    text = _BROKEN_WORD.sub("", text_page.get_text_bounded())
    text_page.close()
    page.close()
    return clean(text).strip()


def _note(empty: list[int], count: int) -> str:
    """Say which pages hold no text."""
    if not empty:
        return ""
    if len(empty) == count:
        return tr("It holds pictures of pages only, no text.")
    named = listed([str(number) for number in empty], _NAMED_PAGES)
    if len(empty) == 1:
        return tr("Page {named} holds no text.").format(named=named)
    return tr("Pages {named} hold no text.").format(named=named)


def _why(error: Exception) -> Unreadable:
    text = str(error).lower()
    if "password" in text:
        return Unreadable(tr("It is protected by a password."), tr("Save a copy without one."))
    return Unreadable(
        tr("It is not a PDF, or damaged."), tr("Open it in a viewer and save it anew.")
    )
