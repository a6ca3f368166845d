"""Choose what to import from the SSH configuration and NVIDIA Sync."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPlainTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.hosts.imports import add_hosts
from app.look.components import Button, Text, plain_tip
from app.look.components.waiting import Skeleton
from app.look.icons import colour
from app.panes.connection.import_sources import ImportRead, ImportRow, read_sources
from app.workers.job import Ended, Produced
from app.workers.worker import once

if TYPE_CHECKING:
    from app.state.hub import Hub

Index = QModelIndex | QPersistentModelIndex
NAME, TARGET, SOURCE, NOTE = range(4)
_HEADINGS = (tr("Name"), tr("Address"), tr("From"), tr("Note"))
ADDED = tr("Added")


class ImportModel(QAbstractTableModel):
    """The hosts that were read, each with a check box where it can be added."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ImportRow] = []
        self._chosen: list[bool] = []
        self._notes: list[str] = []

    def set_rows(self, rows: tuple[ImportRow, ...]) -> None:
        """Show other hosts."""
        self.beginResetModel()
        self._rows = list(rows)
        self._chosen = [row.suggested for row in rows]
        self._notes = [row.why_not or " ".join(row.host.warnings) for row in rows]
        self.endResetModel()

    @property
    def chosen(self) -> list[int]:
        """Rows that are checked."""
        return [number for number, chosen in enumerate(self._chosen) if chosen]

    @property
    def possible(self) -> int:
        """How many can be added."""
        return sum(not row.why_not for row in self._rows)

    def row(self, number: int) -> ImportRow:
        """Return one host."""
        return self._rows[number]

    def choose_all(self, *, chosen: bool) -> None:
        """Check every host that can be added, or none."""
        self._chosen = [chosen and not row.why_not for row in self._rows]
        self._changed(0, len(self._rows) - 1)

    def settle(self, number: int, note: str, *, added: bool) -> None:
        """Say what became of a host; it cannot be chosen again."""
        self._rows[number] = replace(self._rows[number], why_not=note)
        self._chosen[number] = False
        self._notes[number] = ADDED if added else note
        self._changed(number, number)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of hosts."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Name, address, source, note."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A host that cannot be added can be read, not checked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.column() == NAME and not self._rows[index.row()].why_not:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one host."""
        if not index.isValid():
            return None
        row, column, note = self._rows[index.row()], index.column(), self._notes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.host.node.name, row.target, row.source, note)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip({NOTE: note, TARGET: row.target}.get(column, row.host.source))
        if role == Qt.ItemDataRole.CheckStateRole and column == NAME and not row.why_not:
            chosen = self._chosen[index.row()]
            return Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ForegroundRole and row.why_not:
            if note == ADDED:
                return QColor(colour("ok" if column == NOTE else "text"))
            return QColor(colour("text3"))
        return None

    def setData(  # noqa: N802 - Qt's name
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Check or uncheck a host."""
        if role != Qt.ItemDataRole.CheckStateRole or self._rows[index.row()].why_not:
            return False
        self._chosen[index.row()] = Qt.CheckState(value) is Qt.CheckState.Checked
        self._changed(index.row(), index.row())
        return True

    def _changed(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, NAME), self.index(last, NOTE))


class ImportDialog(QDialog):
    """Reads the sources in a worker, then adds what is chosen. Nothing there is changed."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hub = hub
        self._left: list[int] = []
        self._added = 0
        self.model = ImportModel(self)
        self.view = QTreeView()
        self.add = Button(tr("Add"), "primary")
        self.no = Button(tr("Cancel"))
        self._all = Button(tr("Select all"), "link")
        self._loading = Skeleton(4)
        self._summary = Text("", "body", "text2", wrap=True)
        self._notes = QPlainTextEdit()
        self._step = QTimer(self, interval=0)  # one at a time: each save is written to the disk
        self._lay_out()
        self.model.dataChanged.connect(self._show_count)
        self._all.clicked.connect(self._on_all)
        self._step.timeout.connect(self._add_next)
        nodes = hub.nodes.all()

        def read(cancel: Cancel) -> object:
            return read_sources(nodes, cancel)

        self._worker = hub.supervisor.worker(f"import:{id(self)}", once(read))
        self._worker.produced.connect(self._on_read)
        self._worker.ended.connect(self._on_ended)
        hub.supervisor.start(self._worker)

    def done(self, result: int) -> None:
        """Read no more, whichever way the dialog closes."""
        self._worker.stop()
        self._step.stop()
        super().done(result)

    def _on_read(self, produced: Produced) -> None:
        assert isinstance(produced.value, ImportRead)
        self._loading.hide()
        self.model.set_rows(produced.value.rows)
        self.view.setVisible(bool(produced.value.rows))
        self._notes.setPlainText("\n".join(produced.value.notes))
        self._notes.setVisible(bool(produced.value.notes))
        possible, every = self.model.possible, self.model.rowCount()
        self._summary.setText(
            tr("{possible} of {every} hosts can be added.").format(possible=possible, every=every)
            if every
            else tr("No hosts were found in your SSH configuration or NVIDIA Sync.")
        )
        self._all.setVisible(possible > 0)
        self._show_count()
        if every:
            self.view.setCurrentIndex(self.model.index(0, NAME))
            self.view.setFocus()

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None:
            self._loading.hide()
            self._summary.setText(str(ended.error))

    def _show_count(self) -> None:
        chosen = len(self.model.chosen)
        self.add.setText(
            tr("Add {chosen} nodes").format(chosen=chosen)
            if chosen > 1
            else tr("Add 1 node")
            if chosen
            else tr("Add")
        )
        self.add.setEnabled(chosen > 0 and not self._step.isActive())
        everything = chosen == self.model.possible
        self._all.setText(tr("Select none") if everything else tr("Select all"))

    def _on_all(self) -> None:
        self.model.choose_all(chosen=len(self.model.chosen) < self.model.possible)

    def _on_add(self) -> None:
        self._left = self.model.chosen
        self._step.start()
        self._show_count()

    def _add_next(self) -> None:
        if not self._left:
            self._step.stop()
            self._finish()
            return
        number = self._left.pop(0)
        try:
            (outcome,) = add_hosts([self.model.row(number).host], self._hub.nodes)
        except UserError as error:
            self._left.clear()
            self._step.stop()
            self._summary.setText(str(error))
            self._show_count()
            return
        self._added += outcome.added
        self.model.settle(number, outcome.reason or tr("It is saved now."), added=outcome.added)

    def _finish(self) -> None:
        nodes = (
            tr("1 node was")
            if self._added == 1
            else tr("{added} nodes were").format(added=self._added)
        )
        self._summary.setText(
            tr("{nodes} added. Choose one in the list to connect to it.").format(nodes=nodes)
        )
        for button in (self.add, self._all):
            button.hide()
        self.no.setText(tr("Close"))
        self.no.setFocus()
        self._show_count()

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("Import nodes"))
        self.resize(820, 540)
        self.view.setModel(self.model)
        self.view.setRootIsDecorated(False)
        self.view.setUniformRowHeights(True)
        self.view.setAccessibleName(tr("Hosts that can be imported"))
        header = self.view.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, width in ((NAME, 170), (TARGET, 220), (SOURCE, 100)):
            header.resizeSection(place, width)
        self.view.hide()
        self._notes.setReadOnly(True)
        self._notes.setTabChangesFocus(True)
        self._notes.setMaximumHeight(72)
        self._notes.setAccessibleName(tr("What was skipped"))
        self._notes.hide()
        self._all.hide()
        self.add.setEnabled(False)
        about = tr("From your SSH configuration and NVIDIA Sync. Nothing there is changed.")
        buttons = QDialogButtonBox()
        buttons.addButton(self.add, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        self.add.clicked.connect(self._on_add)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(tr("Import nodes"), "card"))
        column.addWidget(Text(about, "body", "text2", wrap=True))
        column.addWidget(self._loading)
        column.addWidget(self.view, 1)
        column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._summary)
        column.addWidget(self._notes)
        column.addStretch(0)
        column.addWidget(buttons)
