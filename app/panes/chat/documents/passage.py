"""A passage where it stands: the document's text with it highlighted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.said import plain, said
from app.look.components import Button, ElidedLabel, Text
from app.look.icons import colour
from app.panes.asking import Answered, OneQuestion, Refused
from app.panes.chat.documents.opening import open_document, opening_words
from app.panes.chat.documents.words import place_text

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub

AROUND = 60_000
"""Characters before and after a passage that are shown: a whole book would take too long."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a document."""

    collection: str
    document: str
    title: str
    start: int
    end: int
    page: int | None = None
    heading: str = ""
    text: str = ""
    """Shown alone where the document's text cannot be read any more."""


@dataclass(frozen=True, slots=True)
class PassageAsked:
    """A person wants to see a passage where it stands."""

    place: Place


class PassageDialog(QDialog):
    """Shows one document's text, at the passage."""

    def __init__(self, hub: Hub, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._place = place
        self._question = OneQuestion(self)
        self._question.answered.connect(self._on_answered)
        self._question.refused.connect(self._on_refused)
        self.setWindowTitle(said(place.title or Path(place.document).name, limit=120))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 620)
        self._build()
        self._ask()

    def done(self, result: int) -> None:
        """Close; what is still read is not wanted any more."""
        self._question.stop()
        super().done(result)

    def _build(self) -> None:
        place = self._place
        self.title = ElidedLabel(said(place.title or Path(place.document).name), "card")
        self.where = ElidedLabel(place_text(place.page, place.heading), "label", "text2")
        self.path = ElidedLabel(said(place.document, limit=400), "label", "text3")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Text of the document"))
        self.text.setPlainText(tr("Reading…"))
        self.problem = Text("", "body", "warn", wrap=True, selectable=True)
        self.problem.hide()
        self.open_file = Button(opening_words(place.document), icon_name="arrow-square-out")
        self.open_file.setEnabled(False)  # until the index knows it: a path may be a stranger's
        self.copy = Button(tr("Copy passage"), icon_name="copy")
        self.shut = Button(tr("Close"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.open_file)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(6)
        for widget in (self.title, self.where, self.path):
            column.addWidget(widget)
        self.where.setVisible(bool(self.where.whole_text()))
        column.addSpacing(8)
        column.addWidget(self.problem)
        column.addWidget(self.text, 1)
        column.addSpacing(8)
        column.addLayout(row)
        self.open_file.clicked.connect(self._on_open)
        self.copy.clicked.connect(self._on_copy)
        self.shut.clicked.connect(self.accept)

    def _ask(self) -> None:
        chat, place = self._hub.chat, self._place

        def read(_cancel: Cancel) -> str:
            return chat.documents.text_of(place.collection, place.document)

        self._question.begin(chat.work(read), chat.start)

    def _on_answered(self, answered: Answered) -> None:
        text, place = answered.value, self._place
        self.open_file.setEnabled(isinstance(text, str) and Path(place.document).is_absolute())
        if not isinstance(text, str) or not 0 <= place.start < place.end <= len(text):
            self._show_alone(
                tr("The document was changed since: this is the passage as it was then.")
            )
            return
        begin, end = max(0, place.start - AROUND), min(len(text), place.end + AROUND)
        before = ("…" if begin else "") + plain(text[begin : place.start])
        marked = plain(text[place.start : place.end])
        after = plain(text[place.end : end]) + ("…" if end < len(text) else "")
        self.text.setPlainText(before + marked + after)
        self._mark(before, marked)

    def _on_refused(self, refused: Refused) -> None:
        self._show_alone(f"{refused.error.message} {refused.error.hint}".strip())

    def _show_alone(self, why: str) -> None:
        self.problem.setText(said(why, limit=400))
        self.problem.setAccessibleName(self.problem.text())
        self.problem.show()
        self.text.setPlainText(plain(self._place.text))

    def _mark(self, before: str, marked: str) -> None:
        cursor = self.text.textCursor()
        # Qt counts UTF-16, Python code points.
        begin = _utf16(before)
        cursor.setPosition(begin)
        cursor.setPosition(begin + _utf16(marked), QTextCursor.MoveMode.KeepAnchor)
        found = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setBackground(QColor(colour("selected")))
        found.format = look
        found.cursor = QTextCursor(cursor)
        self.text.setExtraSelections([found])
        cursor.setPosition(begin)
        self.text.setTextCursor(cursor)
        self.text.centerCursor()

    def _on_open(self) -> None:
        open_document(self._place.document)

    def _on_copy(self) -> None:
        from PySide6.QtWidgets import QApplication

        QApplication.clipboard().setText(self._place.text)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
