"""From NODE on the command line to a node as the deployer reaches it, over all its sessions."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import CommandCenterError
from app.core.settings import SettingsStore
from app.services.containers.holder import EngineHolder
from app.services.serving.reach import NodeReach
from app.services.telemetry.watcher import Watcher
from app.transport.slot import SessionSlot

if TYPE_CHECKING:
    from app.cli.opening import Opener
    from app.services.telemetry.api import Machine, Sample

INTERVAL_S = 1.0
FIRST_S = 5.0
"""Seconds that the first sample may take: without one, less is known."""
_ENDING_S = 5.0


@contextlib.contextmanager
def reached(opener: Opener, cancel: Cancel) -> Iterator[NodeReach]:
    """Connect, and yield the node until the block ends; a session that is lost is opened again.

    Raises a ConnectError.
    """
    slot = SessionSlot()
    slot.put(opener.open(cancel))
    holder = _Holder(opener, slot)
    telemetry = _Telemetry(opener, slot)
    try:
        telemetry.start(cancel)
        yield NodeReach(
            node=opener.node.id,
            name=opener.node.name,
            slot=slot,
            holder=holder,
            audit=AuditLog(opener.paths.audit),
            sample=lambda: telemetry.sample,
            machine=lambda: telemetry.machine,
        )
    finally:
        telemetry.stop()
        holder.close()
        if (session := slot.session) is not None:
            session.close()


class _Holder(EngineHolder):
    """The node's engine; whoever waits for a session opens it."""

    def __init__(self, opener: Opener, slot: SessionSlot) -> None:
        super().__init__(slot, opener.node.name)
        self._opener = opener
        self._sessions = slot
        self._opening = threading.Lock()

    def wait_for_session(self, cancel: Cancel) -> None:
        """Connect again; raises a ConnectError that trying again would not change."""
        with self._opening:
            if self._sessions.session is None:
                self._sessions.put(self._opener.open_again(cancel))


class _Telemetry:
    """Reads the node on a thread of its own."""

    def __init__(self, opener: Opener, slot: SessionSlot) -> None:
        self.sample: Sample | None = None
        self.machine: Machine | None = None
        self._opener = opener
        self._slot = slot
        self._cancel = Cancel()
        self._first = threading.Event()
        self._thread = threading.Thread(target=self._read, name="extra-telemetry", daemon=True)

    def start(self, cancel: Cancel) -> None:
        """Begin, and return with the first sample, or without one."""
        self._thread.start()
        with cancel.on_cancel(self._first.set):
            self._first.wait(FIRST_S)
        cancel.raise_if_cancelled()

    def stop(self) -> None:
        """End the reading."""
        self._cancel.cancel()
        self._thread.join(_ENDING_S)

    def _read(self) -> None:
        watcher = Watcher(SettingsStore(self._opener.paths.settings), self._opener.secrets.recall)
        name = self._opener.node.name
        while not self._cancel.cancelled:
            session = self._slot.session
            if session is not None:
                with contextlib.suppress(CommandCenterError):
                    for reading in watcher.watch(session, name, INTERVAL_S, self._cancel):
                        self.sample = reading.sample
                        self.machine = reading.machine or self.machine
                        self._first.set()
            self._first.set()  # it ended: nothing comes before there is another session
            self._cancel.wait(INTERVAL_S)
