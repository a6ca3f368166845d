"""UNIX sockets of a node for use within this program: Docker's must never be a local port."""

from __future__ import annotations

import socket
import threading
import weakref
from typing import TYPE_CHECKING

from app.core.errors import SessionLost
from app.transport.slot import SessionSlot
from app.transport.tunnel import station
from app.transport.tunnel.connection import Connection
from app.transport.tunnel.ledger import Counted, Ledger
from app.transport.tunnel.target import Target

if TYPE_CHECKING:
    from app.transport.ssh.session import SshSession

_lock = threading.Lock()
_slots: weakref.WeakKeyDictionary[SshSession, SessionSlot] = weakref.WeakKeyDictionary()


def connect_unix(session: SshSession, path: str) -> socket.socket:
    """Return a socket whose other end is the UNIX socket `path` of the node.

    A refusal closes it: the first `recv` then fails or returns nothing. Raises SessionLost.
    """
    if not session.alive:
        raise SessionLost("The connection was lost.")
    with _lock:  # all sockets of a session share a pump
        slot = _slots.get(session)
        if slot is None:
            slot = _slots[session] = SessionSlot()
            slot.put(session)
            session.on_lost(lambda _reason: slot.clear(session))
    home = station.enter(slot)
    near, far = socket.socketpair()
    connection = Connection(home.pump, far, home, _OneSocket(slot), Target.unix(path))
    home.pump.post(connection.start)
    return near


class _OneSocket(Ledger):
    """Leaves the station when its only connection ends."""

    def __init__(self, slot: SessionSlot) -> None:
        super().__init__()
        self._slot = slot

    def left(self, connection: Counted) -> None:
        """It ended."""
        super().left(connection)
        station.leave(self._slot)
