"""Text of a DOCX: paragraphs, lists and tables, under its headings."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.core.i18n import tr
from app.services.documents.api import Extracted
from app.services.documents.extracting.decoding import clean
from app.services.documents.extracting.limits import ReadLimits, Unreadable
from app.services.documents.extracting.outline import Outline

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_HEADING = re.compile(r"heading\s*([1-9])$", re.IGNORECASE)
_MOST_PARTS = 10_000
_DEEPEST_TABLE = 5
_AROUND_BLOCKS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNREAD = frozenset({
    "pPr", "rPr", "sdtPr", "tcPr", "del", "moveFrom",
    "Fallback",  # says the same once more, for old programs
    "tbl",
})  # fmt: skip
_DAMAGED = Unreadable(tr("It is not a DOCX, or damaged."), tr("Open it in Word and save it anew."))


def read_docx(path: str, limits: ReadLimits) -> Extracted:
    """Return the text of a DOCX. Its pages are not known: a printer's driver makes them."""
    _look_inside(path, limits)
    import docx

    document = docx.Document(path)
    outline = Outline(limits.characters)
    _body(document, outline)
    title = clean(document.core_properties.title or "").strip()
    text, sections = outline.done()
    return Extracted(text, sections, title)


def _look_inside(path: str, limits: ReadLimits) -> None:
    """Refuse what is no archive, or one that would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        with open(path, "rb") as file:
            if file.read(4) == b"\xd0\xcf\x11\xe0":  # what Office wraps a protected file in
                raise Unreadable(
                    tr("It is protected by a password, or of an old Word."), tr("Save it as DOCX.")
                ) from None
        raise _DAMAGED from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked:
        raise Unreadable(
            tr("Unpacked it has more than {unpacked} MB: it may be a trap.").format(
                unpacked=limits.unpacked // 1000000
            ),
            tr("If you trust it, split it."),
        )


def _body(document: Document, outline: Outline) -> None:
    from docx.oxml.table import CT_Tbl
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    names: dict[str, str] = {}
    for block in _blocks(document.element.body):
        if isinstance(block, CT_Tbl):
            for row in _rows(Table(block, document), 0):
                outline.paragraph(row)
        else:
            _paragraph(Paragraph(block, document), outline, names)


def _blocks(element: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml tells no types
    """Yield paragraphs and tables, also those of forms and templates, which python-docx leaves."""
    for child in element.iterchildren():
        name = _name(child)
        if name in ("p", "tbl"):
            yield child
        elif name in _AROUND_BLOCKS:
            yield from _blocks(child)


def _text(element: Any) -> str:  # noqa: ANN401 - lxml tells no types
    """Return what is read of an element, with what was inserted and without what was deleted."""
    pieces: list[str] = []
    for child in element.iterchildren():
        name = _name(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _MARKS:
            pieces.append(_MARKS[name])
        elif name not in _UNREAD:
            text = _text(child)
            pieces.append(f"\n{text}\n" if name == "p" else text)
    return "".join(pieces)


def _name(element: Any) -> str:  # noqa: ANN401 - lxml tells no types
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _paragraph(paragraph: Paragraph, outline: Outline, names: dict[str, str]) -> None:
    text = clean(_text(paragraph._p)).strip("\n")  # noqa: SLF001 - `text` leaves out what was inserted
    name = _style(paragraph, names)
    heading = _HEADING.match(name)
    if name == "Title":
        outline.heading(0, text)
    elif heading:
        outline.heading(int(heading[1]), text)
    elif name.startswith("List") and text.strip():
        outline.paragraph(f"- {text}")
    else:
        outline.paragraph(text)


def _style(paragraph: Paragraph, names: dict[str, str]) -> str:
    """Return the name of a paragraph's style; looking one up walks all of them."""
    properties = paragraph.paragraph_format.element.pPr
    key = "" if properties is None else properties.style or ""
    if key not in names:
        style = paragraph.style
        names[key] = "" if style is None else style.name or ""
    return names[key]


def _rows(table: Table, depth: int) -> list[str]:
    """Return the rows of a table, a line each; a table in a cell comes after the row."""
    if depth >= _DEEPEST_TABLE:
        return []
    rows: list[str] = []
    for row in table.rows:
        cells, inner, last = [], list[str](), None
        for cell in row.cells:
            if cell._tc is last:  # noqa: SLF001 - a merged cell is listed once a column
                continue
            last = cell._tc  # noqa: SLF001
            cells.append(" ".join(clean(_text(last)).split()))
            for table_inside in cell.tables:
                inner.extend(_rows(table_inside, depth + 1))
        rows.append(" | ".join(cells))
        rows.extend(inner)
    return rows
