"""The processes of the current node, live."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import UnknownNode
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Card, ElidedLabel, EmptyState, Text
from app.look.components.columns import Arranged
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.absence import Absence, absence, show_absence
from app.panes.ending import EndFlow
from app.panes.processes.model import ProcessModel, ProcessOrder
from app.panes.processes.settings import SECTION, ProcessesSettings
from app.panes.processes.view import ProcessDetails, ProcessView
from app.plots.words import age_text
from app.services.processes.control import why_not
from app.services.telemetry.api import Process, Sample
from app.services.telemetry.metrics import reason_for
from app.state.hub import Hub, NodeSelected, Notice, Severity
from app.state.nodes import NodesChanged
from app.state.rings import GAP_FACTOR
from app.state.telemetry import SampleTaken, TelemetryStopped
from app.transport.status import Phase, SessionStatus

FRAME_MS = 900
"""Numbers change once a second at most: faster ones cannot be read."""
_BEAT_MS = 1000
SETTLE_MS = 500
"""Columns are dragged in many steps; the last one is kept."""
_MARGIN = 24


class ProcessesPane(QWidget):
    """Who uses GPU, memory and processor of the current node, and how to end it."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._settings = hub.settings.load(SECTION, ProcessesSettings)
        self._model = ProcessModel(self)
        self._order = ProcessOrder(self._model, self)
        self._ending = EndFlow(hub, self)
        self._drawn_at = 0.0
        self._frame = QTimer(self, singleShot=True)
        self._frame.timeout.connect(self._refresh)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._on_beat)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._build()
        self._listen()
        self._show_node()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self._beat.start()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock."""
        super().hideEvent(event)
        self._beat.stop()
        self._frame.stop()

    def _build(self) -> None:
        self.title = Text(tr("Processes"), "page")
        self.about = ElidedLabel("", "body", "text2")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter"))
        self.filter.setAccessibleName(tr("Filter processes"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedSize(260, CONTROL_HEIGHT + 2)
        self.view = ProcessView(self._order)
        kept = self._settings
        self.view.columns.restore(kept.widths, kept.sort, down=kept.down)
        self.details = ProcessDetails()
        self.empty = EmptyState("list-bullets", "", "", tr("Connect"))
        table = QWidget()
        column = QVBoxLayout(table)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(14)
        card = Card()
        card.body.setContentsMargins(8, 6, 8, 8)
        card.body.addWidget(self.view)
        column.addWidget(card, 1)
        column.addWidget(self.details)
        self._pages = QStackedWidget()
        self._table = table
        self._pages.addWidget(table)
        self._pages.addWidget(self.empty)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(words, 1)
        top.addWidget(self.filter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, 20, _MARGIN, 0)
        outer.setSpacing(14)
        outer.addLayout(top)
        outer.addWidget(self._pages, 1)

    def _listen(self) -> None:
        hub, view = self._hub, self.view
        hub.node_selected.connect(self._on_node_selected)
        hub.nodes.changed.connect(self._on_nodes_changed)
        hub.sessions.status_changed.connect(self._on_status)
        hub.telemetry.sample_taken.connect(self._on_sample)
        hub.telemetry.telemetry_stopped.connect(self._on_stopped)
        view.chosen.connect(self._show_details)
        view.end_asked.connect(self._on_end)
        view.copy_asked.connect(self._on_copy)
        view.columns.arranged.connect(self._on_arranged)
        self.details.end.clicked.connect(self._on_end)
        self.details.copy.clicked.connect(self._on_copy)
        self.filter.textChanged.connect(self._on_filter)
        assert self.empty.action is not None
        self.empty.action.clicked.connect(self._on_connect_clicked)
        for key, slot in (
            (QKeySequence(QKeySequence.StandardKey.Find), self.filter.setFocus),
            (QKeySequence("Esc"), self.filter.clear),
        ):
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # What happens

    def _on_node_selected(self, _selected: NodeSelected) -> None:
        self._show_node()

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if changed.node == self._node:
            self._show_node()

    def _on_status(self, status: SessionStatus) -> None:
        if status.node == self._node:
            self._show_soon()

    def _on_sample(self, taken: SampleTaken) -> None:
        if taken.node == self._node:
            self._show_soon()

    def _on_stopped(self, stopped: TelemetryStopped) -> None:
        if stopped.node == self._node:
            self._show_soon()

    def _on_beat(self) -> None:
        """Let time go on while no samples come."""
        if self._age:
            self._show_soon()

    def _on_filter(self, text: str) -> None:
        self._order.filter_by(text)
        self._refresh()

    def _on_end(self) -> None:
        process = self.view.process
        if process is not None and not self._why_not(process):
            self._ending.ask(self._node, process)

    def _on_copy(self) -> None:
        process = self.view.process
        if process is not None:
            QGuiApplication.clipboard().setText(process.command)
            self._hub.tell(Notice(Severity.SUCCESS, tr("The command was copied.")))

    def _on_arranged(self, arranged: Arranged) -> None:
        self._settings = ProcessesSettings(arranged.widths, arranged.sort, arranged.down)
        self._settle.start()

    def _on_settled(self) -> None:
        self._hub.remember(SECTION, self._settings)

    def _on_connect_clicked(self) -> None:
        self._hub.sessions.connect_node(self._node)

    # What is shown

    @property
    def _node(self) -> NodeId:
        return self._hub.current_node

    def _name(self) -> str:
        try:
            return self._hub.nodes.get(self._node).name
        except UnknownNode:
            return ""  # removed; another one is selected next

    def _show_node(self) -> None:
        self._model.show_sample(None)
        self._refresh()

    def _show_soon(self) -> None:
        """Draw on our own clock, and only while it can be seen."""
        if self.isVisible() and not self.window().isMinimized() and not self._frame.isActive():
            since = round((time.monotonic() - self._drawn_at) * 1000)
            self._frame.start(min(max(FRAME_MS - since, 0), FRAME_MS))

    def _refresh(self) -> None:
        self._drawn_at = time.monotonic()
        sample = self._hub.telemetry.latest(self._node)
        self._model.show_sample(sample)
        missing = self._missing(sample)
        if missing is not None:
            show_absence(self.empty, missing)
        self._pages.setCurrentWidget(self._table if missing is None else self.empty)
        self.filter.setEnabled(missing is None or bool(self.filter.text()))
        self._show_details()

    def _show_details(self) -> None:
        process = self.view.process
        self.details.show_process(process, self._why_not(process) if process is not None else "")

    def _why_not(self, process: Process) -> str:
        """Return why a process cannot be ended now, "" when it can."""
        if self._hub.sessions.status(self._node).phase is not Phase.CONNECTED:
            return tr("{name} is not connected").format(name=self._name())
        return why_not(process)

    @property
    def _age(self) -> float:
        """Seconds since the newest sample when newer ones are overdue, else 0."""
        history = self._hub.telemetry.history(self._node)
        last = history.last_time
        age = 0.0 if last is None else self._hub.telemetry.now() - last
        return age if age > GAP_FACTOR * (history.interval or 1.0) else 0.0

    def _missing(self, sample: Sample | None) -> Absence | None:
        """Return why there are no rows, None when there are."""
        name, shown, known = self._name(), self._order.rowCount(), self._model.rowCount()
        self.about.setText(_about(name, shown, known, self._age))
        missing = absence(
            name,
            self._hub.sessions.status(self._node),
            self._hub.telemetry.stopped(self._node),
            sampled=sample is not None,
            what=tr("Processes of a machine are listed while it is connected."),
            begins=tr("Processes appear here by themselves."),
        )
        if missing is not None or shown or sample is None:
            return missing
        if known:
            return Absence(
                tr("No process matches"),
                tr("Nothing is found for “{filter}”.").format(filter=self.filter.text()),
            )
        why = (reason_for(sample, "processes") or tr("the source does not list them")).rstrip(".")
        return Absence(
            tr("Processes of {name}: n/a").format(name=name), f"{why[:1].upper()}{why[1:]}."
        )


def _about(name: str, shown: int, known: int, age: float) -> str:
    if not known:
        return name
    count = (
        tr("{shown} of {known} processes").format(shown=shown, known=known)
        if shown != known
        else tr("{known} processes").format(known=known)
    )
    if age:
        return f"{name} · {count} · {age_text(age)}"
    return tr(
        "{name} · {count}: all on the GPU, and those that use most memory and processor"
    ).format(name=name, count=count)
