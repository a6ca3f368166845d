"""sshtunnel's forwarder over a session of ours.

`SSHTunnelForwarder` keeps its bookkeeping of binds, servers and their start and stop. What is
replaced: it makes no connection of its own, reads no keys, agents or configuration, listens on
127.0.0.1 alone, and gives what it accepts to the pump instead of a thread each.
"""

from __future__ import annotations

import errno
import logging
import selectors
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sshtunnel

from app.core.errors import InvariantBroken
from app.core.i18n import tr
from app.transport.tunnel import ports

if TYPE_CHECKING:
    from app.transport.tunnel.pump import Pump

log = logging.getLogger(__name__)
quiet = logging.getLogger(f"{__name__}.sshtunnel")
"""What sshtunnel says of itself: nothing anybody needs."""
quiet.addHandler(logging.NullHandler())
quiet.propagate = False

AT_ONCE = 64
"""Connections accepted in one turn of the pump."""
OUT_OF_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
REST = 1.0
"""Seconds without accepting after the system had no descriptor left."""

Adopt = Callable[[socket.socket], object]


class SlotTransport:
    """Stands where sshtunnel keeps its transport: up as long as the forward is.

    Sessions come and go meanwhile; each connection looks the present one up.
    """

    def __init__(self) -> None:
        self._up = True

    def is_active(self) -> bool:
        """Whether the forward is open."""
        return self._up

    def close(self) -> None:
        """The forward ends; the session is not ours to close."""
        self._up = False

    def stop_thread(self) -> None:
        """There is none."""


class PumpServer(sshtunnel._ForwardServer):  # type: ignore[misc]  # noqa: SLF001
    """Listens, and hands what it accepts to its handler without waiting for it."""

    request_queue_size = ports.BACKLOG
    allow_reuse_address = False  # `ports.bind` decides
    pump: Pump
    """Set by the class made for each forwarder."""
    server_address: tuple[str, int]
    _over = False

    def server_bind(self) -> None:
        """Bind to our own port of 127.0.0.1."""
        ports.bind(self.socket, self.server_address[1])
        self.server_address = self.socket.getsockname()
        self.socket.setblocking(False)

    def process_request(self, request: socket.socket, client_address: Any) -> None:  # noqa: ANN401
        """Give a connection to the pump."""
        self.RequestHandlerClass(request, client_address, self)

    def serve_in_pump(self) -> None:
        """Accept from now on."""
        self.pump.call(self._listen)

    def shutdown(self) -> None:
        """Accept no more."""

        def stop() -> None:
            self._over = True
            self.pump.forget(self)

        self.pump.call(stop)

    def ready(self, readable: bool, writable: bool) -> None:
        """Accept what is there."""
        for _ in range(AT_ONCE):
            try:
                request, address = self.get_request()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in OUT_OF_FILES:
                    log.warning("no connection accepted: %s", error)
                    self.pump.forget(self)
                    self.pump.remind(self, time.monotonic() + REST)
                    return
                continue  # the client was gone before it was accepted
            self.process_request(request, address)

    def expired(self) -> None:
        """Try again after a rest."""
        self._listen()

    def abandon(self) -> None:
        """The pump ends."""
        self.pump.forget(self)

    def _listen(self) -> None:
        if not self._over:  # closed before sshtunnel's thread came to it
            self.pump.watch(self, self.socket, selectors.EVENT_READ)


class PumpForwarder(sshtunnel.SSHTunnelForwarder):  # type: ignore[misc]
    """One local port that leads to `remote`, served by a pump."""

    def __init__(self, port: int, remote: tuple[str, int], pump: Pump, adopt: Adopt) -> None:
        """Describe it; `start` binds. `adopt` takes each accepted socket, in the pump's thread."""
        self._pump = pump
        self._adopt = adopt
        super().__init__(
            ssh_address_or_host=(ports.HOST, 22),  # never connected to
            ssh_config_file=None,
            ssh_username="-",
            ssh_host_key="-",
            allow_agent=False,
            host_pkey_directories=[],
            set_keepalive=0.0,
            local_bind_address=(ports.HOST, port),
            remote_bind_address=remote,
            threaded=False,
            logger=quiet,
        )

    def _consolidate_auth(self, **_options: Any) -> tuple[None, list[Any]]:  # noqa: ANN401
        """Need neither key nor password: the session is there already."""
        return None, []

    def _connect_to_gateway(self) -> None:
        self._transport = self._get_transport()

    def _get_transport(self) -> SlotTransport:
        return SlotTransport()

    def _make_ssh_forward_server_class(self, remote_address_: tuple[str, int]) -> type[PumpServer]:
        class Server(PumpServer):
            pump = self._pump

        return Server

    def _make_ssh_forward_handler_class(self, remote_address_: tuple[str, int]) -> type[Any]:
        adopt = self._adopt

        class Handler(sshtunnel._ForwardHandler):  # type: ignore[misc]  # noqa: SLF001
            remote_address = remote_address_
            ssh_transport = self._transport
            logger = self.logger

            def handle(self) -> None:
                adopt(self.request)

        return Handler

    def _make_stream_ssh_forward_server_class(self, remote_address_: object) -> type[Any]:
        raise InvariantBroken(tr("a tunnel never listens on a UNIX socket"))

    def _serve_forever_wrapper(self, _srv: PumpServer, poll_interval: float = 0.1) -> None:
        """Let the pump serve it: sshtunnel's thread for it ends here."""
        _srv.serve_in_pump()
