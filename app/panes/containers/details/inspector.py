"""Inspector: looks closely at one container for a widget, one look at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import UserError
from app.panes.asking import Answered, Refused
from app.panes.containers.asking import Asking
from app.services.containers.api import State

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.services.containers.engine import Engine
    from app.services.containers.inspection import Inspection
    from app.state.hub import Hub

LATE_MS = 1500
"""An engine may tell that memory ran out only after it told of the end."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is known of the container now; without an inspection, why there is none."""

    inspection: Inspection | None
    error: UserError | None = None


class Inspector(QObject):
    """Asks again whenever it is told that the container changed.

    Signals:
        inspected: an answer, never one about an earlier container.
    """

    inspected = Signal(Inspected)

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._asking = Asking(hub, self)
        self._shown: tuple[NodeId, Container] | None = None
        self._again = False
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.look)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self._on_ended)

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Look at a container, again if it is the same; None: at nothing."""
        before, self._shown = self._shown, None
        if container is None or container.state is State.REMOVING:
            self._stop()
            return
        self._shown = (node, container)
        if before is None or (before[0], before[1].id) != (node, container.id):
            self._stop()
        if not container.state.runs:
            self._late.start()
        self.look()

    def look(self) -> None:
        """Ask now, or as soon as the present answer is there."""
        if self._shown is None:
            return
        self._again = self._asking.is_busy
        if self._again:
            return
        node, container = self._shown

        def ask(engine: Engine, _cancel: Cancel) -> object:
            from app.services.containers.inspection import inspect

            return inspect(engine, container.id)

        self._asking.ask(node, ask)

    def end(self) -> None:
        """Ask nothing any more."""
        self._shown = None
        self._stop()

    def _stop(self) -> None:
        self._asking.stop()
        self._again = False
        self._late.stop()

    def _on_answered(self, answered: Answered) -> None:
        inspection: Inspection = answered.value  # type: ignore[assignment]  # what `ask` returns
        self.inspected.emit(Inspected(inspection))

    def _on_refused(self, refused: Refused) -> None:
        self.inspected.emit(Inspected(None, refused.error))

    def _on_ended(self) -> None:
        if self._again:
            self.look()
