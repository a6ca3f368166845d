"""A shell on a node: a session channel with a terminal (`app.transport.shell.Shell`)."""

from __future__ import annotations

import contextlib

import paramiko

from app.core.cancel import Cancel
from app.core.errors import Cancelled, SessionLost
from app.transport.shell import WindowSize
from app.transport.ssh.channel import CommandChannel

_STATUS_S = 2.0


class SshShell:
    """What was started on the channel; it hangs up when the channel closes."""

    def __init__(self, channel: CommandChannel) -> None:
        self._channel = channel
        self._hung_up = Cancel()
        self._chunks = channel.chunks(None, self._hung_up)
        self._status: int | None = None

    def read(self) -> bytes:
        """Wait for output; see `Shell.read`."""
        if self._hung_up.cancelled:
            return b""
        try:
            with self._hung_up.on_cancel(self._channel.wake):
                for _is_stderr, data in self._chunks:
                    return data
        except Cancelled:
            return b""
        self._status = self._channel.wait_status(_STATUS_S)
        return b""

    def write(self, data: bytes) -> None:
        """Type bytes, however long the program takes to read them."""
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):  # `read` tells the end
            self._channel.send_patiently(data)

    def resize(self, size: WindowSize) -> None:
        """Tell the size; see `Shell.resize`."""
        with contextlib.suppress(SessionLost):
            self._channel.resize(size)

    @property
    def exit_status(self) -> int | None:
        """How it ended; see `Shell.exit_status`."""
        return self._status

    def interrupt(self) -> None:
        """Wake who reads; see `Shell.interrupt`."""
        self._hung_up.cancel()

    def close(self) -> None:
        """Hang up."""
        self.interrupt()
        self._channel.close()
