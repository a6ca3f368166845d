"""PumpChannel: a channel that hands its bytes straight to a local socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from paramiko.common import cMSG_CHANNEL_EOF, cMSG_CHANNEL_WINDOW_ADJUST
from paramiko.message import Message

from app.transport.ssh.transport import WINDOW, EventfulChannel

if TYPE_CHECKING:
    from app.transport.ssh.transport import SafeTransport

GRANT = WINDOW // 8
"""Bytes taken before the server is told that as many may follow."""


class Taker(Protocol):
    """Who gets what happens to a channel, in the transport's thread. None of it may block."""

    def channel_opened(self, channel: PumpChannel) -> None:
        """The server opened it: bytes may flow both ways."""
        ...

    def channel_refused(self, channel: PumpChannel, code: int, text: str) -> None:
        """The server did not."""
        ...

    def take(self, data: memoryview) -> int:
        """Take bytes; return how many the local side has by now. The rest is kept for it."""
        ...

    def peer_ended(self) -> None:
        """No more bytes will come."""
        ...

    def room_came(self) -> None:
        """The server takes bytes again, after `room` was 0."""
        ...

    def channel_closed(self, channel: PumpChannel) -> None:
        """It is over; called with the channel's lock held."""
        ...


class PumpChannel(EventfulChannel):
    """A forwarded connection. It never keeps bytes itself: paramiko's buffers stay empty."""

    if TYPE_CHECKING:  # private names relied on, as paramiko 5.1.0 has them
        transport: SafeTransport
        lock: Any
        out_window_size: int
        eof_sent: bool

    def __init__(self, chanid: int, taker: Taker) -> None:
        super().__init__(chanid)
        self._taker = taker
        self._room_in = WINDOW
        self._starved = False
        self._granting = 0
        self.closed_by_peer = False

    # The pump's thread

    def room(self) -> int:
        """Return how many bytes the server takes now; at 0, `room_came` will be called."""
        with self.lock:
            self._starved = self.out_window_size == 0
            return self.out_window_size

    def send_view(self, data: memoryview) -> None:
        """Send bytes, no more than `room` said. Waits for its turn; SSHException when it fails."""
        with self.lock:
            self.out_window_size -= len(data)
        self.transport.send_data(self, data)

    def send_end(self) -> None:
        """Say that no more bytes will come from here."""
        with self.lock:
            if self.closed or self.eof_sent:
                return
            self.eof_sent = True
        self.transport.send_about(self, cMSG_CHANNEL_EOF)

    def granted(self, size: int) -> None:
        """Let the server send as many bytes again as the local side took. Any thread."""
        with self.lock:
            self._granting += size
            if self._granting < GRANT or self.closed or self.eof_received:
                return
            grant, self._granting = self._granting, 0
            self._room_in += grant
        self.transport.send_about(self, cMSG_CHANNEL_WINDOW_ADJUST, grant)

    # The transport's thread

    def channel_opened(self) -> None:
        """The server opened it."""
        self._taker.channel_opened(self)

    def channel_refused(self, code: int, text: str) -> None:
        """The server did not open it."""
        self._taker.channel_refused(self, code, text)

    def take_data(self, data: memoryview) -> None:
        """Hand bytes on."""
        with self.lock:
            self._room_in -= len(data)
            fits = self._room_in >= 0
        if not fits:  # no honest server does that; what it sends would fill our memory
            self.close()
            return
        took = self._taker.take(data)
        if took:
            self.granted(took)

    def _feed(self, m: Message | bytes) -> None:
        self.take_data(memoryview(m if isinstance(m, bytes) else m.get_binary()))

    def _feed_extended(self, m: Message) -> None:
        m.get_int()
        size = len(m.get_binary())  # a forwarded port has no stderr
        with self.lock:
            self._room_in -= size
        self.granted(size)

    def _window_adjust(self, m: Message) -> None:
        super()._window_adjust(m)  # type: ignore[misc]
        with self.lock:
            starved, self._starved = self._starved, False
        if starved:
            self._taker.room_came()

    def _handle_eof(self, m: Message) -> None:
        super()._handle_eof(m)  # type: ignore[misc]
        self._taker.peer_ended()

    def _handle_close(self, m: Message) -> None:
        self.closed_by_peer = True
        super()._handle_close(m)  # type: ignore[misc]

    def _set_closed(self) -> None:
        super()._set_closed()  # type: ignore[misc]
        self._taker.channel_closed(self)
