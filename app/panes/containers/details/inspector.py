"""Inspector: looks closely at one container for a widget, one look at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import UserError
from app.services.containers.api import State
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.services.containers.engine import Engine
    from app.services.containers.inspection import Inspection
    from app.state.hub import Hub
    from app.workers.worker import Worker

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
        self._containers = hub.containers
        self._worker: Worker | None = None
        self._shown: tuple[NodeId, Container] | None = None
        self._again = False
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.look)

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
        self._again = self._worker is not None
        if self._worker is not None:
            return
        node, container = self._shown

        def ask(engine: Engine, _cancel: Cancel) -> object:
            from app.services.containers.inspection import inspect

            return inspect(engine, container.id)

        worker = self._worker = self._containers.asking(node, ask)
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._containers.start(worker)

    def end(self) -> None:
        """Ask nothing any more."""
        self._shown = None
        self._stop()

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker, self._again = None, False
        self._late.stop()

    def _on_produced(self, produced: Produced) -> None:
        if self._is_present(produced.job):
            self.inspected.emit(Inspected(produced.value))  # type: ignore[arg-type]

    def _on_ended(self, ended: Ended) -> None:
        if not self._is_present(ended.job):
            return
        self._worker = None
        if ended.error is not None and not ended.cancelled:
            self.inspected.emit(Inspected(None, ended.error))
        if self._again:
            self.look()

    def _is_present(self, job: str) -> bool:
        return self._worker is not None and self._worker.name == job
