"""ShellRun: a shell that runs in workers, and what it prints for the GUI thread, bounded."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.transport.shell import Shell, WindowSize
from app.workers.job import Ended, Produced
from app.workers.supervisor import Supervisor
from app.workers.worker import Emit

OpenShell = Callable[[WindowSize, Cancel], Shell]
"""Starts a shell; for a worker."""
UNREAD = 256 * 1024
"""Bytes that wait for the window; the program waits until there are fewer."""
SETTLE_MS = 100
"""A window is dragged in many steps; the program is told the last one."""


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A shell is over: by itself, or because of an error."""

    status: int | None = None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Started:
    """The shell was opened."""


class ShellRun(QObject):
    """One shell, from its start to its end. `take` what it printed when `arrived` says so.

    Signals:
        started: it was opened.
        arrived: there is output to take.
        ended: it is over; everything it printed was announced before.
    """

    started = Signal()
    arrived = Signal()
    ended = Signal(RunEnded)

    def __init__(
        self, supervisor: Supervisor, name: str, open_shell: OpenShell, size: WindowSize
    ) -> None:
        super().__init__()
        self._credit = _Credit()
        self._typed: queue.SimpleQueue[bytes | WindowSize | None] = queue.SimpleQueue()
        self._output: deque[bytes] = deque()
        self._size = size
        self._told = size
        self._status: int | None = None
        self._stopped = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._tell_size)
        self._supervisor = supervisor
        typed, credit = self._typed, self._credit

        def run(cancel: Cancel, emit: Emit) -> None:
            _run(open_shell, size, typed, credit, cancel, emit)

        self._worker = supervisor.worker(name, run)
        self._worker.produced.connect(self._on_produced)
        self._worker.ended.connect(self._on_ended)

    def start(self) -> None:
        """Open the shell."""
        self._supervisor.start(self._worker)

    def write(self, data: bytes) -> None:
        """Type something."""
        if data:
            self._typed.put(data)

    def resize(self, size: WindowSize) -> None:
        """Tell the program how large its window is, once that has settled."""
        if size != self._size:
            self._size = size
            self._settle.start()

    def take(self) -> bytes:
        """Return the next piece of output, b"" when there is none."""
        if not self._output:
            return b""
        data = self._output.popleft()
        self._credit.give(len(data))
        return data

    def stop(self) -> None:
        """Hang up; `ended` tells no more."""
        self._stopped = True  # what the worker told already is on its way here
        self._settle.stop()
        self._worker.stop()

    def _tell_size(self) -> None:
        if self._size != self._told:
            self._told = self._size
            self._typed.put(self._size)

    def _on_produced(self, produced: Produced) -> None:
        value = produced.value
        if self._stopped:
            return
        if isinstance(value, bytes):
            self._output.append(value)
            self.arrived.emit()
        elif isinstance(value, _Started):
            self.started.emit()
        elif isinstance(value, RunEnded):
            self._status = value.status

    def _on_ended(self, ended: Ended) -> None:
        if self._stopped:
            self.deleteLater()
        elif not ended.cancelled:
            self.ended.emit(RunEnded(self._status, ended.error))


class _Credit:
    """How much may be read before the window has taken some of it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held = 0
        self._over = False

    def take(self, size: int) -> None:
        """Count bytes that were read, then wait until there are few enough."""
        with self._changed:
            self._held += size
            self._changed.wait_for(lambda: self._over or self._held < UNREAD)

    def give(self, size: int) -> None:
        """Count bytes that the window took."""
        with self._changed:
            self._held -= size
            self._changed.notify()

    def end(self) -> None:
        """Let go whoever waits."""
        with self._changed:
            self._over = True
            self._changed.notify()


def _run(
    open_shell: OpenShell,
    size: WindowSize,
    typed: queue.SimpleQueue[bytes | WindowSize | None],
    credit: _Credit,
    cancel: Cancel,
    emit: Emit,
) -> None:
    """Open a shell, read it to its end, type beside that on a thread of its own."""
    shell = open_shell(size, cancel)

    def wake() -> None:
        shell.interrupt()
        credit.end()

    typist = threading.Thread(target=_type, args=(shell, typed), name="shell-type", daemon=True)
    try:
        with cancel.on_cancel(wake):
            typist.start()
            emit(_Started())
            while data := shell.read():
                emit(data)
                credit.take(len(data))
        if cancel.cancelled:
            raise Cancelled
        emit(RunEnded(shell.exit_status))
    finally:
        shell.close()
        typed.put(None)
        typist.join()


def _type(shell: Shell, typed: queue.SimpleQueue[bytes | WindowSize | None]) -> None:
    while (item := typed.get()) is not None:
        if isinstance(item, WindowSize):
            shell.resize(item)
        else:
            shell.write(item)
