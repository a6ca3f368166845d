"""Worker: one QThread that runs one job. Jobs are plain Python; Qt is added here, once."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QThread, Signal

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.core.i18n import tr
from app.core.log import redact
from app.workers.job import Ended, Produced

log = logging.getLogger(__name__)

Emit = Callable[[object], None]
Job = Callable[[Cancel, Emit], None]


def streaming(generator: Callable[[Cancel], Iterator[object]]) -> Job:
    """Make a job of a generator: each item it yields is emitted."""

    def job(cancel: Cancel, emit: Emit) -> None:
        for item in generator(cancel):
            cancel.raise_if_cancelled()
            emit(item)

    return job


def once(function: Callable[[Cancel], object]) -> Job:
    """Make a job of one call: what it returns is emitted."""

    def job(cancel: Cancel, emit: Emit) -> None:
        value = function(cancel)
        cancel.raise_if_cancelled()
        emit(value)

    return job


class Worker(QThread):
    """Runs one job, which stops by its Cancel and is never terminated.

    Connect the signals to bound methods of QObjects only: anything else would run on this thread.

    Signals:
        produced: one item of a stream, or the result of a call.
        ended: exactly once, after the last `produced`.
    """

    produced = Signal(Produced)
    ended = Signal(Ended)

    def __init__(self, name: str, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.cancel = Cancel()
        self._job = job
        self.setObjectName(name)

    def stop(self) -> None:
        """Ask the job to end; does not wait."""
        self.cancel.cancel()

    def run(self) -> None:
        """Run the job on this thread and report how it ended."""
        outcome = Ended(self.name)
        try:
            self._job(self.cancel, self._emit)
        except Cancelled:
            outcome = Ended(self.name, cancelled=True)
        except UserError as error:
            outcome = Ended(self.name, cancelled=self.cancel.cancelled, error=error)
        except Exception:
            log.exception("job %s failed", self.name)
            problem = UserError(tr("Something went wrong."), tr("The log has the details."))
            outcome = Ended(self.name, error=problem, traceback=redact(traceback.format_exc()))
        self.ended.emit(outcome)

    def _emit(self, value: object) -> None:
        self.produced.emit(Produced(self.name, value))
