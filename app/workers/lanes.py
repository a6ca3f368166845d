"""Lanes: work that is done one after another, each lane beside the others."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.core.cancel import Cancel
from app.workers.job import Ended
from app.workers.supervisor import Supervisor
from app.workers.worker import Emit, Worker

log = logging.getLogger(__name__)

Work = Callable[[Cancel], None]


class Lanes(QObject):
    """Runs what each lane was given in its order, on one worker per lane that has work.

    Work tells its results itself; an error that it raises is logged and the next one follows.
    """

    def __init__(self, name: str, supervisor: Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._supervisor = supervisor
        self._waiting: dict[str, deque[Work]] = {}
        self._running: dict[str, tuple[str, Worker]] = {}
        """By the worker's name: its lane, and the worker."""
        self._serial = 0

    def add(self, lane: str, work: Work) -> None:
        """Do `work` after everything that the lane was given before."""
        self._waiting.setdefault(lane, deque()).append(work)
        if all(lane != busy for busy, _worker in self._running.values()):
            self._run_next(lane)

    def _run_next(self, lane: str) -> None:
        waiting = self._waiting[lane]
        if not waiting:
            del self._waiting[lane]
            return
        work = waiting.popleft()

        def job(cancel: Cancel, _emit: Emit) -> None:
            work(cancel)

        self._serial += 1
        worker = self._supervisor.worker(f"{self._name}:{lane}:{self._serial}", job)
        worker.ended.connect(self._on_ended)
        self._running[worker.name] = (lane, worker)
        self._supervisor.start(worker)

    def _on_ended(self, ended: Ended) -> None:
        lane, _worker = self._running.pop(ended.job)
        if ended.error is not None:
            log.warning("%s: %s", ended.job, ended.error)
        self._run_next(lane)
