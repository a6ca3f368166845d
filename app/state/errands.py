"""ErrandsState: long work that a person started and may look away from: a pull, a new container.

Whoever wants something done hands in a plain function; the window shows how far it is wherever the
user has gone meanwhile, and offers to cancel it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.ids import NodeId
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Emit, Worker

KEPT = 20
"""Errands that are over and still listed."""


class ErrandPhase(StrEnum):
    """How far an errand is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work is."""

    fraction: float | None = None
    """0 to 1; None while that cannot be said."""
    detail: str = ""
    """`6.2 of 9.8 GB · about 2 min`."""
    value: object = None
    """More for those who know what it is."""
    goes_on: bool = False
    """Whether the node goes on with it by itself when the program ends."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One piece of work."""

    id: int
    node: NodeId
    title: str
    """What it does, as a present participle: `Pulling nemotron:1`."""
    started: float
    """Unix seconds."""
    phase: ErrandPhase = ErrandPhase.RUNNING
    progress: Progress = Progress()
    ended: float | None = None
    result: object = None
    """What the work returned; a `Notice` is what the user is told at its end."""
    error: UserError | None = None
    if_stopped: str = ""
    """What is lost and what stays when it is stopped half-way, in whole sentences."""
    if_cancelled: str = ""
    """The same when the user cancels it, where that does something else."""
    tells_itself: bool = False
    """Whether whoever started it tells the user that it is done."""

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.phase is ErrandPhase.RUNNING

    @property
    def is_done(self) -> bool:
        """Whether it did what it set out to do."""
        return self.phase is ErrandPhase.DONE


@dataclass(frozen=True, slots=True)
class ErrandChanged:
    """An errand began, went on or ended."""

    errand: Errand


Tell: TypeAlias = Callable[[Progress], None]
Work: TypeAlias = "Callable[[Cancel, Tell], object]"


@dataclass
class _Kept:
    errand: Errand
    work: Work
    worker: Worker


class ErrandsState(QObject):
    """Runs errands, each in a worker of its own, and remembers the last ones.

    Signals:
        changed: an errand began, went on or ended.
    """

    changed = Signal(ErrandChanged)

    def __init__(self, supervisor: Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._kept: dict[int, _Kept] = {}
        self._id_of_job: dict[str, int] = {}
        self._serial = 0

    def all(self) -> tuple[Errand, ...]:
        """Return the errands, newest first."""
        return tuple(each.errand for each in reversed(self._kept.values()))

    def get(self, errand: int) -> Errand | None:
        """Return one errand; None when it is forgotten."""
        kept = self._kept.get(errand)
        return None if kept is None else kept.errand

    def start(
        self,
        node: NodeId,
        title: str,
        work: Work,
        *,
        if_stopped: str = "",
        if_cancelled: str = "",
        tells_itself: bool = False,
    ) -> int:
        """Begin an errand and return its id.

        Args:
            node: where it is done.
            title: what it does, as a present participle.
            work: raises UserError when it fails; a `Notice` that it returns is told at its end.
            if_stopped: what is lost and what stays, for whoever wants to quit meanwhile.
            if_cancelled: the same for whoever cancels it, where that is something else.
            tells_itself: the caller tells that it is done; the window only tells of failures.
        """
        self._serial += 1
        serial = self._serial
        worker = self._supervisor.worker(f"errand:{node}:{serial}", _job(work))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._id_of_job[worker.name] = serial
        errand = Errand(
            serial,
            node,
            title,
            time.time(),
            if_stopped=if_stopped,
            if_cancelled=if_cancelled or if_stopped,
            tells_itself=tells_itself,
        )
        self._kept[serial] = _Kept(errand, work, worker)
        self._drop_old()
        self._supervisor.start(worker)
        self.changed.emit(ErrandChanged(errand))
        return serial

    def cancel(self, errand: int) -> None:
        """Ask an errand to end; it says when it has."""
        if errand in self._kept:
            self._kept[errand].worker.stop()

    def again(self, errand: int) -> int | None:
        """Start anew what failed or was cancelled, and return its new id.

        The window tells that it is done: whoever started it knows nothing of this one.
        """
        kept = self._kept.get(errand)
        if kept is None or kept.errand.is_running:
            return None
        del self._kept[errand]
        past = kept.errand
        return self.start(
            past.node,
            past.title,
            kept.work,
            if_stopped=past.if_stopped,
            if_cancelled=past.if_cancelled,
        )

    def forget(self, errand: int) -> None:
        """Take an errand that is over off the list."""
        kept = self._kept.get(errand)
        if kept is not None and not kept.errand.is_running:
            del self._kept[errand]
            self.changed.emit(ErrandChanged(kept.errand))

    def _drop_old(self) -> None:
        over = [key for key, each in self._kept.items() if not each.errand.is_running]
        for key in over[: max(0, len(over) - KEPT)]:
            del self._kept[key]

    def _on_produced(self, produced: Produced) -> None:
        value, kept = produced.value, self._kept[self._id_of_job[produced.job]]
        if isinstance(value, _Result):
            self._set(replace(kept.errand, result=value.value))
        elif isinstance(value, Progress):
            self._set(replace(kept.errand, progress=value))

    def _on_ended(self, ended: Ended) -> None:
        errand = self._kept[self._id_of_job.pop(ended.job)].errand
        phase = ErrandPhase.DONE
        if ended.cancelled:
            phase = ErrandPhase.CANCELLED
        elif ended.error is not None:
            phase = ErrandPhase.FAILED
        error = ended.error if phase is ErrandPhase.FAILED else None
        self._set(replace(errand, phase=phase, error=error, ended=time.time()))

    def _set(self, errand: Errand) -> None:
        self._kept[errand.id].errand = errand
        self.changed.emit(ErrandChanged(errand))


@dataclass(frozen=True, slots=True)
class _Result:
    """What an errand returned, told apart from its progress."""

    value: object


def _job(work: Work) -> Callable[[Cancel, Emit], None]:
    def job(cancel: Cancel, emit: Emit) -> None:
        result = work(cancel, emit)
        cancel.raise_if_cancelled()
        emit(_Result(result))

    return job
