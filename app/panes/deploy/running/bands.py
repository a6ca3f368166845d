"""What is said above the list: memory that no engine uses any more, and nodes not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.said import said
from app.look.components import Button, Card, Text
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.services.serving.running.api import Orphan

_MOST = 3
"""Orphans that are shown, and notes."""


@dataclass(frozen=True, slots=True)
class FoundOrphan:
    """Memory on a node that a process holds without its engine."""

    node: NodeId
    node_name: str
    orphan: Orphan


@dataclass(frozen=True, slots=True)
class OrphanAsked:
    """Its process is to be ended."""

    found: FoundOrphan


@dataclass(frozen=True, slots=True)
class Note:
    """Why a node's models are not known, or not all."""

    text: str
    is_error: bool = False


class _Row(QWidget):
    """One orphan.

    Signals:
        asked: its button was pressed.
    """

    asked = Signal(OrphanAsked)

    def __init__(self, found: FoundOrphan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        orphan = found.orphan
        name = tr("{name} (process {pid})").format(name=said(orphan.name), pid=orphan.pid)
        held = units.memory(orphan.gpu_bytes)
        self.title = Text(
            tr("{name} on {node_name} holds {held} of GPU memory for nothing.").format(
                name=name, node_name=found.node_name, held=held
            ),
            "strong",
            wrap=True,
            selectable=True,
        )
        self.why = Text(said(orphan.why), "body", "text2", wrap=True, selectable=True)
        self.button = Button(tr("Stop it…"), "danger", "x-circle")
        self.button.setAccessibleName(tr("Stop {name}").format(name=name))
        self.button.clicked.connect(self._on_clicked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.why)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _on_clicked(self) -> None:
        self.asked.emit(OrphanAsked(self._found))


class OrphanBand(Card):
    """Processes that hold GPU memory without their engine; hidden while there are none.

    Signals:
        asked: one is to be ended.
    """

    asked = Signal(OrphanAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("GPU memory without an engine"))
        self._shown: tuple[FoundOrphan, ...] = ()
        self._rows: list[_Row] = []
        self._icon = QLabel()
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._column, 1)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.addLayout(row)
        theme().changed.connect(self._retint)
        self._retint()
        self.hide()

    def show_orphans(self, found: Sequence[FoundOrphan]) -> None:
        """Show these, the first ones of many."""
        now = tuple(found[:_MOST])
        self.setVisible(bool(now))
        if now == self._shown:
            return
        self._shown = now
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_Row(each) for each in now]
        for row in self._rows:
            row.asked.connect(self.asked)
            self._column.addWidget(row)

    def _retint(self, _changed: ThemeChanged | None = None) -> None:
        self._icon.setPixmap(pixmap("warning", "warn", 20, self.devicePixelRatioF()))


class Notes(QWidget):
    """Short lines below the list; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Note, ...] = ()
        self._lines: list[Text] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says."""
        return tuple(line.text() for line in self._lines)

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Say these."""
        now = tuple(notes[:_MOST])
        self.setVisible(bool(now))
        if now == self._shown:
            return
        self._shown = now
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [
            Text(
                each.text, "label", "warn" if each.is_error else "text2", wrap=True, selectable=True
            )
            for each in now
        ]
        for line in self._lines:
            self._column.addWidget(line)
