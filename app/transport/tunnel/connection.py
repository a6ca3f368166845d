"""One local connection through a tunnel, from accept to its last byte."""

from __future__ import annotations

import contextlib
import enum
import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

import paramiko

from app.core.errors import UserError
from app.core.i18n import tr
from app.transport.tunnel import socks
from app.transport.tunnel.channel import PumpChannel
from app.transport.tunnel.local import LocalSide
from app.transport.tunnel.pump import CHUNK, Pump
from app.transport.tunnel.refusal import (
    Refusal,
    no_answer,
    node_away,
    refused_channel,
    speaks_http,
)
from app.transport.tunnel.target import Target

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
    """A client and the channel that carries it.

    Its pump's thread runs it; a group of methods is called by the transport's thread.
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
        self.phase = Phase.WAITING
        self.bytes_up = self.bytes_down = 0
        self.session: SshSession | None = None
        self._lock = threading.Lock()
        """Guards the one change of phase that the transport's thread makes."""
        self._pump = pump
        self._local = LocalSide(pump, self, sock)
        self._sessions = sessions
        self._ledger = ledger
        self._target = target
        self._handshake = socks.Handshake() if target is None else None
        self._is_socks = target is None
        self._channel: PumpChannel | None = None
        self._early = b""
        self._client_ended = self._peer_ended = False
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
            self._local.listen(True)
        else:
            self.seek_session()

    def seek_session(self) -> None:
        """Open the channel over the present session, or wait for one."""
        if self.phase not in (Phase.WAITING, Phase.OPENING, Phase.HANDSHAKE):
            return
        self._local.listen(False)
        session = self._sessions.present()
        if session is None:
            self._enter(Phase.WAITING)
            self._wait()
            return
        self._enter(Phase.OPENING)
        self.session = session
        self._pump.remind(self, time.monotonic() + OPEN_LIMIT)
        try:
            session.start_channel(self.target.kind, self.target.payload, self._make_channel)
        except UserError:
            if self._move(Phase.OPENING, Phase.WAITING):
                self._wait()

    def session_lost(self) -> None:
        """What the session carried is lost; what was not yet open is tried with the next one."""
        lost, self.session = self.session, None
        if self._move(Phase.OPENING, Phase.WAITING):
            self._wait()
            if self._sessions.present() not in (None, lost):  # the next one is there already
                self.seek_session()
        elif self.phase is Phase.OPEN:
            self._ledger.failed(tr("the connection to the node was lost"))
            self._end(reset=True)

    def give_up(self) -> None:
        """End soon; from any thread."""
        self._pump.post(self.abandon)

    # What the pump calls

    def ready(self, readable: bool, writable: bool) -> None:
        """The local socket is ready."""
        if writable:
            self._flush()
        if readable and self._local.reading:
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
        elif self._move(Phase.OPENING, Phase.REFUSED):
            self._refuse(no_answer(self.target.words, OPEN_LIMIT), socks.TIMED_OUT)
        elif phase is Phase.HANDSHAKE:
            self._ledger.failed(tr("a SOCKS client did not say in time where it wants to go"))
            self._end(reset=True)
        elif phase in (Phase.REFUSED, Phase.PARTING):
            self._end(reset=phase is Phase.REFUSED)

    def abandon(self) -> None:
        """End at once."""
        self._end(reset=True)

    def local_lost(self) -> None:
        """The client is gone."""
        self._end(reset=False)

    # What the transport's thread calls

    def channel_opened(self, channel: PumpChannel) -> None:
        """The server opened the channel."""
        if channel is self._channel and self._move(Phase.OPENING, Phase.OPEN):
            if self._is_socks:
                self._local.put(memoryview(socks.reply(socks.SUCCEEDED)))
            self._pump.post(self._opened)
        else:
            with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                channel.close()

    def channel_refused(self, channel: PumpChannel, code: int, text: str) -> None:
        """The server did not open the channel."""
        self._pump.post(lambda: self._channel_refused(channel, code, text))

    def take(self, data: memoryview) -> int:
        """Bytes came from the node: write them, keep what the socket does not take."""
        self.bytes_down += len(data)
        return self._local.put(data)

    def peer_ended(self) -> None:
        """The node's side says no more."""
        self._peer_ended = True
        self._local.end()
        self._pump.post(self._settle)

    def room_came(self) -> None:
        """The server takes bytes again."""
        self._pump.post(self._uplink_again)

    def channel_closed(self, channel: PumpChannel) -> None:
        """The channel is over; called with its lock held."""
        self._pump.post(lambda: self._channel_closed(channel))

    # Bytes

    def _on_readable(self) -> None:
        if self.phase is Phase.OPEN:
            self._uplink()
        elif self.phase is Phase.HANDSHAKE:
            self._shake_hands(self._local.read(4096))
        elif self.phase is Phase.REFUSED:
            self._answer_refused(self._local.read(8192))
        elif not self._local.read(65_536):  # parting: the client closed, too
            self._end(reset=False)

    def _uplink(self) -> None:
        channel = self._channel
        assert channel is not None
        room = channel.room()
        if room == 0:
            self._local.listen(False)
            return
        buffer = self._pump.chunk[: min(CHUNK, room)]
        size = self._local.read_into(buffer)
        if size:
            self._send(buffer[:size])
            return
        self._client_ended = True
        self._local.listen(False)
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            channel.send_end()
        self._settle()

    def _uplink_again(self) -> None:
        """Send what a SOCKS client sent on without waiting, then read on."""
        channel = self._channel
        if self.phase is not Phase.OPEN or self._client_ended or channel is None:
            return
        if self._early and (room := channel.room()):
            now, self._early = self._early[:room], self._early[room:]
            self._send(memoryview(now))
        self._local.listen(not self._early)

    def _send(self, data: memoryview) -> None:
        assert self._channel is not None
        try:
            self._channel.send_view(data)
        except (OSError, EOFError, paramiko.SSHException):
            log.debug("not sent", exc_info=True)  # the session's end is told by itself
            return
        self.bytes_up += len(data)

    def _flush(self) -> None:
        """Write more of what is kept, and let the server send as much again."""
        written = self._local.flush()
        if written and self._channel is not None and self.phase is Phase.OPEN:
            with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                self._channel.granted(written)
        self._settle()

    # Beginning and end

    def _enter(self, phase: Phase) -> None:
        with self._lock:
            self.phase = phase

    def _move(self, before: Phase, after: Phase) -> bool:
        """Change the phase unless the other thread did so first."""
        with self._lock:
            if self.phase is not before:
                return False
            self.phase = after
            return True

    def _make_channel(self, chanid: int) -> PumpChannel:
        channel = self._channel = PumpChannel(chanid, self)
        return channel

    def _opened(self) -> None:
        if self.phase is Phase.OPEN:
            self._pump.remind(self, None)
            self._uplink_again()
            self._ledger.changed()

    def _wait(self) -> None:
        """Let the session come."""
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
            self._peer_ended = True
            self._local.end()
            self._settle()
        else:
            self.session_lost()

    def _settle(self) -> None:
        """Part once nothing is left to move."""
        if self.phase is not Phase.OPEN or not self._peer_ended or not self._local.flushed:
            return
        if self._client_ended:
            self._end(reset=False)
        elif self._channel is not None and self._channel.closed_by_peer:
            self._part()

    def _part(self) -> None:
        """Read on for a moment: closing with unread bytes would take ours from the client."""
        self._enter(Phase.PARTING)
        self._local.end()
        self._pump.remind(self, time.monotonic() + PARTING)
        self._local.listen(True)

    def _refuse(self, refusal: Refusal, code: int) -> None:
        self._ledger.failed(refusal.reason)
        self._refusal = refusal
        self._enter(Phase.REFUSED)
        if self._is_socks:
            self._local.put(memoryview(socks.reply(code)))
            self._part()
            return
        self._pump.remind(self, time.monotonic() + PEEK)
        self._local.listen(True)

    def _answer_refused(self, begin: bytes) -> None:
        if self._refusal is None or not speaks_http(begin):
            self._end(reset=True)
            return
        self._local.put(memoryview(self._refusal.page(begin)))
        self._part()

    def _shake_hands(self, data: bytes) -> None:
        assert self._handshake is not None
        try:
            if not data:
                raise socks.SocksError(
                    tr("a SOCKS client ended before it said where it wants to go")
                )
            answer, wanted = self._handshake.feed(data)
        except socks.SocksError as error:
            self._ledger.failed(str(error))
            self._local.put(memoryview(error.reply))
            self._part()
            return
        if answer:
            self._local.put(memoryview(answer))
        if wanted is not None:
            self._target = Target.tcp(wanted.host, wanted.port)
            self._early = wanted.early
            self._accepted = time.monotonic()
            self.seek_session()

    def _end(self, *, reset: bool) -> None:
        """Close both sides; with `reset` the client is told that bytes may be missing."""
        if self.phase is Phase.ENDED:
            return
        self._enter(Phase.ENDED)
        self._local.close(reset=reset)
        channel, self._channel = self._channel, None
        if channel is not None:
            with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                channel.close()
        self.session = None
        self._sessions.left(self)
        self._ledger.left(self)
