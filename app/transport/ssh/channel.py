"""A session channel whose output arrives in one queue, in the order the server sent it.

paramiko's own buffers keep stdout and stderr apart, so that reading one can starve the other, and
delete from the front of an array: 12 MB/s against 140.
"""

from __future__ import annotations

import collections
import contextlib
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import paramiko
from paramiko.common import cMSG_CHANNEL_REQUEST, cMSG_CHANNEL_WINDOW_ADJUST
from paramiko.message import Message

from app.core.cancel import Cancel
from app.core.errors import Cancelled, OutputTooLarge, RemoteError, SessionLost, TimedOut
from app.core.i18n import numeral, tr
from app.transport.api import MAX_LINE, Input
from app.transport.output import Lines, Tail
from app.transport.shell import TERM, WindowSize
from app.transport.ssh.transport import WINDOW

if TYPE_CHECKING:
    from app.transport.ssh.transport import SafeTransport

PIECE = 256 * 1024
WINDOW_SURE = 32 * 1024
"""Bytes that any server takes without the command reading them."""


class CommandChannel(paramiko.Channel):
    """A `session` channel that runs one command.

    The transport's thread feeds it; one other thread reads it.
    """

    if TYPE_CHECKING:  # private names relied on, as paramiko 5.1.0 has them
        transport: SafeTransport
        event_ready: bool

        def _event_pending(self) -> None: ...
        def _check_add_window(self, n: int) -> int: ...

    def __init__(self, chanid: int) -> None:
        super().__init__(chanid)
        self._arrived = threading.Condition()
        self._chunks: collections.deque[tuple[bool, bytes]] = collections.deque()
        self._held = 0
        self._ended = False

    def start(self, command: str, *, timeout: float = 15.0) -> None:
        """Ask the server to run `command`; RemoteError when it will not."""
        self._ask(
            "exec",
            command,
            timeout=timeout,
            refusal=tr("The server refuses to run commands."),
        )

    def start_shell(self, command: str, size: WindowSize, *, timeout: float = 15.0) -> None:
        """Ask for a terminal and for `command` on it, or the account's own shell without one."""
        about = (TERM, size.columns, size.rows, 0, 0, b"")
        no_terminal = tr("The server gives this login no terminal.")
        self._ask("pty-req", *about, timeout=timeout, refusal=no_terminal)
        words = ("exec", command) if command else ("shell",)
        self._ask(*words, timeout=timeout, refusal=tr("The server refuses to start a shell."))

    def resize(self, size: WindowSize) -> None:
        """Tell how large the terminal is by now; the server does not answer."""
        self._request("window-change", size.columns, size.rows, 0, 0, wants_reply=False)

    def feed_input(self, data: Input) -> None:
        """Send all of stdin and close it, without waiting for the command to read it.

        A command may answer before it has read everything, or never read: neither is an error.
        """
        if isinstance(data, bytes) and len(data) <= WINDOW_SURE:
            self._feed_input(data)
        else:
            threading.Thread(
                target=self._feed_input, args=(data,), name="ssh-stdin", daemon=True
            ).start()

    def close(self) -> None:
        """Close both directions; a connection that died meanwhile is closed enough."""
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            super().close()

    def chunks(self, deadline: float | None, cancel: Cancel | None) -> Iterator[tuple[bool, bytes]]:
        """Yield `(is_stderr, bytes)` as they come until the command's output ends.

        `deadline` is a time of `time.monotonic()`. Raises TimedOut, Cancelled, SessionLost.
        """
        while True:
            with self._arrived:
                while True:  # looked at before each chunk: endless output must end too
                    if cancel is not None and cancel.cancelled:
                        raise Cancelled
                    left = None if deadline is None else deadline - time.monotonic()
                    if left is not None and left <= 0:
                        raise TimedOut(tr("The command did not end in time."))
                    if self._chunks or self._ended:
                        break
                    self._arrived.wait(left)
                if not self._chunks:
                    break
                chunk = self._chunks.popleft()
                self._held -= len(chunk[1])
            self._give_window(len(chunk[1]))
            yield chunk
        if not self.eof_received and not self.transport.is_active():
            raise SessionLost(tr("The connection was lost."))

    def wait_status(self, timeout: float) -> int | None:
        """Return the exit status, None when the server gave none (killed by a signal)."""
        self.status_event.wait(timeout)
        return self.exit_status if self.exit_status >= 0 else None

    def wake(self) -> None:
        """Make a waiting reader look at its Cancel."""
        with self._arrived:
            self._arrived.notify_all()

    def send_patiently(self, data: bytes) -> None:
        """Send all, however long the command takes to read it; stops when the channel closes."""
        sent = 0
        while sent < len(data):
            try:
                sent += self.send(data[sent : sent + PIECE])
            except TimeoutError:
                continue
            if self.closed:
                return

    def _feed_input(self, data: Input) -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            for chunk in [data] if isinstance(data, bytes) else data:
                self.send_patiently(chunk)
            self.shutdown_write()

    def _feed(self, m: Message | bytes) -> None:
        self._put(False, m if isinstance(m, bytes) else m.get_binary())

    def _feed_extended(self, m: Message) -> None:
        code, data = m.get_int(), m.get_binary()
        if code == 1:
            self._put(True, data)

    def _handle_eof(self, m: Message) -> None:
        super()._handle_eof(m)  # type: ignore[misc]
        self._end()

    def _set_closed(self) -> None:
        super()._set_closed()  # type: ignore[misc]
        self._end()

    def _put(self, is_stderr: bool, data: bytes) -> None:
        with self._arrived:
            self._held += len(data)
            if self._held > 2 * WINDOW:  # no slip: paramiko lets a server fill our memory
                raise paramiko.SSHException(tr("It sent more than it may"))
            self._chunks.append((is_stderr, data))
            self._arrived.notify()

    def _end(self) -> None:
        with self._arrived:
            self._ended = True
            self._arrived.notify_all()

    def _give_window(self, size: int) -> None:
        grant = self._check_add_window(size)
        if grant > 0:
            message = Message()
            message.add_byte(cMSG_CHANNEL_WINDOW_ADJUST)
            message.add_int(self.remote_chanid)
            message.add_int(grant)
            self._send_user(message)

    def _ask(self, kind: str, *about: str | int | bytes, timeout: float, refusal: str) -> None:
        """Send a request and wait for its answer; RemoteError says `refusal`."""
        self._event_pending()
        self._request(kind, *about, wants_reply=True)
        if not self.event.wait(timeout):
            self.close()
            raise TimedOut(
                tr("The server did not start the command within {timeout} s.").format(
                    timeout=numeral(timeout, grouped=False)
                )
            )
        if self.event_ready:
            return
        if self.transport.is_active():
            hint = tr("This login may be limited to other uses (ForceCommand, no shell).")
            raise RemoteError(refusal, hint)
        raise SessionLost(tr("The connection was lost."))

    def _request(self, kind: str, *about: str | int | bytes, wants_reply: bool) -> None:
        request = Message()
        request.add_byte(cMSG_CHANNEL_REQUEST)
        request.add_int(self.remote_chanid)
        request.add_string(kind)
        request.add_boolean(wants_reply)
        for each in about:
            if isinstance(each, int):
                request.add_int(each)
            else:
                request.add_string(each)
        self._send_user(request)

    def _send_user(self, message: Message) -> None:
        try:
            self.transport._send_user_message(message)  # noqa: SLF001
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SessionLost(tr("The connection was lost.")) from error


class CommandStream:
    """A running command read line by line (`app.transport.api.Stream`)."""

    def __init__(self, channel: CommandChannel) -> None:
        self._channel = channel
        self._stderr = Tail()
        self._status: int | None = None

    def lines(self, cancel: Cancel, *, max_line: int = MAX_LINE) -> Iterator[bytes]:
        """Yield lines; see `Stream.lines`."""
        splitter = Lines(max_line)
        with cancel.on_cancel(self._channel.wake):
            for is_stderr, data in self._channel.chunks(None, cancel):
                if is_stderr:
                    self._stderr.take(data)
                    continue
                try:
                    lines = splitter.take(data)
                except OutputTooLarge:
                    self.close()
                    raise
                yield from lines
            if splitter.rest:
                yield splitter.rest
        self._status = self._channel.wait_status(5.0)

    def write(self, data: bytes) -> None:
        """Send to the command's stdin."""
        send_all(self._channel, data)

    @property
    def exit_status(self) -> int | None:
        """Exit status after `lines` ended."""
        return self._status

    @property
    def stderr_tail(self) -> str:
        """The last 4 KiB of stderr."""
        return self._stderr.text

    def close(self) -> None:
        """Close the channel: the command sees end of file on stdin, and SIGPIPE if it writes."""
        self._channel.close()


def send_all(channel: paramiko.Channel, data: bytes) -> None:
    """Send all of `data`; RemoteError when the command ended, SessionLost when the session did."""
    try:
        channel.sendall(data)
    except TimeoutError as error:
        raise TimedOut(tr("The other side does not read what it is sent.")) from error
    except (OSError, EOFError, paramiko.SSHException) as error:
        if channel.get_transport().is_active():
            raise RemoteError(tr("The command no longer reads what it is sent.")) from error
        raise SessionLost(tr("The connection was lost.")) from error
