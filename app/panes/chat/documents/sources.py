"""The sources of an answer: numbered passages, those that it cites first to see."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, ElidedLabel, EmptyState, Pill, Text, scrolled
from app.panes.chat.documents.passage import PassageAsked, Place
from app.panes.chat.documents.words import beginning, place_text

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from app.services.chat.api import Source

_SHOWN = 420
"""Characters of a passage in its card."""
_EMPTY = tr(
    "Choose documents below the message: the passages that an answer was given appear "
    "here, and which of them it cites."
)


class SourceCard(QFrame):
    """One numbered passage.

    Signals:
        asked: it is wanted where it stands.
    """

    asked = Signal(PassageAsked)

    def __init__(self, source: Source, *, cited: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.setProperty("surface", "card")
        name = said(source.title or PurePath(source.document).name, limit=120)
        self.number = Pill(str(source.number), "accent" if cited else "text2")
        self.title = ElidedLabel(name, "strong")
        heading = "" if source.heading == source.title else source.heading
        self.where = ElidedLabel(place_text(source.page, heading), "label", "text2")
        text = beginning(source.text, _SHOWN) or tr("n/a: its text was not kept")
        self.text = Text(text, "body", "text2", wrap=True)
        self.open = Button(tr("Show in the document"), "link")
        self.open.setAccessibleName(
            tr("Show source {number} in {name}").format(number=source.number, name=name)
        )
        self.cited = Text(
            tr("Cited") if cited else tr("Not cited"), "meta", "ok" if cited else "text3"
        )
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.number)
        top.addWidget(self.title, 1)
        top.addWidget(self.cited)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(4)
        column.addLayout(top)
        for widget in (self.where, self.text, self.open):
            column.addWidget(widget, 0)
        column.setAlignment(self.open, Qt.AlignmentFlag.AlignLeft)
        self.where.setVisible(bool(self.where.whole_text()))
        self.open.clicked.connect(self._on_open)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show it where it stands."""
        self._on_open()

    def _on_open(self) -> None:
        self.asked.emit(PassageAsked(place_of(self.source)))


class SourcesPanel(QWidget):
    """What of the documents went to the model.

    Signals:
        passage_asked: a source is wanted where it stands.
    """

    passage_asked = Signal(PassageAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[tuple[Source, ...], frozenset[int]] = ((), frozenset())
        self.cards: list[SourceCard] = []
        self.title = Text(tr("Sources"), "card")
        self.about = Text("", "label", "text2", wrap=True)
        self.empty = EmptyState("quotes", tr("No sources"), _EMPTY)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self._area = scrolled(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget, stretch in (
            (self.title, 0),
            (self.about, 0),
            (self._area, 1),
            (self.empty, 1),
        ):
            column.addWidget(widget, stretch)
        self.show_sources((), frozenset())

    def show_sources(
        self, sources: tuple[Source, ...], cited: frozenset[int], *, number: int = 0
    ) -> None:
        """Show the passages of one answer, and the one with `number` in sight."""
        if (sources, cited) != self._shown:
            self._shown = (sources, cited)
            self._fill(sources, cited)
        self.about.setVisible(bool(sources))
        self._area.setVisible(bool(sources))
        self.empty.setVisible(not sources)
        used = sum(1 for each in sources if each.number in cited)
        one = (
            tr("1 passage")
            if len(sources) == 1
            else tr("{sources} passages").format(sources=len(sources))
        )
        self.about.setText(tr("{one} went to the model, {used} cited").format(one=one, used=used))
        for card in self.cards:
            if card.source.number == number:
                self._area.ensureWidgetVisible(card)
                card.open.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, sources: tuple[Source, ...], cited: frozenset[int]) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        for place, source in enumerate(sources):
            card = SourceCard(source, cited=source.number in cited)
            card.asked.connect(self.passage_asked)
            self._column.insertWidget(place, card)
            self.cards.append(card)


def place_of(source: Source) -> Place:
    """Return where a source stands."""
    return Place(
        source.collection,
        source.document,
        source.title,
        source.start,
        source.end,
        source.page,
        source.heading,
        source.text,
    )
