"""Forward: one local port of 127.0.0.1 that leads to a node, across its sessions."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.core.errors import BadInput, LocalPortTaken
from app.core.i18n import tr
from app.core.ports import is_port
from app.transport.slot import SessionSlot
from app.transport.tunnel.api import Endpoint, ForwardKind, Traffic
from app.transport.tunnel.ledger import Ledger
from app.transport.tunnel.ports import check_port

if TYPE_CHECKING:
    from app.transport.tunnel.forwarder import PumpForwarder
    from app.transport.tunnel.station import Station
    from app.transport.tunnel.target import Target

TRIES = 3
"""How often any free port is asked for."""


class Forward:
    """A local port that stays while sessions come and go. Thread-safe; `open` and `close` once.

    Connections that come while the node is away wait up to 10 s for it.
    """

    def __init__(
        self,
        slot: SessionSlot,
        kind: ForwardKind,
        endpoint: Endpoint | None = None,
        on_change: Callable[[], object] | None = None,
    ) -> None:
        """Describe a forward without opening it.

        Args:
            slot: Where the node's present session is found.
            kind: A port of the node, or a SOCKS5 proxy.
            endpoint: Where a port leads; not used by a proxy.
            on_change: Called from any thread, and often, when connections come, go or fail. It
                must not block.
        """
        self._slot = slot
        self._kind = kind
        self._endpoint = endpoint
        self._ledger = Ledger(on_change)
        self._lock = threading.Lock()
        self._forwarder: PumpForwarder | None = None
        self._local_port: int | None = None

    @property
    def local_port(self) -> int | None:
        """The port it listens on, None while it does not."""
        return self._local_port

    def open(self, port: int) -> int:
        """Listen on `port` and return it; 0 takes any free one.

        Raises LocalPortTaken when it is held, after which another may be tried; BadInput for an
        unusable one.
        """
        check_port(port)
        if self._kind is ForwardKind.TCP:
            if self._endpoint is None:
                raise BadInput(
                    tr("The tunnel leads nowhere."), tr("Say which port of the node it is for.")
                )
            if not is_port(self._endpoint.port):
                raise BadInput(
                    tr("{port} is no port of the node.").format(port=self._endpoint.port)
                )
        with self._lock:
            if self._forwarder is not None or self._ledger.closed:
                raise BadInput(tr("The tunnel was opened before."))
            self._start(port)
            assert self._local_port is not None
            return self._local_port

    def close(self) -> None:
        """Stop listening and end every connection. Idempotent."""
        from app.transport.tunnel import station

        with self._lock:
            forwarder, self._forwarder = self._forwarder, None
            self._local_port = None
            self._ledger.closed = True
        if forwarder is None:
            return
        forwarder.stop(force=True)
        self._ledger.close()
        station.leave(self._slot)

    def traffic(self) -> Traffic:
        """Return what went through so far."""
        return self._ledger.traffic()

    def _start(self, port: int) -> None:
        from app.transport.tunnel import station

        home = station.enter(self._slot)
        try:
            # A free one whose ::1 is held is as good as taken.
            for left in reversed(range(1 if port else TRIES)):
                try:
                    self._listen(home, port)
                    return
                except LocalPortTaken:
                    if not left:
                        raise
        except BaseException:
            station.leave(self._slot)
            raise

    def _listen(self, home: Station, port: int) -> None:
        from app.transport.tunnel.connection import Connection
        from app.transport.tunnel.forwarder import PumpForwarder

        target = self._target()

        def adopt(sock: socket.socket) -> None:
            Connection(home.pump, sock, home, self._ledger, target).start()

        remote = ("127.0.0.1", 0) if self._endpoint is None else _address(self._endpoint)
        forwarder = PumpForwarder(port, remote, home.pump, adopt)
        try:
            forwarder.start()
        except BaseException:
            forwarder.stop(force=True)
            raise
        self._forwarder = forwarder
        self._local_port = int(forwarder.local_bind_port)

    def _target(self) -> Target | None:
        from app.transport.tunnel.target import Target

        if self._kind is ForwardKind.SOCKS or self._endpoint is None:
            return None
        return Target.tcp(self._endpoint.host, self._endpoint.port)


def _address(endpoint: Endpoint) -> tuple[str, int]:
    return endpoint.host, endpoint.port
