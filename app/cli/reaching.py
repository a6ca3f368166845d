"""A NodeReach for one command: a session, its container engine, and what telemetry reads."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import CommandCenterError

if TYPE_CHECKING:
    from app.cli.opening import Opener
    from app.services.serving.reach import NodeReach
    from app.services.telemetry.api import Machine, Sample
    from app.transport.api import Session

INTERVAL_S = 1.0
FIRST_S = 10.0
"""Seconds that the first sample is waited for."""


@contextlib.contextmanager
def reached(opener: Opener, cancel: Cancel) -> Iterator[NodeReach]:
    """Open a session to the node, read its telemetry meanwhile, and end both."""
    from app.core.audit import AuditLog
    from app.services.containers.holder import EngineHolder
    from app.services.serving.reach import NodeReach
    from app.transport.slot import SessionSlot

    session = opener.open(cancel)
    slot = SessionSlot()
    slot.put(session)
    holder = EngineHolder(slot, opener.node.name)
    readings = _Readings(opener, session)
    try:
        readings.start(cancel)
        yield NodeReach(
            node=opener.node.id,
            name=opener.node.name,
            slot=slot,
            holder=holder,
            audit=AuditLog(opener.paths.audit),
            sample=lambda: readings.sample,
            machine=lambda: readings.machine,
        )
    finally:
        readings.end()
        holder.close()
        session.close()


class _Readings:
    """Keeps the newest sample of a node, read by a thread of its own."""

    def __init__(self, opener: Opener, session: Session) -> None:
        self.sample: Sample | None = None
        self.machine: Machine | None = None
        self._opener = opener
        self._session = session
        self._first = threading.Event()
        self._ending = Cancel()
        self._thread = threading.Thread(target=self._read, name="extra-telemetry", daemon=True)

    def start(self, cancel: Cancel) -> None:
        """Begin, and wait for the first sample; a node may have none."""
        self._thread.start()
        with cancel.on_cancel(self._first.set):
            self._first.wait(FIRST_S)
        cancel.raise_if_cancelled()

    def end(self) -> None:
        """Read no more."""
        self._ending.cancel()
        self._thread.join(FIRST_S)

    def _read(self) -> None:
        from app.core.settings import SettingsStore
        from app.services.telemetry.watcher import Watcher

        opener = self._opener
        watcher = Watcher(SettingsStore(opener.paths.settings), opener.secrets.recall)
        with contextlib.suppress(CommandCenterError):  # it goes without
            for reading in watcher.watch(self._session, opener.node.name, INTERVAL_S, self._ending):
                self.sample = reading.sample
                self.machine = reading.machine or self.machine
                self._first.set()
        self._first.set()
