"""One question at a time, in a worker; a newer one takes the place of an older."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it."""

    value: object


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no answer."""

    error: UserError
    details: str = ""


class OneQuestion(QObject):
    """Waits for one worker. What a question that was given up still says is not heard.

    Signals:
        answered: the answer, before `ended`.
        refused: why there is none, before `ended`.
        ended: nothing is being asked any more; not after `stop`.
    """

    answered = Signal(Answered)
    refused = Signal(Refused)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._worker: Worker | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._worker is not None

    def begin(self, worker: Worker, start: Callable[[Worker], None]) -> None:
        """Have a worker started and wait for it, in place of what is being asked."""
        self.stop()
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._worker = worker
        start(worker)

    def stop(self) -> None:
        """Give up what is being asked."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _on_produced(self, produced: Produced) -> None:
        if self._worker is not None and produced.job == self._worker.name:
            self.answered.emit(Answered(produced.value))

    def _on_ended(self, ended: Ended) -> None:
        if self._worker is None or ended.job != self._worker.name:
            return
        self._worker = None
        if ended.error is not None and not ended.cancelled:
            self.refused.emit(Refused(ended.error, ended.traceback))
        self.ended.emit()
