"""Rehearsals: how often a rule would have fired, by what the history has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.alerts.api import AlertPhase, Rule
from app.services.history.keys import history_key
from app.state.nodes import NodesState
from app.workers.lanes import Lanes

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.alerts.monitor import Row
    from app.services.alerts.replay import RowReader


@dataclass(frozen=True, slots=True)
class TimesFired:
    """How often a rule would have fired on a node."""

    node: NodeId
    times: int


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rule would have said: per node that has a history, or why nobody knows."""

    rule: Rule
    fired: tuple[TimesFired, ...] = ()
    error: str = ""


class Rehearsals(QObject):
    """Plays kept rows to a rule, in a worker; a newer question puts off the one before.

    Signals:
        rehearsed: the newest question is answered.
    """

    rehearsed = Signal(Rehearsed)

    def __init__(
        self,
        *,
        nodes: NodesState,
        lanes: Lanes,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._lanes = lanes
        self._clock = clock
        self._path: Path | None = None
        self._newest = 0

    def open(self, path: Path) -> None:
        """Read from this history from now on."""
        self._path = path

    def ask(self, rule: Rule, seconds: float) -> None:
        """Ask how often a rule would have fired in the last `seconds`."""
        self._newest += 1
        question, end, path = self._newest, self._clock(), self._path
        machines = [
            (node.id, history_key(node))
            for node in self._nodes.all()
            if not rule.nodes or node.id in rule.nodes
        ]
        tried, stretch = replace(rule, enabled=True), (end - seconds, end)

        def work(cancel: Cancel) -> None:
            def wanted() -> bool:
                return question == self._newest and not cancel.cancelled

            if path is None:
                self.rehearsed.emit(Rehearsed(rule, error=tr("The history is not open.")))
                return
            try:
                found = _rehearse(path, tried, machines, stretch, wanted)
            except UserError as error:
                answer = Rehearsed(rule, error=str(error))
            else:
                fired = (TimesFired(n, times) for n, times in found.items() if times is not None)
                answer = Rehearsed(rule, tuple(fired))
            if wanted():
                self.rehearsed.emit(answer)

        self._lanes.add("rehearse", work)


def _rehearse(
    path: Path,
    rule: Rule,
    machines: Sequence[tuple[NodeId, str]],
    stretch: tuple[float, float],
    wanted: Callable[[], bool],
) -> dict[NodeId, int | None]:
    from app.services.history.reader import Reader

    with Reader(path) as reader:
        return {each[0]: _times_fired(reader, rule, each, stretch, wanted) for each in machines}


def _times_fired(
    reader: RowReader,
    rule: Rule,
    machine: tuple[NodeId, str],
    stretch: tuple[float, float],
    wanted: Callable[[], bool],
) -> int | None:
    """Return how often a rule would have fired on a machine, None where nothing was kept of it."""
    from app.services.alerts.replay import replay, stored_rows

    node, key = machine
    kept = 0

    def rows() -> Iterator[tuple[float, Row]]:
        nonlocal kept
        for row in stored_rows(reader, key, (rule,), *stretch):
            if not wanted():
                return
            kept += 1
            yield row

    changes = replay((rule,), node, rows())
    times = sum(change.alert.phase is AlertPhase.FIRING for change in changes)
    return times if kept else None
