"""The votes so far: how often each model's answers were liked better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.core import units
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Text
from app.panes.asking import Answered, OneQuestion, Refused
from app.services.chat.votes import Standing, VoteBook, standings

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub

_HEADINGS = (tr("Model"), tr("Won"), tr("Tied"), tr("Lost"), tr("Share"), tr("Blind"))
_FEW = 10
"""Comparisons below which a share says little."""
_NONE = tr("No vote yet. After all have answered, say which answer is better.")
_HOW = tr(
    "Share: of its comparisons, a tie counts half; of few: it had fewer than 10. "
    "Blind: votes given without seeing the names."
)


class VotesDialog(QDialog):
    """A table of models, the one that won the largest share first."""

    def __init__(self, hub: Hub, votes: VoteBook, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Votes"))
        self.resize(680, 360)
        self.words = Text(tr("Reading…"), "label", "text2", wrap=True)
        self.table = _table()
        close = Button(tr("Close"), "primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(Text(tr("Votes"), "card"))
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._reading = OneQuestion(self)
        self._reading.answered.connect(self._on_read)
        self._reading.refused.connect(self._on_refused)

        def read(_cancel: Cancel) -> object:
            return standings(votes.all())

        self._reading.begin(hub.chat.work(read), hub.chat.start)

    def _on_read(self, answered: Answered) -> None:
        found = answered.value
        assert isinstance(found, tuple)
        self.table.setRowCount(len(found))
        for row, standing in enumerate(found):
            for place, text in enumerate(_cells(standing)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_side(place))
                self.table.setItem(row, place, item)
        self.words.setText(_HOW if found else _NONE)

    def _on_refused(self, refused: Refused) -> None:
        self.words.setText(str(refused.error))


def _cells(standing: Standing) -> tuple[str, ...]:
    count = standing.won + standing.tied + standing.lost
    share = units.percent(standing.share * 100)
    return (
        said(standing.model),
        str(standing.won),
        str(standing.tied),
        str(standing.lost),
        tr("{share} of few").format(share=share) if count < _FEW else share,
        tr("{blind} of {count}").format(blind=standing.blind, count=count),
    )


def _side(place: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _table() -> QTableWidget:
    table = QTableWidget(0, len(_HEADINGS))
    table.setAccessibleName(tr("Votes by model"))
    for place, heading in enumerate(_HEADINGS):
        item = QTableWidgetItem(heading)
        item.setTextAlignment(_side(place))
        table.setHorizontalHeaderItem(place, item)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table
