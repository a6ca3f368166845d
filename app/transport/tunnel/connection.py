"""One local connection through a tunnel, from accept to its last byte."""

from __future__ import annotations

import collections
import contextlib
import enum
import logging
import selectors
import socket
import struct
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import paramiko

from app.core.errors import UserError
from app.transport.ssh.transport import tcp_payload, unix_payload
from app.transport.tunnel import socks
from app.transport.tunnel.channel import PumpChannel
from app.transport.tunnel.pump import CHUNK, Pump
from app.transport.tunnel.refusal import (
    Refusal,
    no_answer,
    node_away,
    refused_channel,
    speaks_http,
)

if TYPE_CHECKING:
    from app.transport.ssh.session import SshSession
    from app.transport.tunnel.ledger import Ledger

log = logging.getLogger(__name__)

PATIENCE: Final = 10.0
"""Seconds a connection waits for the session."""
OPEN_LIMIT: Final = 20.0
"""Seconds the node has to reach the port."""
HANDSHAKE_LIMIT: Final = 10.0
PEEK: Final = 0.7
"""Seconds a client that is refused has to show that it speaks HTTP."""
PARTING: Final = 2.0
"""Seconds a client has to read the last bytes and close its side."""
LINGER_OFF = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Target:
    """Where on the node a connection leads."""

    kind: str
    payload: bytes
    words: str

    @classmethod
    def tcp(cls, host: str, port: int) -> Target:
        """A TCP port as the node sees it."""
        on_node = host in ("127.0.0.1", "localhost", "::1")
        words = f"port {port}" if on_node else f"{host} port {port}"
        return cls("direct-tcpip", tcp_payload(host, port), words)

    @classmethod
    def unix(cls, path: str) -> Target:
        """A UNIX socket of the node."""
        return cls("direct-streamlocal@openssh.com", unix_payload(path), path)


class Sessions(Protocol):
    """Where a connection finds the node's present session."""

    def present(self) -> SshSession | None:
        """Return the session, None while there is none."""
        ...

    def joined(self, connection: Connection) -> None:
        """Tell `connection` of a new session and of the loss of its own."""
        ...

    def left(self, connection: Connection) -> None:
        """It ended."""
        ...


class Phase(enum.Enum):
    """What a connection is about."""

    HANDSHAKE = enum.auto()  # SOCKS: the client says where to
    WAITING = enum.auto()  # there is no session
    OPENING = enum.auto()  # the server was asked
    OPEN = enum.auto()
    REFUSED = enum.auto()  # the client may show that it speaks HTTP
    PARTING = enum.auto()  # everything is said, the client may read it
    ENDED = enum.auto()


class Connection:
    """The local socket and the channel of one connection.

    Its pump's thread runs it; what a comment marks so is called by the transport's thread. `lock`
    guards the socket against being closed (and its number used again) while the other one writes.
    """

    def __init__(
        self,
        pump: Pump,
        sock: socket.socket,
        sessions: Sessions,
        ledger: Ledger,
        target: Target | None,
    ) -> None:
        """Take over `sock`; without a target the client says it, by SOCKS."""
        sock.setblocking(False)
        if sock.family == socket.AF_INET:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lock = threading.Lock()
        self.phase = Phase.WAITING
        self.bytes_up = self.bytes_down = 0
        self.session: SshSession | None = None
        self._pump = pump
        self._sock = sock
        self._sessions = sessions
        self._ledger = ledger
        self._target = target
        self._handshake = socks.Handshake() if target is None else None
        self._is_socks = target is None
        self._channel: PumpChannel | None = None
        self._early = b""
        self._backlog: collections.deque[memoryview] = collections.deque()
        self._reading = False
        self._client_ended = self._peer_ended = self._said_end = False
        self._refusal: Refusal | None = None
        self._accepted = time.monotonic()

    @property
    def waiting(self) -> bool:
        """Whether it waits for the session."""
        return self.phase is Phase.WAITING

    @property
    def target(self) -> Target:
        """Where it leads; known once a SOCKS client said it."""
        assert self._target is not None
        return self._target

    def start(self) -> None:
        """Begin: listen to a SOCKS client, or ask the server for the channel."""
        if not self._ledger.joined(self):
            self._end(reset=True)
            return
        self._sessions.joined(self)
        if self._handshake is not None:
            self.phase = Phase.HANDSHAKE
            self._pump.remind(self, self._accepted + HANDSHAKE_LIMIT)
            self._read(True)
        else:
            self.seek_session()

    def seek_session(self) -> None:
        """Open the channel over the present session, or wait for one."""
        if self.phase not in (Phase.WAITING, Phase.OPENING, Phase.HANDSHAKE):
            return
        self._read(False)
        session = self._sessions.present()
        if session is None:
            self._wait()
            return
        with self.lock:
            self.phase = Phase.OPENING
        self.session = session
        self._pump.remind(self, time.monotonic() + OPEN_LIMIT)
        try:
            session.start_channel(self.target.kind, self.target.payload, self._make_channel)
        except UserError:
            self._wait()

    def session_lost(self) -> None:
        """What the session carried is lost; what was not yet open is tried with the next one."""
        lost, self.session = self.session, None
        if self.phase is Phase.OPEN:
            self._ledger.failed("the connection to the node was lost")
            self._end(reset=True)
        elif self.phase is Phase.OPENING:
            self._wait()
            if self._sessions.present() not in (None, lost):  # the next one is there already
                self.seek_session()

    def give_up(self) -> None:
        """End soon; from any thread."""
        self._pump.post(self.abandon)

    # What the pump calls

    def ready(self, readable: bool, writable: bool) -> None:
        """The local socket is ready."""
        if writable:
            self._flush()
        if readable and self._reading:
            try:
                self._on_readable()
            except BlockingIOError:
                return
            except OSError:
                self._end(reset=False)

    def expired(self) -> None:
        """Time is up for what it waits for."""
        phase = self.phase
        if phase is Phase.WAITING:
            self._refuse(node_away(self.target.words, PATIENCE), socks.FAILED)
        elif phase is Phase.OPENING:
            self._refuse(no_answer(self.target.words, OPEN_LIMIT), socks.TIMED_OUT)
        elif phase is Phase.HANDSHAKE:
            self._ledger.failed("a SOCKS client did not say in time where it wants to go")
            self._end(reset=True)
        elif phase is not Phase.OPEN:
            self._end(reset=phase is Phase.REFUSED)

    def abandon(self) -> None:
        """End at once."""
        self._end(reset=True)

    # What the transport's thread calls

    def channel_opened(self, channel: PumpChannel) -> None:
        """The server opened the channel."""
        with self.lock:
            wanted = self.phase is Phase.OPENING and channel is self._channel
            if wanted:
                self.phase = Phase.OPEN
                if self._is_socks:
                    self._put(memoryview(socks.reply(socks.SUCCEEDED)))
        if wanted:
            self._pump.post(self._opened)
        else:
            with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                channel.close()

    def channel_refused(self, channel: PumpChannel, code: int, text: str) -> None:
        """The server did not open the channel."""
        self._pump.post(lambda: self._channel_refused(channel, code, text))

    def take(self, data: memoryview) -> int:
        """Bytes came from the node: write them, keep what the socket does not take."""
        with self.lock:
            if self.phase is not Phase.OPEN:
                return len(data)
            was_empty = not self._backlog
            took = self._put(data)
            self.bytes_down += len(data)
        if was_empty and took < len(data):
            self._pump.post(self._watch)
        return took

    def peer_ended(self) -> None:
        """The node's side says no more."""
        with self.lock:
            self._peer_ended = True
            self._say_end()
        self._pump.post(self._settle)

    def room_came(self) -> None:
        """The server takes bytes again."""
        self._pump.post(self._uplink_again)

    def channel_closed(self, channel: PumpChannel) -> None:
        """The channel is over; called with its lock held."""
        self._pump.post(lambda: self._channel_closed(channel))

    # Local socket to node

    def _on_readable(self) -> None:
        if self.phase is Phase.OPEN:
            self._uplink()
        elif self.phase is Phase.HANDSHAKE:
            self._shake_hands(self._sock.recv(4096))
        elif self.phase is Phase.REFUSED:
            self._answer_refused(self._sock.recv(8192))
        elif not self._sock.recv(65_536):  # parting: the client closed, too
            self._end(reset=False)

    def _uplink(self) -> None:
        channel = self._channel
        assert channel is not None
        room = channel.room()
        if room == 0:
            self._read(False)
            return
        buffer = self._pump.chunk[: min(CHUNK, room)]
        size = self._sock.recv_into(buffer)
        if size:
            self._send(buffer[:size])
            return
        self._client_ended = True
        self._read(False)
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            channel.send_end()
        self._settle()

    def _send(self, data: memoryview) -> None:
        assert self._channel is not None
        try:
            self._channel.send_view(data)
        except (OSError, EOFError, paramiko.SSHException):
            log.debug("not sent", exc_info=True)  # the session's end is told by itself
            return
        self.bytes_up += len(data)

    def _uplink_again(self) -> None:
        if self.phase is Phase.OPEN and not self._client_ended:
            self._send_early()
            self._read(not self._early)

    def _send_early(self) -> None:
        """Send what a SOCKS client sent on without waiting."""
        channel = self._channel
        if self._early and channel is not None and (room := channel.room()):
            now, self._early = self._early[:room], self._early[room:]
            self._send(memoryview(now))

    # Node to local socket

    def _put(self, data: memoryview) -> int:
        """Write what the socket takes and keep the rest. The lock is held."""
        took = 0
        if not self._backlog:
            try:
                took = self._sock.send(data)
            except BlockingIOError:
                took = 0
            except OSError:
                self._pump.post(lambda: self._end(reset=False))  # the client is gone
                return len(data)
        if took < len(data):
            self._backlog.append(memoryview(bytes(data[took:])))
        return took

    def _flush(self) -> None:
        """Write more of what is kept, and let the server send as much again."""
        flushed = 0
        with self.lock:
            try:
                while self._backlog:
                    took = self._sock.send(self._backlog[0])
                    flushed += took
                    if took == len(self._backlog[0]):
                        self._backlog.popleft()
                    else:
                        self._backlog[0] = self._backlog[0][took:]
            except BlockingIOError:
                pass
            except OSError:
                self._backlog.clear()
                self._pump.post(lambda: self._end(reset=False))
            self._say_end()
        self._watch()
        if flushed and self._channel is not None and self.phase is Phase.OPEN:
            with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                self._channel.granted(flushed)
        self._settle()

    def _say_end(self) -> None:
        """Pass the end on once everything before it is written. The lock is held."""
        if self._peer_ended and not self._backlog and not self._said_end:
            self._said_end = True
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_WR)

    # Beginning and end

    def _make_channel(self, chanid: int) -> PumpChannel:
        channel = self._channel = PumpChannel(chanid, self)
        return channel

    def _opened(self) -> None:
        if self.phase is Phase.OPEN:
            self._pump.remind(self, None)
            self._watch()
            self._uplink_again()
            self._ledger.changed()

    def _wait(self) -> None:
        with self.lock:
            self.phase = Phase.WAITING
        self._channel = None
        self._pump.remind(self, self._accepted + PATIENCE)
        self._ledger.changed()

    def _channel_refused(self, channel: PumpChannel, code: int, text: str) -> None:
        if channel is self._channel and self.phase is Phase.OPENING:
            refusal = refused_channel(self.target.words, code, text)
            self._refuse(refusal, socks.reply_code(code, text))

    def _channel_closed(self, channel: PumpChannel) -> None:
        if channel is not self._channel:
            return
        if channel.closed_by_peer:
            with self.lock:
                self._peer_ended = True
                self._say_end()
            self._settle()
        else:
            self.session_lost()

    def _settle(self) -> None:
        """Part once nothing is left to move."""
        if self.phase is not Phase.OPEN or self._backlog or not self._peer_ended:
            return
        channel = self._channel
        if self._client_ended:
            self._end(reset=False)
        elif channel is not None and channel.closed_by_peer:
            self._part()

    def _part(self) -> None:
        """Read on for a moment: closing with unread bytes would take ours from the client."""
        with self.lock:
            self.phase = Phase.PARTING
            self._peer_ended = True
            self._say_end()
        self._pump.remind(self, time.monotonic() + PARTING)
        self._read(True)

    def _refuse(self, refusal: Refusal, code: int) -> None:
        self._ledger.failed(refusal.reason)
        self._refusal = refusal
        with self.lock:
            self.phase = Phase.REFUSED
            if self._is_socks:
                self._put(memoryview(socks.reply(code)))
        if self._is_socks:
            self._part()
            return
        self._pump.remind(self, time.monotonic() + PEEK)
        self._read(True)

    def _answer_refused(self, begin: bytes) -> None:
        if self._refusal is None or not speaks_http(begin):
            self._end(reset=True)
            return
        with self.lock:
            self._put(memoryview(self._refusal.page(begin)))
        self._part()

    def _shake_hands(self, data: bytes) -> None:
        assert self._handshake is not None
        try:
            if not data:
                raise socks.SocksError("a SOCKS client ended before it said where it wants to go")
            answer, wanted = self._handshake.feed(data)
        except socks.SocksError as error:
            self._ledger.failed(str(error))
            with self.lock:
                self._put(memoryview(error.reply))
            self._part()
            return
        if answer:
            with self.lock:
                self._put(memoryview(answer))
        if wanted is not None:
            self._target = Target.tcp(wanted.host, wanted.port)
            self._early = wanted.early
            self._handshake = None
            self._accepted = time.monotonic()
            self.seek_session()

    def _read(self, wanted: bool) -> None:
        self._reading = wanted
        self._watch()

    def _watch(self) -> None:
        if self.phase is Phase.ENDED:
            return
        events = selectors.EVENT_READ if self._reading else 0
        if self._backlog:
            events |= selectors.EVENT_WRITE
        self._pump.watch(self, self._sock, events)

    def _end(self, *, reset: bool) -> None:
        """Close both sides; with `reset` the client is told that bytes may be missing."""
        with self.lock:
            if self.phase is Phase.ENDED:
                return
            self.phase = Phase.ENDED
            self._backlog.clear()
            self._pump.forget(self)
            with contextlib.suppress(OSError):
                if reset:
                    self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_OFF)
            self._sock.close()
        channel, self._channel = self._channel, None
        if channel is not None:
            with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                channel.close()
        self.session = None
        self._sessions.left(self)
        self._ledger.left(self)
