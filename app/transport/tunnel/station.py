"""A node's pump, and where its connections find the node's session: shared by its forwards."""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING

from app.transport.ssh.session import SshSession
from app.transport.tunnel.pump import Pump

if TYPE_CHECKING:
    from app.transport.api import Session
    from app.transport.slot import SessionSlot
    from app.transport.tunnel.connection import Connection


class Station:
    """Serves the forwards of one slot. Its methods are for the pump's thread, save the two ends."""

    def __init__(self, slot: SessionSlot) -> None:
        self.pump = Pump("tunnel-pump")
        self.users = 0
        self._slot = slot
        self._connections: set[Connection] = set()
        self._known: weakref.WeakSet[SshSession] = weakref.WeakSet()
        self._unwatch = slot.watch(self._session_changed)

    def present(self) -> SshSession | None:
        """Return the node's session, None while there is none."""
        session = self._slot.session
        if not isinstance(session, SshSession):
            return None
        if session not in self._known:
            self._known.add(session)
            session.on_lost(lambda _reason: self.pump.post(lambda: self._lost(session)))
        return session

    def joined(self, connection: Connection) -> None:
        """Tell `connection` of sessions from now on."""
        self._connections.add(connection)

    def left(self, connection: Connection) -> None:
        """It ended."""
        self._connections.discard(connection)

    def end(self) -> None:
        """Stop the thread; any thread."""
        self._unwatch()
        self.pump.end()

    def _session_changed(self, session: Session | None) -> None:
        if session is not None:
            self.pump.post(self._serve_waiting)

    def _serve_waiting(self) -> None:
        for connection in list(self._connections):
            if connection.waiting:
                connection.seek_session()

    def _lost(self, session: SshSession) -> None:
        for connection in list(self._connections):
            if connection.session is session:
                connection.session_lost()


_lock = threading.Lock()
_stations: weakref.WeakKeyDictionary[SessionSlot, Station] = weakref.WeakKeyDictionary()


def enter(slot: SessionSlot) -> Station:
    """Return the station of `slot`, started for its first user; each `leave`s it once."""
    with _lock:
        station = _stations.get(slot)
        if station is None:
            station = _stations[slot] = Station(slot)
        station.users += 1
        return station


def leave(slot: SessionSlot) -> None:
    """End the station unless others use it."""
    with _lock:
        station = _stations[slot]
        station.users -= 1
        if station.users:
            return
        del _stations[slot]
    station.end()
