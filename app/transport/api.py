"""What every session to a node can do, whether it goes over SSH or stays on this computer.

All calls block and belong in a worker. Each takes its own limit; none waits for ever. Errors are
`app.core.errors`: `SessionLost` when the session died, a `RemoteError` when only the request
failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.core.cancel import Cancel
from app.core.errors import CommandFailed, CommandNotFound
from app.core.i18n import tr
from app.core.said import said
from app.transport.shell import Shell, WindowSize

DEFAULT_TIMEOUT = 30.0
"""Seconds for a command that should answer at once."""
MAX_OUTPUT = 16 * 1024 * 1024
"""Bytes of stdout and stderr together that `exec` keeps."""
MAX_LINE = 1024 * 1024
"""Bytes one line of a stream may have before the stream is given up."""

Input = bytes | Iterable[bytes]
"""Standard input of a command: all of it, or chunks as they come (read on a thread of its own)."""
OnOutput = Callable[[bytes, bool], object]
"""`on_output(data, is_stderr)`."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A finished command. `exit_status` is None when the server reported none (killed)."""

    argv: tuple[str, ...]
    exit_status: int | None
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        """Standard output as UTF-8, undecodable bytes replaced."""
        return self.stdout.decode("utf-8", "replace")

    def check(self) -> Completed:
        """Return self when the status is 0; else raise `CommandNotFound` or `CommandFailed`."""
        if self.exit_status == 0:
            return self
        program = self.argv[0]
        last_line = last_words(self.stderr) or last_words(self.stdout) or tr("it printed nothing")
        if self.exit_status == 127:
            raise CommandNotFound(
                tr("{program} is not installed there.").format(program=program),
                tr("Install it or check PATH."),
                exit_status=127,
            )
        raise CommandFailed(
            tr("{program} ended with status {exit_status}: {last_line}").format(
                program=program, exit_status=self.exit_status, last_line=last_line
            ),
            exit_status=self.exit_status,
        )


def last_words(output: bytes | str) -> str:
    """Return the last line that a program printed, fit to be shown; empty where there is none."""
    text = output if isinstance(output, str) else output.decode("utf-8", "replace")
    lines = text.strip().splitlines()
    return said(lines[-1], limit=300) if lines else ""


class Stream(Protocol):
    """A running remote command whose output is read as it comes."""

    def lines(self, cancel: Cancel, *, max_line: int = MAX_LINE) -> Iterator[bytes]:
        """Yield each line of stdout without its newline until the command ends.

        Raises `Cancelled`, `SessionLost`, or `OutputTooLarge` when a line exceeds `max_line`
        bytes. Leaving the iterator early does not end the command; `close` does.
        """
        ...

    def write(self, data: bytes) -> None:
        """Send bytes to the command's standard input."""
        ...

    @property
    def exit_status(self) -> int | None:
        """Exit status once `lines` has ended, None if unknown."""
        ...

    @property
    def stderr_tail(self) -> str:
        """The last 4 KiB the command wrote to stderr."""
        ...

    def close(self) -> None:
        """Close stdin and the channel; the remote end sees end of file. Idempotent."""
        ...


class Channel(Protocol):
    """A byte pipe to a TCP port or UNIX socket as the node sees it."""

    def send(self, data: bytes) -> int:
        """Send some of `data`, return how many bytes went."""
        ...

    def recv(self, size: int) -> bytes:
        """Return up to `size` bytes, b"" at end of file. Raises TimeoutError after `settimeout`."""
        ...

    def settimeout(self, seconds: float | None) -> None:
        """Limit later calls of `recv` and `send`."""
        ...

    def shutdown_write(self) -> None:
        """Say that no more bytes will be sent; reading goes on."""
        ...

    def close(self) -> None:
        """Close both directions."""
        ...


@dataclass(frozen=True, slots=True)
class FileInfo:
    """One remote file: `size` in bytes, `mode` as in stat(2), `modified` in Unix seconds."""

    name: str
    size: int
    mode: int
    modified: float


class Files(Protocol):
    """Files of the node (SFTP over SSH)."""

    def read(self, path: str, *, max_bytes: int = MAX_OUTPUT) -> bytes:
        """Return a whole file; `OutputTooLarge` beyond `max_bytes`."""
        ...

    def write(self, path: str, data: bytes, *, mode: int = 0o600) -> None:
        """Replace a file in one step (temporary file beside it, then rename)."""
        ...

    def list(self, path: str) -> list[FileInfo]:
        """Return the entries of a folder, sorted by name."""
        ...

    def close(self) -> None:
        """Close the file channel; the session stays open."""
        ...


class Session(Protocol):
    """One open session with one node. Thread-safe: many workers share it."""

    @property
    def title(self) -> str:
        """`user@host:port`, or `This computer`."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether the node is the computer this program runs on."""
        ...

    @property
    def host_key(self) -> str:
        """SHA256 fingerprint of the verified host key: the node's identity. Empty when local."""
        ...

    @property
    def route(self) -> str:
        """The way it goes: `LAN`, `Tailscale`, `via gate`. Empty when local."""
        ...

    @property
    def login(self) -> str:
        """What let us in: `key id_ed25519`, `password`. Empty when local."""
        ...

    @property
    def alive(self) -> bool:
        """False once the session is closed or known dead."""
        ...

    @property
    def latency_s(self) -> float | None:
        """Seconds of the last heartbeat's round trip, None before the first."""
        ...

    def exec(
        self,
        argv: Sequence[str],
        *,
        stdin: Input = b"",
        timeout: float = DEFAULT_TIMEOUT,
        max_output: int = MAX_OUTPUT,
        cancel: Cancel | None = None,
        on_output: OnOutput | None = None,
    ) -> Completed:
        """Run a command to its end. A non-zero status is no error: see `Completed.check`.

        With `on_output` each chunk is handed over as it comes and none is kept or counted.
        """
        ...

    def stream(self, argv: Sequence[str], *, stdin: bytes = b"") -> Stream:
        """Start a command, send `stdin`, keep its standard input open and read it line by line."""
        ...

    def open_shell(self, size: WindowSize, argv: Sequence[str] = ()) -> Shell:
        """Start the account's own shell, or a command, on a terminal of `size`."""
        ...

    def open_tcp(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10.0) -> Channel:
        """Connect to a TCP port as seen from the node."""
        ...

    def open_unix(self, path: str, *, timeout: float = 10.0) -> Channel:
        """Connect to a UNIX socket of the node."""
        ...

    def files(self) -> Files:
        """Open the node's files."""
        ...

    def on_lost(self, callback: Callable[[str], object]) -> None:
        """Call `callback(reason)` once, from another thread, when the session dies or is closed."""
        ...

    def close(self) -> None:
        """End the session and everything that runs over it. Idempotent."""
        ...
