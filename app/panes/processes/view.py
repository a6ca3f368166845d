"""The table of processes and the details of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import inside, tr
from app.look.components import Button, Card, ElidedLabel
from app.look.components.columns import ColumnWidth, TableColumns
from app.look.components.row_focus import menu_place
from app.look.fonts import mono_font
from app.look.icons import icon
from app.look.keys import native_keys
from app.look.theme import ThemeChanged, theme
from app.panes.processes.model import ProcessOrder, Role
from app.panes.processes.rows import COLUMNS, facts_of, identity
from app.services.telemetry.api import Process

_COMMAND_HEIGHT = 62


class ProcessView(QTreeView):
    """The rows.

    Signals:
        chosen: another process is the current one, or the same with other numbers.
        end_asked: the current process is to be ended.
        copy_asked: its command is to be copied.
    """

    chosen = Signal()
    end_asked = Signal()
    copy_asked = Signal()

    def __init__(self, order: ProcessOrder) -> None:
        super().__init__()
        self.setModel(order)
        self.setAccessibleName(tr("Processes"))
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setStyleSheet(_PLAIN)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        widths = [ColumnWidth(column.width, column.least) for column in COLUMNS]
        self.columns = TableColumns(self, widths, len(COLUMNS) - 1, spare=_SPARE)
        self.selectionModel().currentChanged.connect(self._on_current)
        order.dataChanged.connect(self._on_data)
        theme().changed.connect(self._on_theme_changed)

    @property
    def process(self) -> Process | None:
        """The current one."""
        found = self.currentIndex().data(Role.PROCESS)
        return found if isinstance(found, Process) else None

    def choose(self, process: Process) -> bool:
        """Make a process the current one; False when it is not there."""
        flags = QItemSelectionModel.SelectionFlag
        for row in range(self.model().rowCount()):
            index = self.model().index(row, 0)
            if identity(index.data(Role.PROCESS)) == identity(process):
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End or copy the current process."""
        if event.key() in _END_KEYS and self.process is not None:
            self.end_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy) and self.process is not None:
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the current process."""
        if self.process is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, picture, tone, asked in (
            (tr("Copy command"), "copy", "text2", self.copy_asked),
            (tr("End process…"), "x-circle", "err", self.end_asked),
        ):
            action = QAction(icon(picture, tone, 16), text, menu)
            action.triggered.connect(asked)
            menu.addAction(action)
        menu.popup(menu_place(self, event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self.columns.fit()

    def _on_current(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit()

    def _on_data(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row():
            self.chosen.emit()

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.viewport().update()


# The arrow of the sorted column is part of its title: Qt's own would cover numbers' titles.
_PLAIN = """
QTreeView, QHeaderView { background: transparent; border: none; border-radius: 0; }
QHeaderView::section { background: transparent; padding: 8px 11px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }
"""
_SPARE = (5, 4, 3)
"""Columns that a very narrow window does without."""
_END_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ProcessDetails(Card):
    """What is known of the process that is chosen, and the way to end it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Details of the process"))
        self.name = ElidedLabel("", "card")
        self.facts = ElidedLabel("", "body", "text2")
        self.command = QPlainTextEdit()
        self.command.setReadOnly(True)
        self.command.setFont(mono_font())
        self.command.setFixedHeight(_COMMAND_HEIGHT)
        self.command.setTabChangesFocus(True)
        self.command.setAccessibleName(tr("Command"))
        self.copy = Button(tr("Copy command"), icon_name="copy")
        self.end = Button(tr("End process…"), "danger", "x-circle")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.copy)
        row.addWidget(self.end)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.setSpacing(10)
        self.body.addLayout(row)
        self.body.addWidget(self.command)
        self.hide()

    def show_process(self, process: Process | None, refusal: str = "") -> None:
        """Show one, or nothing; `refusal` says why it cannot be ended."""
        self.setVisible(process is not None)
        if process is None:
            return
        facts = dict(facts_of(process))
        command = facts.pop(tr("Command"), "")
        said = " · ".join(_fact(title, value) for title, value in facts.items())
        for label, text in ((self.name, process.name), (self.facts, said)):
            if label.whole_text() != text:
                label.setText(text)
        if self.command.toPlainText() != command:
            self.command.setPlainText(command)
        self.end.setEnabled(not refusal)
        self.end.setToolTip(refusal or native_keys("Del"))
        self.end.setAccessibleDescription(refusal)


def _fact(title: str, value: str) -> str:
    return f"{inside(title)} {value}"
