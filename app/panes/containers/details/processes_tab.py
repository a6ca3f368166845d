"""Processes: what runs in a container, asked again every few seconds while somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import EmptyState
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.containers.api import Tab
from app.panes.containers.details.process_rows import SPEC, rows_of
from app.panes.row_model import RowModel, RowOrder
from app.panes.row_view import RowView
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.services.containers.holder import EngineHolder
    from app.services.containers.top import ContainerProcess, ProcessLook
    from app.state.hub import Hub
    from app.workers.job import Produced
    from app.workers.worker import Emit, Worker


class ProcessesTab(Tab):
    """A table of processes, by the node's own numbers."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._container: Container | None = None
        self._worker: Worker | None = None
        self._followed: tuple[NodeId, str] | None = None
        self._known: tuple[ContainerProcess, ...] | None = None
        self._error: UserError | None = None
        self._build()

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container."""
        self._node, self._container = node, container
        self._follow()

    def search(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    def end(self) -> None:
        """Ask nothing any more."""
        self._stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on."""
        super().showEvent(event)
        self._follow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest; what was seen last comes back with the next look."""
        super().hideEvent(event)
        self._stop()

    def _build(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter"))
        self.filter.setAccessibleName(tr("Filter processes"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedSize(260, CONTROL_HEIGHT)
        self.rows = RowModel(SPEC, self)
        self.table = RowView(RowOrder(self.rows, self))
        self.table.copy_asked.connect(self._on_copy)
        self.filter.textChanged.connect(self.table.order.filter_by)
        self.empty = EmptyState("list-bullets", "", "")
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.filter)
        column.addWidget(self.table, 1)
        self._pages = QStackedWidget()
        self._content = content
        self._pages.addWidget(self.empty)
        self._pages.addWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    # Following

    def _follow(self) -> None:
        node, container = self._node, self._container
        wanted = None
        if node is not None and container is not None and container.state.runs:
            wanted = (node, container.id) if self.isVisible() else None
        if wanted != self._followed:
            self._stop()
            if wanted is not None:
                self._start(*wanted)
        self._show()

    def _start(self, node: NodeId, container: str) -> None:
        def job(holder: EngineHolder, cancel: Cancel, emit: Emit) -> None:
            from app.services.containers.top import follow_processes

            for look in follow_processes(holder, container, cancel):
                emit(look)

        self._followed = (node, container)
        self._worker = self._hub.containers.worker(node, job)
        self._worker.produced.connect(self._on_produced)
        self._hub.containers.start(self._worker)

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker = self._followed = self._known = self._error = None

    def _on_produced(self, produced: Produced) -> None:
        if self._worker is None or self._worker.name != produced.job:
            return  # of a worker that was told to stop
        look: ProcessLook = produced.value  # type: ignore[assignment]  # what the job emits
        self._known, self._error = look.processes, look.error
        self._show()

    def _on_copy(self) -> None:
        commands = [row.process.command for row in self.table.selected]
        QGuiApplication.clipboard().setText("\n".join(commands))
        words = (
            tr("The command was copied.") if len(commands) == 1 else tr("The commands were copied.")
        )
        self._hub.tell(Notice(Severity.SUCCESS, words))

    # What is shown

    def _show(self) -> None:
        container = self._container
        if self._error is not None:
            self._say(
                tr("Its processes cannot be listed"), f"{self._error.message} {self._error.hint}"
            )
        elif container is not None and not container.state.runs:
            self._say(tr("It does not run"), tr("Its processes are listed here while it runs."))
        elif self._known is None or self._node is None:
            self._say(tr("Looking at its processes"), tr("They are asked for every three seconds."))
        else:
            sample = self._hub.telemetry.present(self._node)
            self.rows.show_rows(tuple(rows_of(self._known, sample)))
            self._pages.setCurrentWidget(self._content)

    def _say(self, title: str, text: str) -> None:
        self.empty.title.setText(title)
        self.empty.text.setText(text.strip())
        self._pages.setCurrentWidget(self.empty)
