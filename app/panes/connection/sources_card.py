"""What a node is read from: each source with how it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import Button, Card, ElidedLabel, Text, plain_tip
from app.look.components.status import DotState, StateDot
from app.services.telemetry.api import SourceState, SourceStatus

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.state.hub import Hub

_LOOK_MS = 2000
_DOTS = {
    SourceState.READING: DotState.ON,
    SourceState.STALE: DotState.WARNING,
    SourceState.FAILED: DotState.WARNING,
    SourceState.ABSENT: DotState.OFF,
}


class SourcesCard(Card):
    """Lists the sources that are read or should be; those that are simply not there are counted.

    Signals:
        edit_requested: the user wants to change what is asked.
    """

    edit_requested = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__(tr("Data sources"))
        self._hub = hub
        self._node: NodeId | None = None
        self._shown: tuple[tuple[str, SourceState, str], ...] | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self._others = Text("", "meta", "text2", wrap=True)
        edit = Button(tr("Change…"), "link")
        edit.setAccessibleName(tr("Change what this node is asked"))
        edit.clicked.connect(self.edit_requested)
        foot = QHBoxLayout()
        foot.addWidget(self._others, 1)
        foot.addWidget(edit)
        self.body.addLayout(self._rows)
        self.body.addLayout(foot)
        self.body.addStretch(1)
        self._clock = QTimer(self, interval=_LOOK_MS)
        self._clock.timeout.connect(self.look)

    def show_node(self, node: NodeId) -> None:
        """Show another node's sources."""
        self._node = node
        self.look()

    def look(self) -> None:
        """Show how the sources are now."""
        if self._node is None or not self._hub.nodes.has(self._node):
            return
        sources = self._hub.sources.status(self._node)
        rows = tuple(
            (each.title, each.state, said_of(each))
            for each in sources
            if each.state is not SourceState.ABSENT
        )
        if rows != self._shown:
            self._shown = rows
            self._fill(rows)
        absent = [each for each in sources if each.state is SourceState.ABSENT]
        self._others.setText(_others(len(rows), len(absent)))
        reasons = (f"{each.title} ({each.endpoint}): {each.reason}" for each in absent)
        self._others.setToolTip(plain_tip("\n".join(reasons)))

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the sources while somebody looks."""
        super().showEvent(event)
        self._clock.start()
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop following them."""
        super().hideEvent(event)
        self._clock.stop()

    def _fill(self, rows: tuple[tuple[str, SourceState, str], ...]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for title, state, said in rows:
            self._rows.addWidget(_Row(title, state, said))


class _Row(QWidget):
    """One source: a dot, its name, where it is, and why it is silent if it is."""

    def __init__(self, title: str, state: SourceState, said: str) -> None:
        super().__init__()
        dot = StateDot(_DOTS[state], state.value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(dot)
        row.addWidget(Text(title, "strong"))
        row.addWidget(ElidedLabel(said, "meta", "text2"), 1)
        self.setAccessibleName(f"{title}: {state.value}, {said}")


def said_of(source: SourceStatus) -> str:
    """Return where a source is, or why it does not tell."""
    if source.state is SourceState.READING:
        return source.endpoint
    since = ""
    if source.last_seen is not None:
        since = tr(", last {duration} ago").format(
            duration=units.duration(max(time.time() - source.last_seen, 1.0))
        )
    return f"{source.endpoint}: {source.reason}{since}".removeprefix(": ")


def _others(shown: int, absent: int) -> str:
    if not shown and not absent:
        return tr("They are known while the node is connected.")
    if not absent:
        return ""
    places = tr("1 more place") if absent == 1 else tr("{absent} more places").format(absent=absent)
    return tr("{places} looked at, nothing there.").format(places=places)
