"""What is read of a file, by its kind. For the process that reads, which may crash."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.documents.api import Extracted, Section
from app.services.documents.extracting.decoding import decode
from app.services.documents.extracting.limits import ReadLimits, Unreadable
from app.services.documents.extracting.marked import read_markdown
from app.services.documents.extracting.pdf import read_pdf
from app.services.documents.extracting.web_page import read_html
from app.services.documents.extracting.word import read_docx
from app.services.documents.kinds import FileKind, kind_of


def read(path: str, limits: ReadLimits) -> Extracted:
    """Return the text of a file. Raises Unreadable, OSError, MemoryError."""
    kind = kind_of(path)
    if kind is FileKind.PDF:
        return read_pdf(path, limits)
    if kind is FileKind.DOCX:
        return read_docx(path, limits)
    with open(path, "rb") as file:
        data = file.read(4 * limits.characters + 1)
    if len(data) > 4 * limits.characters:
        raise Unreadable(tr("It holds too much text to be read."), tr("Split it."))
    if kind is FileKind.HTML:
        return read_html(data, limits.characters)
    text, note = decode(data)
    if len(text) > limits.characters:
        raise Unreadable(tr("It holds too much text to be read."), tr("Split it."))
    if kind is FileKind.MARKDOWN:
        found = read_markdown(text)
        return Extracted(found.text, found.sections, found.title, None, note)
    whole = Section(0, len(text))
    return Extracted(text, (whole,) if text else (), note=note)
