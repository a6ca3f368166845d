"""Sockets of a node for use within this program: Docker's must never be a local port."""

from __future__ import annotations

import socket
import threading
import time
import weakref
from typing import TYPE_CHECKING

from app.core.errors import ChannelRefused, SessionLost, TimedOut
from app.core.i18n import numeral, tr
from app.transport.slot import SessionSlot
from app.transport.tunnel import station
from app.transport.tunnel.connection import Connection, Phase
from app.transport.tunnel.ledger import Counted, Ledger
from app.transport.tunnel.target import Target

if TYPE_CHECKING:
    from app.transport.ssh.session import SshSession

TIMEOUT = 10.0
LOOK_S = 0.25
"""Seconds after which a session that died without a word to this connection is noticed."""

_lock = threading.Lock()
_slots: weakref.WeakKeyDictionary[SshSession, SessionSlot] = weakref.WeakKeyDictionary()


def connect_unix(session: SshSession, path: str, *, timeout: float = TIMEOUT) -> socket.socket:
    """Return a socket whose other end is the UNIX socket `path` of the node.

    Raises:
        ChannelRefused: The server does not connect to it: it is not there, nobody listens, the
            account may not, or forwarding is forbidden. OpenSSH does not say which.
        SessionLost: The session ended.
        TimedOut: The server did not answer in time.
    """
    return _connect(session, Target.unix(path), timeout)


def connect_tcp(
    session: SshSession, host: str, port: int, *, timeout: float = TIMEOUT
) -> socket.socket:
    """Return a socket whose other end is a TCP port as the node sees it; raises as the other."""
    return _connect(session, Target.tcp(host, port), timeout)


def _connect(session: SshSession, target: Target, timeout: float) -> socket.socket:
    if not session.alive:
        raise SessionLost(tr("The connection was lost."))
    with _lock:  # all sockets of a session share a pump
        slot = _slots.get(session)
        if slot is None:
            slot = _slots[session] = SessionSlot()
            slot.put(session)
            session.on_lost(lambda _reason: slot.clear(session))
    home = station.enter(slot)
    near, far = socket.socketpair()
    answer = _OneSocket(session, slot)
    connection = Connection(home.pump, far, home, answer, target)
    answer.connection = connection
    home.pump.post(connection.start)
    try:
        answer.wait(timeout)
    except BaseException:
        near.close()
        connection.give_up()
        raise
    return near


class _OneSocket(Ledger):
    """Tells how its only connection begins, and leaves the station when that ends."""

    def __init__(self, session: SshSession, slot: SessionSlot) -> None:
        super().__init__()
        self.connection: Connection | None = None
        self._session = session
        self._slot = slot
        self._answered = threading.Event()
        self._reason = ""

    def wait(self, timeout: float) -> None:
        """Return once the node's end is connected; raise why it is not."""
        deadline = time.monotonic() + timeout
        while not self._answered.wait(LOOK_S) and self._session.alive:
            if time.monotonic() > deadline:
                raise TimedOut(
                    tr("The SSH server did not connect within {timeout} s.").format(
                        timeout=numeral(timeout, grouped=False)
                    )
                )
        if not self._session.alive:
            raise SessionLost(tr("The connection was lost."))
        if self._reason:
            raise ChannelRefused(f"{self._reason[:1].upper()}{self._reason[1:]}.")

    def changed(self) -> None:
        """It may be connected by now, or wait for a session that will not come back."""
        waiting = self.connection is None or self.connection.phase in (Phase.WAITING, Phase.OPENING)
        if not waiting or not self._session.alive:
            self._answered.set()

    def failed(self, words: str) -> None:
        """It was refused, or what it was connected over is lost."""
        self._reason = words
        super().failed(words)
        self._answered.set()

    def left(self, connection: Counted) -> None:
        """It ended."""
        super().left(connection)
        station.leave(self._slot)
