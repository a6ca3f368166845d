"""NodeSaver: saves what the program itself learns about nodes, off the GUI thread."""

from __future__ import annotations

import logging
import threading

from PySide6.QtCore import QObject

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.ids import NodeId
from app.state.nodes import NodesChanged, NodesState
from app.workers.job import Produced
from app.workers.supervisor import Supervisor
from app.workers.worker import Emit

log = logging.getLogger(__name__)

Fields = dict[str, object]


class NodeSaver(QObject):
    """Changes single fields of saved nodes, in order; `NodesState.changed` tells of each.

    A disk may be slow and another program may hold the file for a moment: a window must not wait
    for either. What cannot be saved is in the log; it is learnt again at the next connection.
    """

    def __init__(self, nodes: NodesState, supervisor: Supervisor, parent: QObject) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._supervisor = supervisor
        self._lock = threading.Lock()
        self._waiting: dict[NodeId, Fields] = {}
        self._saving = False
        self._serial = 0

    def change(self, node: NodeId, **fields: object) -> None:
        """Save these fields of a node soon; later values replace those that still wait."""
        with self._lock:
            self._waiting.setdefault(node, {}).update(fields)
            if self._saving:
                return
            self._saving = True
        self._serial += 1
        worker = self._supervisor.worker(f"save-nodes:{self._serial}", self._save)
        worker.produced.connect(self._on_saved)
        self._supervisor.start(worker)

    def _save(self, _cancel: Cancel, emit: Emit) -> None:
        """Save all that waits, also while the program ends (in a worker)."""
        while (waiting := self._next()) is not None:
            node, fields = waiting
            try:
                if self._nodes.change(node, **fields):
                    emit(NodesChanged(node))
            except UserError as error:
                log.warning("%s", error)

    def _next(self) -> tuple[NodeId, Fields] | None:
        with self._lock:
            self._saving = bool(self._waiting)
            return self._waiting.popitem() if self._waiting else None

    def _on_saved(self, produced: Produced) -> None:
        assert isinstance(produced.value, NodesChanged)
        self._nodes.changed.emit(produced.value)
