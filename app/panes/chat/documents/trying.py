"""Try a question: what of a collection it finds, without any model that answers."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.look.components import Button, ElidedLabel, Text, scrolled
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.asking import Answered, OneQuestion, Refused
from app.panes.chat.documents.passage import PassageAsked, Place
from app.panes.chat.documents.words import beginning, place_text, why_found
from app.services.documents.api import Passage, Retrieval

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub

_BUDGET = 4000
"""Tokens of what is found, as in a conversation with a small context."""
_SHOWN = 700
_TEACH = tr(
    "What a question finds here is what a model would be given. Nothing leaves this computer."
)


class FoundCard(QFrame):
    """One passage that was found.

    Signals:
        asked: it is wanted where it stands.
    """

    asked = Signal(PassageAsked)

    def __init__(self, rank: int, passage: Passage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passage = passage
        self.setProperty("surface", "card")
        name = said(passage.title or PurePath(passage.document).name, limit=160)
        self.title = ElidedLabel(name, "strong")
        self.why = Text(why_found(passage), "label", "text2")
        heading = "" if passage.heading == passage.title else passage.heading
        self.where = ElidedLabel(place_text(passage.page, heading), "label", "text2")
        self.text = Text(beginning(passage.text, _SHOWN), "body", "text", wrap=True)
        self.open = Button(tr("Show in the document"), "link")
        self.open.setAccessibleName(
            tr("Show passage {rank} in {name}").format(rank=rank, name=name)
        )
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.title, 1)
        top.addWidget(self.why)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.where)
        column.addWidget(self.text)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self.where.setVisible(bool(self.where.whole_text()))
        self.open.clicked.connect(self._on_open)

    def _on_open(self) -> None:
        each = self._passage
        place = Place(
            each.collection, each.document, each.title, each.start, each.end, each.page,
            each.heading, each.text,
        )  # fmt: skip
        self.asked.emit(PassageAsked(place))


class TryQuestion(QWidget):
    """A question, and what it finds.

    Signals:
        passage_asked: a passage is wanted where it stands.
    """

    passage_asked = Signal(PassageAsked)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._collection = ""
        self._question = OneQuestion(self)
        self._question.answered.connect(self._on_answered)
        self._question.refused.connect(self._on_refused)
        self._question.ended.connect(self._show_state)
        self.cards: list[FoundCard] = []
        self._build()

    def show_collection(self, collection: str) -> None:
        """Ask another collection from now on."""
        if collection != self._collection:
            self._collection = collection
            self._question.stop()
            self._clear()
            self.words.setText(_TEACH)
            self._show_state()

    def _build(self) -> None:
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("A question, or words that stand in the documents"))
        self.field.setAccessibleName(tr("Question to the documents"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaxLength(2000)
        self.field.setFixedHeight(CONTROL_HEIGHT + 2)
        self.search = Button(tr("Find passages"), icon_name="magnifying-glass")
        self.words = Text(_TEACH, "label", "text2", wrap=True)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(scrolled(self._list), 1)
        self.field.returnPressed.connect(self._on_find)
        self.search.clicked.connect(self._on_find)

    def _show_state(self) -> None:
        self.search.setEnabled(not self._question.is_busy)
        self.search.setText(tr("Searching…") if self._question.is_busy else tr("Find passages"))

    def _on_find(self) -> None:
        text, chat, collection = self.field.text().strip(), self._hub.chat, self._collection
        if not text or not collection or self._question.is_busy:
            return

        def ask(cancel: Cancel) -> Retrieval:
            return chat.documents.retrieve(text, (collection,), cancel, token_budget=_BUDGET)

        self._question.begin(chat.work(ask), chat.start)
        self._show_state()

    def _on_answered(self, answered: Answered) -> None:
        found = answered.value
        if not isinstance(found, Retrieval):
            return
        self._clear()
        for place, passage in enumerate(found.passages):
            card = FoundCard(place + 1, passage)
            card.asked.connect(self.passage_asked)
            self._column.insertWidget(place, card)
            self.cards.append(card)
        self.words.setText(_summary(found))

    def _on_refused(self, refused: Refused) -> None:
        self._clear()
        self.words.setText(said(f"{refused.error.message} {refused.error.hint}", limit=600))

    def _clear(self) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []


def _summary(found: Retrieval) -> str:
    times = tr("{embedding} to embed, {search} to search").format(
        embedding=units.duration(found.embed_s), search=units.duration(found.search_s)
    )
    count = len(found.passages)
    searched = (
        tr(
            "%n passages found among {searched_chunks}: {times}.",
            "%n passage found among {searched_chunks}: {times}.",
            count,
        )
        if count
        else tr("Nothing found among {searched_chunks}: {times}.")
    )
    words = searched.format(searched_chunks=numeral(found.searched_chunks), times=times)
    return " ".join((words, *(said(note, limit=300) for note in found.notes)))
