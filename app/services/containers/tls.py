"""TLS to a port of the node, over a channel of the session.

Certificates are not verified: the bytes go through the verified session, and services on a node
mostly sign for themselves.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TypeVar

from app.transport.api import Channel, Session

T = TypeVar("T")
_PIECE = 64 * 1024


class TlsPorts:
    """Opens ports of a node as `Session.open_tcp` does, with TLS on them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open_tcp(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10.0) -> TlsChannel:
        """Connect; TLS begins with the first byte that is sent."""
        return TlsChannel(self._session.open_tcp(port, host, timeout=timeout))


class TlsChannel:
    """A channel (`app.transport.api.Channel`) that speaks TLS; ssl.SSLError when nobody does."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = _trusting_any().wrap_bio(self._incoming, self._outgoing)

    def send(self, data: bytes) -> int:
        """Send some of `data`, return how many bytes went."""
        return self._step(lambda: self._tls.write(data))

    def recv(self, size: int) -> bytes:
        """Return up to `size` bytes, b"" at the end."""
        try:
            return self._step(lambda: self._tls.read(size))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def settimeout(self, seconds: float | None) -> None:
        """Limit each wait for the other side."""
        self._channel.settimeout(seconds)

    def shutdown_write(self) -> None:
        """Leave it open: TLS ends both directions together."""

    def close(self) -> None:
        """Close both directions."""
        self._channel.close()

    def _step(self, step: Callable[[], T]) -> T:
        """Do one step of TLS, which may have to hear the other side first."""
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                self._flush()
                if data := self._channel.recv(_PIECE):
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            else:
                self._flush()
                return done

    def _flush(self) -> None:
        data = self._outgoing.read()
        while data:
            data = data[self._channel.send(data) :]


def _trusting_any() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
