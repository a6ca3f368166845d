"""SafeTransport: paramiko's Transport without its traps.

What it changes, each measured on OpenSSH 9.2:

* AES-GCM first: a third of the CPU of the default ctr + hmac.
* A client-initiated re-key no longer dead-locks when the peer closes a channel meanwhile.
* `ping` asks for a reply, which a half-open peer cannot give; paramiko's keepalive does not.
* Opening a channel has a time-out and a reason of its own, also when several fail at once.
* `direct-streamlocal@openssh.com` sends the payload it must have (without it sshd hangs up).
* Channels may be opened without waiting, and take their data without a Message each.
* Closing wakes the reader at once; idle sessions wake once a second, not ten times.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import paramiko
from paramiko.auth_handler import AuthHandler
from paramiko.common import (
    MSG_CHANNEL_CLOSE,
    MSG_CHANNEL_DATA,
    MSG_CHANNEL_EOF,
    MSG_CHANNEL_EXTENDED_DATA,
    MSG_CHANNEL_FAILURE,
    MSG_CHANNEL_WINDOW_ADJUST,
    cMSG_CHANNEL_OPEN,
    cMSG_GLOBAL_REQUEST,
)
from paramiko.message import Message

from app.core.errors import ChannelRefused, SessionLost, TimedOut
from app.core.i18n import numeral, tr
from app.core.said import said
from app.transport.ssh.packets import FastPacketizer

WINDOW = 2 * 1024 * 1024
"""Bytes a channel may have in flight. 16 MiB makes sshd five times slower, 128 KiB a hundred."""
PACKET = 128 * 1024
MAX_QUESTIONS = 32
"""Lines that a server may ask for at once when somebody logs in."""
CHANNEL_OPEN_REASONS = {
    1: tr("the server forbids it"),
    2: tr("nothing answers there"),
    3: tr("the server does not know this kind of channel"),
    4: tr("the server has no channel left"),
}


class BoundedQuestions(AuthHandler):
    """Answers a server's questions, of which there are only so many."""

    def _parse_userauth_info_request(self, m: Message) -> None:
        # WORKAROUND: paramiko believes any number of questions, and makes a list of 2**32.
        for _text in ("title", "instructions", "language"):
            m.get_binary()
        if m.get_int() > MAX_QUESTIONS:
            raise paramiko.SSHException(tr("It asks too many questions at once"))
        m.rewind()
        super()._parse_userauth_info_request(m)  # type: ignore[misc]


class ChannelMessage(Message):
    """A message about one channel, dropped once that channel is closed."""

    def __init__(self, channel: paramiko.Channel, kind: bytes) -> None:
        super().__init__()
        self.channel = channel
        self.add_byte(kind)
        self.add_int(channel.remote_chanid)


class ChannelData:
    """Bytes for one channel on their way out."""

    def __init__(self, channel: paramiko.Channel, data: memoryview, piece: int) -> None:
        self.channel = channel
        self.data = data
        self.piece = piece


class EventfulChannel(paramiko.Channel):
    """A channel that is told what happens to it, in the transport's thread: it must not block."""

    def channel_opened(self) -> None:
        """The server opened it."""

    def channel_refused(self, code: int, text: str) -> None:
        """The server did not open it."""

    def take_data(self, data: memoryview) -> None:
        """Bytes came; `data` is only valid during the call."""
        raise NotImplementedError


class SafeTransport(paramiko.Transport):
    """One SSH connection. See the module's text for what differs from paramiko's."""

    _preferred_ciphers = (
        "aes128-gcm@openssh.com",
        "aes256-gcm@openssh.com",
        "aes128-ctr",
        "aes192-ctr",
        "aes256-ctr",
    )
    _preferred_macs = (
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-512-etm@openssh.com",
        "hmac-sha2-256",
        "hmac-sha2-512",
    )
    _active_check_timeout = 1.0
    host_key_algorithms: tuple[str, ...] = (
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "rsa-sha2-512",
        "rsa-sha2-256",
    )
    """What the server may prove itself by, best first. No certificates: see `HostVerifier`."""

    # paramiko's table holds the functions of its own Channel class; these look the method up, so
    # that a channel class may override it.
    _channel_handler_table: ClassVar = {
        **paramiko.Transport._channel_handler_table,  # type: ignore[attr-defined]  # noqa: SLF001
        MSG_CHANNEL_DATA: lambda channel, message: channel._feed(message),  # noqa: SLF001
        MSG_CHANNEL_EXTENDED_DATA: lambda channel, message: channel._feed_extended(message),  # noqa: SLF001
        MSG_CHANNEL_EOF: lambda channel, message: channel._handle_eof(message),  # noqa: SLF001
        MSG_CHANNEL_CLOSE: lambda channel, message: channel._handle_close(message),  # noqa: SLF001
        MSG_CHANNEL_WINDOW_ADJUST: lambda channel, message: channel._window_adjust(message),  # noqa: SLF001
    }

    if TYPE_CHECKING:  # private names relied on, as paramiko 5.1.0 has them
        active: bool
        packetizer: FastPacketizer
        remote_cipher: str
        sock: socket.socket
        _channels: Any
        _expected_packet: tuple[int, ...]

        def _next_channel(self) -> int: ...

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(
            sock,
            default_window_size=WINDOW,
            default_max_packet_size=PACKET,
            packetizer_class=FastPacketizer,
        )
        self._held_back: list[Message | ChannelData] = []
        self._open_failures: dict[int, tuple[int, str]] = {}
        self._opening: dict[int, EventfulChannel] = {}
        self._abandoned: dict[int, paramiko.Channel] = {}  # paramiko's own map holds none of them
        self._closed_channels: set[int] = set()  # by the peer's number, which it uses again
        self.farewell = ""
        """What the server said when it hung up; empty when it just closed."""
        self._pong = threading.Event()
        self.packetizer.takes_data = self._takes_data
        self.packetizer.on_data = self._take_data

    @property
    def preferred_keys(self) -> tuple[str, ...]:
        """Exactly `host_key_algorithms`: paramiko would offer certificates that nobody checks."""
        return self.host_key_algorithms

    @property
    def packets_heard(self) -> int:
        """Packets received so far."""
        return self.packetizer.packets_heard

    @property
    def greeting(self) -> str:
        """The first line that the peer said; empty when it said nothing."""
        return self.packetizer.greeting

    def auth_interactive(
        self, username: str, handler: Callable[..., list[str]], submethods: str = ""
    ) -> list[str]:
        """Let the server ask its own questions; see paramiko."""
        if not self.active or not self.initial_kex_done:
            raise paramiko.SSHException(tr("No existing session"))
        over = threading.Event()
        questions: Any = BoundedQuestions(self)
        self.auth_handler = questions
        questions.auth_interactive(username, handler, over, submethods)
        return list(questions.wait_for_response(over))

    def get_exception(self) -> Exception | None:
        """Return what ended the connection, once.

        WORKAROUND: what a hostile peer sends may make paramiko raise anything (ValueError,
        IndexError), which whoever connects would take for a bug.
        """
        error: Exception | None = super().get_exception()
        if error is None or isinstance(error, paramiko.SSHException | EOFError | OSError):
            return error
        broken = paramiko.SSHException(tr("It sent what is not understood"))
        broken.__cause__ = error
        return broken

    def open(
        self,
        kind: str,
        payload: bytes = b"",
        *,
        timeout: float,
        channel_class: type[paramiko.Channel] = paramiko.Channel,
    ) -> paramiko.Channel:
        """Open a channel of any kind; `payload` is what follows the common head of the request.

        Raises ChannelRefused with the server's reason, TimedOut, or SessionLost.
        """
        channel: paramiko.Channel
        channel, opened = self._ask_to_open(kind, payload, channel_class)
        chanid = channel.chanid
        if not self._wait_opened(opened, timeout):
            with self.lock:
                late = self.channel_events.pop(chanid, None)
                if late is not None:
                    self._abandoned[chanid] = channel
            if late is not None and not late.is_set():
                raise TimedOut(
                    tr("The server did not open a channel within {timeout} s.").format(
                        timeout=numeral(timeout, grouped=False)
                    )
                )
        failure = self._open_failures.pop(chanid, None)
        if failure is not None:
            code, text = failure
            reason = CHANNEL_OPEN_REASONS.get(code, text)
            why = f"{reason}{_said(text, reason)}."
            raise ChannelRefused(tr("No channel: {why}").format(why=why), reason=why)
        if not self.active:
            raise SessionLost(tr("The connection was lost."))
        return channel

    def start_open(
        self, kind: str, payload: bytes, make_channel: Callable[[int], EventfulChannel]
    ) -> None:
        """Ask for a channel without waiting for the answer, which the channel is told.

        Data may follow the answer at once, so the channel takes it from the beginning. Nothing is
        told when the connection is lost before the answer. Raises SessionLost.
        """

        def make(chanid: int) -> EventfulChannel:
            channel = self._opening[chanid] = make_channel(chanid)
            return channel

        self._ask_to_open(kind, payload, make)

    def send_data(self, channel: paramiko.Channel, data: memoryview) -> None:
        """Send bytes for which the caller reserved room in the channel's window.

        Waits for its turn: while keys are exchanged, or the socket is full.
        """
        self._send_user_message(ChannelData(channel, data, channel.out_max_packet_size - 64))

    def send_about(self, channel: paramiko.Channel, kind: bytes, number: int | None = None) -> None:
        """Send a message about a channel (`WINDOW_ADJUST`, `EOF`) unless it is closed by then."""
        message = ChannelMessage(channel, kind)
        if number is not None:
            message.add_int(number)
        self._send_user_message(message)

    def open_tcp(
        self,
        host: str,
        port: int,
        *,
        timeout: float,
        channel_class: type[paramiko.Channel] = paramiko.Channel,
    ) -> paramiko.Channel:
        """Open a `direct-tcpip` channel."""
        payload = tcp_payload(host, port)
        return self.open("direct-tcpip", payload, timeout=timeout, channel_class=channel_class)

    def open_unix(self, path: str, *, timeout: float) -> paramiko.Channel:
        """Open a `direct-streamlocal@openssh.com` channel."""
        return self.open("direct-streamlocal@openssh.com", unix_payload(path), timeout=timeout)

    def send_ping(self) -> bool:
        """Ask the server for an answer; False when not even the question could be sent now.

        Never blocks on a full socket: a peer that stopped reading must not stop its own detector.
        """
        self._pong.clear()
        if not self.clear_to_send.is_set():
            return False
        if not self.clear_to_send_lock.acquire(timeout=0.1):
            return False
        try:
            if not self.clear_to_send.is_set() or not self._writable():
                return False
            message = Message()
            message.add_byte(cMSG_GLOBAL_REQUEST)
            message.add_string("keepalive@openssh.com")
            message.add_boolean(True)
            self._send_message(message)
        except (OSError, EOFError, ValueError, paramiko.SSHException):
            return False
        finally:
            self.clear_to_send_lock.release()
        return True

    def wait_pong(self, timeout: float) -> bool:
        """Wait for the answer to `send_ping`."""
        return self._pong.wait(timeout)

    def close(self) -> None:
        """Close at once, waking the thread that reads and who waits for an answer."""
        with contextlib.suppress(OSError):  # not connected any more
            self.sock.shutdown(socket.SHUT_RDWR)
        super().close()
        self.sock.close()
        self._pong.set()

    def _ask_to_open(
        self, kind: str, payload: bytes, make_channel: Callable[[int], Any]
    ) -> tuple[Any, threading.Event]:
        """Register a new channel, then ask the server for it."""
        with self.lock:
            chanid = self._next_channel()
            channel = make_channel(chanid)
            self._channels.put(chanid, channel)
            self.channel_events[chanid] = opened = threading.Event()
            self.channels_seen[chanid] = True
            channel._set_transport(self)  # noqa: SLF001
            channel._set_window(WINDOW, PACKET)  # noqa: SLF001
        message = Message()
        message.add_byte(cMSG_CHANNEL_OPEN)
        message.add_string(kind)
        message.add_int(chanid)
        message.add_int(WINDOW)
        message.add_int(PACKET)
        message.add_bytes(payload)
        try:
            self._send_user_message(message)
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SessionLost(tr("The connection was lost.")) from error
        if not self.active:
            raise SessionLost(tr("The connection was lost."))
        return channel, opened

    def _takes_data(self, chanid: int) -> bool:
        return isinstance(self._channels.get(chanid), EventfulChannel) and not self._expected_packet

    def _take_data(self, chanid: int, data: memoryview) -> None:
        channel = self._channels.get(chanid)
        if isinstance(channel, EventfulChannel):
            channel.take_data(data)

    def _wait_opened(self, opened: threading.Event, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while self.active:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if opened.wait(min(left, 0.5)):
                return True
        return True

    def _writable(self) -> bool:
        return wait_writable(self.sock, 0.0)

    def _sanitize_packet_size(self, max_packet_size: int) -> int:
        """Send no larger packets than we take ourselves, whatever the server would like."""
        return min(PACKET, super()._sanitize_packet_size(max_packet_size))  # type: ignore[misc, no-any-return]

    # WORKAROUND: paramiko #822. The thread that reads must never wait for a key exchange that only
    # it can finish: what it wants to send meanwhile is held back until the new keys are in use.
    def _send_user_message(self, data: Message | ChannelData) -> None:
        if threading.current_thread() is self and not self.clear_to_send.is_set():
            self._held_back.append(data)
            return
        super()._send_user_message(data)  # type: ignore[misc]

    # WORKAROUND: paramiko builds EOF, data and window messages before it gets its turn to send, so
    # that CLOSE may overtake them; OpenSSH hangs up on a message for a channel that is closed.
    def _send_message(self, data: Message | ChannelData) -> None:
        if isinstance(data, ChannelMessage | ChannelData) and data.channel.closed:
            return
        if isinstance(data, ChannelData):
            self.packetizer.send_data(data.channel.remote_chanid, data.data, data.piece)
            return
        head = bytes(data.packet.getbuffer()[:5])
        if MSG_CHANNEL_WINDOW_ADJUST <= head[0] <= MSG_CHANNEL_FAILURE:
            peers_chanid = int.from_bytes(head[1:], "big")
            if peers_chanid in self._closed_channels:
                return
            if head[0] == MSG_CHANNEL_CLOSE:
                self._closed_channels.add(peers_chanid)
        super()._send_message(data)  # type: ignore[misc]

    def _parse_newkeys(self, m: Message) -> None:
        held_back, self._held_back = self._held_back, []
        for message in held_back:  # our own NEWKEYS is out: these already use the new keys
            self._send_message(message)
        super()._parse_newkeys(m)  # type: ignore[misc]

    def _parse_request_success(self, m: Message) -> None:
        super()._parse_request_success(m)  # type: ignore[misc]
        self._pong.set()

    def _parse_request_failure(self, m: Message) -> None:
        super()._parse_request_failure(m)  # type: ignore[misc]
        self._pong.set()  # OpenSSH says "failure" to an unknown request: an answer

    def _parse_disconnect(self, m: Message) -> None:
        m.get_int()
        self.farewell = m.get_text()

    def _parse_channel_open_failure(self, m: Message) -> None:
        chanid, code, text = m.get_int(), m.get_int(), said(m.get_text())
        with self.lock:
            self._open_failures[chanid] = (code, text)
            self._channels.delete(chanid)
            opened = self.channel_events.pop(chanid, None)
            eventful = self._opening.pop(chanid, None)
            if self._abandoned.pop(chanid, None) is not None or eventful is not None:
                self._open_failures.pop(chanid, None)
        if opened is not None:
            opened.set()
        if eventful is not None:
            eventful.channel_refused(code, text)

    def _parse_channel_open_success(self, m: Message) -> None:
        chanid, peers_chanid = m.get_int(), m.get_int()
        m.rewind()
        self._closed_channels.discard(peers_chanid)
        super()._parse_channel_open_success(m)  # type: ignore[misc]
        with self.lock:
            abandoned = self._abandoned.pop(chanid, None)
            eventful = self._opening.pop(chanid, None)
        if abandoned is not None:
            abandoned.close()  # opened after its caller gave up
        if eventful is not None:
            eventful.channel_opened()


def tcp_payload(host: str, port: int) -> bytes:
    """Return what asks for a TCP port as seen from the node."""
    payload = Message()
    for name, number in ((host, port), ("127.0.0.1", 0)):
        payload.add_string(name)
        payload.add_int(number)
    return payload.asbytes()


def unix_payload(path: str) -> bytes:
    """Return what asks for a UNIX socket of the node."""
    payload = Message()
    payload.add_string(path)
    payload.add_string("")
    payload.add_int(0)
    return payload.asbytes()


def _said(text: str, reason: str) -> str:
    return f" (“{text}”)" if text and text.lower() not in reason.lower() else ""


def wait_writable(sock: socket.socket, timeout: float) -> bool:
    """Whether `sock` can take bytes or failed, also beyond descriptor 1023 where select gives up.

    Windows reports a refused connection as an exceptional condition.
    """
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLOUT)
        return bool(poll.poll(timeout * 1000))
    _readable, writable, failed = select.select([], [sock], [sock], timeout)
    return bool(writable or failed)
