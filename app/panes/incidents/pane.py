"""The incidents of all nodes: a list, and the page of the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import EmptyState, Text, plain_tip, scrolled
from app.panes.incidents import words
from app.panes.incidents.page import IncidentPage
from app.state.incidents import IncidentsChanged

if TYPE_CHECKING:
    from app.state.hub import Hub
    from app.state.incidents import KnownIncident

_MARGIN = 24
_LIST_WIDTH = 232
_ROW_HEIGHT = 52
_TEACH = tr(
    "When a machine stops answering and comes back restarted, its last 15 minutes, "
    "what happened in them and the end of its own journal are put together here. "
    "Every sample is kept on this computer while the program runs, so there is "
    "nothing to turn on."
)


class IncidentsPane(QWidget):
    """Newest first; the newest is shown."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._known: tuple[KnownIncident, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Incidents"))
        self.list.setFixedWidth(_LIST_WIDTH)
        self.page = IncidentPage(hub)
        self.empty = EmptyState("clock-counter-clockwise", tr("No incidents"), _TEACH)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._both())
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, 0)
        column.addWidget(self._pages)
        self.list.currentRowChanged.connect(self._on_chosen)
        hub.archive.incidents.changed.connect(self._on_changed)
        self._show_list()

    def _both(self) -> QWidget:
        whole = QWidget()
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, _MARGIN)
        side.setSpacing(10)
        side.addWidget(Text(tr("Incidents"), "page"))
        side.addWidget(self.list, 1)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addLayout(side)
        row.addWidget(scrolled(self.page), 1)
        return whole

    def _on_changed(self, _changed: IncidentsChanged) -> None:
        self._show_list()

    def _show_list(self) -> None:
        chosen = self._chosen()
        self._known = self._hub.archive.incidents.known
        self._pages.setCurrentIndex(int(bool(self._known)))
        self.list.blockSignals(True)
        self.list.clear()
        for known in self._known:
            text = f"{known.name}\n{words.moment(known.incident.time_lost)}"
            item = QListWidgetItem(text)
            item.setToolTip(plain_tip(known.incident.summary))
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if self._known:
            kept = chosen is not None and chosen in self._known
            self.list.setCurrentRow(self._known.index(chosen) if kept and chosen else 0)

    def _chosen(self) -> KnownIncident | None:
        row = self.list.currentRow()
        return self._known[row] if 0 <= row < len(self._known) else None

    def _on_chosen(self, _row: int) -> None:
        known = self._chosen()
        if known is not None:
            self.page.show_incident(known.node, known.name, known.incident)
