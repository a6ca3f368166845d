"""Supervisor: owns every worker, ends them all when the program quits, names the stragglers."""

from __future__ import annotations

import logging
import time
import weakref

from PySide6.QtCore import QObject

from app.workers.worker import Job, Worker

log = logging.getLogger(__name__)

STOP_TIMEOUT = 5.0
GRACE_S = 1.5
"""Seconds that jobs have to say good-bye over sessions, before those end."""


class Supervisor(QObject):
    """Keeps a reference to every running worker: a QThread that is dropped aborts the process."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._running: set[Worker] = set()
        self._carriers: weakref.WeakSet[Worker] = weakref.WeakSet()
        self._stopping = False

    @property
    def running(self) -> tuple[str, ...]:
        """Names of the jobs that run now."""
        return tuple(sorted(worker.name for worker in self._running))

    @property
    def is_stopping(self) -> bool:
        """Whether the program quits: then jobs are cancelled by nobody's wish. Workers ask, too."""
        return self._stopping

    def worker(self, name: str, job: Job, *, carries: bool = False) -> Worker:
        """Make a worker for a job; connect its signals, then `start` it.

        `carries`: others work over what it holds, and end before it when the program quits.
        """
        worker = Worker(name, job)
        if carries:
            self._carriers.add(worker)
        self._running.add(worker)
        worker.finished.connect(self._forget_finished)
        return worker

    def start(self, worker: Worker) -> None:
        """Start a worker made here; after `stop_all` nothing starts any more."""
        if self._stopping:
            self._running.discard(worker)
        else:
            worker.start()

    def stop_all(self, timeout: float = STOP_TIMEOUT) -> tuple[str, ...]:
        """Cancel every job, wait for all together, return the names of those that did not end.

        Only called when the program quits: it is the one place that waits. A straggler is kept
        referenced and left to the operating system; Qt would abort if it were destroyed.
        """
        self._stopping = True
        begun = time.monotonic()
        carriers = [worker for worker in self._running if worker in self._carriers]
        self._end(self._running.difference(carriers), begun + min(GRACE_S, timeout / 2))
        stragglers = self._end(self._running.copy(), begun + timeout)
        for name in stragglers:
            log.error("worker %s did not stop within %.0f s", name, timeout)
        return stragglers

    def _end(self, workers: set[Worker], deadline: float) -> tuple[str, ...]:
        """Cancel workers, wait for them until then, and return who did not end."""
        for worker in workers:
            worker.stop()
        left = []
        for worker in workers:
            left_ms = max(1, int((deadline - time.monotonic()) * 1000))
            if worker.isRunning() and not worker.wait(left_ms):
                left.append(worker.name)
            else:
                self._running.discard(worker)
        return tuple(left)

    def _forget_finished(self) -> None:
        for worker in [worker for worker in self._running if worker.isFinished()]:
            self._running.discard(worker)
            worker.deleteLater()
