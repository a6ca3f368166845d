"""This computer behind the same interface as an SSH session."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import (
    BadInput,
    ChannelRefused,
    OutputTooLarge,
    RemoteError,
    SessionLost,
    TimedOut,
)
from app.core.files import write_atomic
from app.core.i18n import tr
from app.transport.api import (
    DEFAULT_TIMEOUT,
    MAX_LINE,
    MAX_OUTPUT,
    Channel,
    Completed,
    FileInfo,
    Input,
    OnOutput,
    Stream,
)
from app.transport.output import Collector, Lines, Tail
from app.transport.shell import Shell, WindowSize

if TYPE_CHECKING:
    from app.transport.local_shell import LocalShell

NOT_FOUND_STATUS = 127
PIPE_SURE = 4096
"""Bytes that any pipe takes without the command reading them."""
_READ = 65536


class LocalSession:
    """This computer (`app.transport.api.Session`). It is never lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = True
        self._streams: set[LocalStream] = set()
        self._shells: set[LocalShell] = set()
        self._on_lost: list[Callable[[str], object]] = []

    @property
    def title(self) -> str:
        """`This computer`."""
        return tr("This computer")

    @property
    def is_local(self) -> bool:
        """Always."""
        return True

    @property
    def host_key(self) -> str:
        """Empty: nothing to verify."""
        return ""

    @property
    def route(self) -> str:
        """Empty: nothing is in between."""
        return ""

    @property
    def login(self) -> str:
        """Empty: nobody asks."""
        return ""

    @property
    def alive(self) -> bool:
        """False once closed."""
        return self._open

    @property
    def latency_s(self) -> float | None:
        """None: nothing is in between."""
        return None

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
        """Run a command to its end; see `Session.exec`."""
        if not self._open:
            raise SessionLost(tr("This session is closed."))
        deadline = time.monotonic() + timeout
        try:
            process = _spawn(argv)
        except FileNotFoundError:
            missing = f"{argv[0]}: command not found".encode()
            return Completed(tuple(argv), NOT_FOUND_STATUS, b"", missing)
        output = Collector(argv[0], max_output, on_output)
        chunks = _Chunks(process)
        watch = cancel.on_cancel(chunks.stop) if cancel else contextlib.nullcontext()
        try:
            with watch:
                _feed(process, stdin)
                for is_stderr, data in chunks.read(deadline):
                    output.take(is_stderr, data)
                if cancel is not None:
                    cancel.raise_if_cancelled()
                status = process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise TimedOut(tr("The command did not end in time.")) from error
        finally:
            chunks.stop()
            _end(process, patience=0.0)
        known = status if status >= 0 else None
        return Completed(tuple(argv), known, output.stdout, output.stderr)

    def stream(self, argv: Sequence[str], *, stdin: bytes = b"") -> Stream:
        """Start a command and read it line by line; see `Session.stream`."""
        if not self._open:
            raise SessionLost(tr("This session is closed."))
        try:
            stream = LocalStream(_spawn(argv), self._streams.discard)
        except FileNotFoundError as error:
            raise RemoteError(tr("{argv} is not installed here.").format(argv=argv[0])) from error
        self._streams.add(stream)
        if stdin:
            with contextlib.suppress(RemoteError):  # ended already: reading its output says why
                stream.write(stdin)
        return stream

    def open_shell(self, size: WindowSize, argv: Sequence[str] = ()) -> Shell:
        """Start the user's shell, or a command, on a terminal; see `Session.open_shell`."""
        if not self._open:
            raise SessionLost(tr("This session is closed."))
        if sys.platform == "win32":
            raise RemoteError(
                tr("A shell of this computer cannot be shown here on Windows."),
                tr("Open the system's terminal instead."),
            )
        from app.transport.local_shell import LocalShell  # of POSIX

        shell = LocalShell(argv, size, self._shells.discard)
        self._shells.add(shell)
        return shell

    def open_tcp(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10.0) -> Channel:
        """Connect to a TCP port."""
        try:
            return SocketChannel(socket.create_connection((host, port), timeout=timeout))
        except OSError as error:
            raise ChannelRefused(
                tr("{host} port {port}: {why}.").format(
                    host=host, port=port, why=error.strerror or error
                )
            ) from error

    def open_unix(self, path: str, *, timeout: float = 10.0) -> Channel:
        """Connect to a UNIX socket."""
        if not hasattr(socket, "AF_UNIX"):
            raise ChannelRefused(tr("This system has no UNIX sockets."))
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(timeout)
        try:
            sock.connect(path)
        except OSError as error:
            sock.close()
            raise ChannelRefused(f"{path}: {error.strerror or error}.") from error
        return SocketChannel(sock)

    def files(self) -> LocalFiles:
        """Return this computer's files."""
        return LocalFiles()

    def on_lost(self, callback: Callable[[str], object]) -> None:
        """Call `callback` when closed."""
        with self._lock:
            if self._open:
                self._on_lost.append(callback)
                return
        callback("closed")

    def close(self) -> None:
        """End every command that was started here."""
        with self._lock:
            if not self._open:
                return
            self._open = False
            callbacks, self._on_lost = self._on_lost, []
        for stream in list(self._streams):
            stream.close()
        for shell in list(self._shells):
            shell.close()
        for callback in callbacks:
            callback("closed")


class LocalStream:
    """A running local command (`app.transport.api.Stream`)."""

    def __init__(
        self, process: subprocess.Popen[bytes], on_close: Callable[[LocalStream], object]
    ) -> None:
        self._process = process
        self._on_close = on_close
        self._chunks = _Chunks(process)
        self._stderr = Tail()
        self._closed = False

    def lines(self, cancel: Cancel, *, max_line: int = MAX_LINE) -> Iterator[bytes]:
        """Yield lines; see `Stream.lines`."""
        splitter = Lines(max_line)
        with cancel.on_cancel(self._chunks.stop):
            for is_stderr, data in self._chunks.read(None):
                if is_stderr:
                    self._stderr.take(data)
                    continue
                try:
                    lines = splitter.take(data)
                except OutputTooLarge:
                    self.close()
                    raise
                yield from lines
                if cancel.cancelled:
                    break
        cancel.raise_if_cancelled()
        if splitter.rest:
            yield splitter.rest
        if self._closed:
            raise SessionLost(tr("The session was closed."))
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5.0)

    def write(self, data: bytes) -> None:
        """Send to the command's stdin."""
        assert self._process.stdin is not None
        view = memoryview(data)
        try:
            while view:  # an unbuffered pipe may take less than all
                view = view[self._process.stdin.write(view) or 0 :]
        except (OSError, ValueError) as error:
            raise RemoteError(tr("The command no longer reads what it is sent.")) from error

    @property
    def exit_status(self) -> int | None:
        """Exit status once the command ended."""
        status = self._process.poll()
        return status if status is not None and status >= 0 else None

    @property
    def stderr_tail(self) -> str:
        """The last 4 KiB of stderr."""
        return self._stderr.text

    def close(self) -> None:
        """End the command."""
        if self._closed:
            return
        self._closed = True
        self._on_close(self)
        self._chunks.stop()
        threading.Thread(target=_end, args=(self._process,), name="reap", daemon=True).start()


class _Chunks:
    """Both outputs of a process in one queue, read by two small threads (Windows has no select)."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._queue: queue.Queue[tuple[bool, bytes] | None] = queue.Queue(maxsize=64)
        self._stopped = threading.Event()
        self._open = 2
        assert process.stdout is not None
        assert process.stderr is not None
        for is_stderr, pipe in ((False, process.stdout), (True, process.stderr)):
            threading.Thread(
                target=self._pump, args=(is_stderr, pipe), name="local-read", daemon=True
            ).start()

    def read(self, deadline: float | None) -> Iterator[tuple[bool, bytes]]:
        """Yield chunks until both outputs ended or `stop` was called; TimedOut at `deadline`."""
        ended = 0
        while ended < 2 and not self._stopped.is_set():
            left = 1.0 if deadline is None else min(1.0, deadline - time.monotonic())
            if left <= 0:
                raise TimedOut(tr("The command did not end in time."))
            try:
                item = self._queue.get(timeout=left)
            except queue.Empty:
                continue
            if item is None:
                ended += 1
            else:
                yield item

    def stop(self) -> None:
        """Make `read` end now."""
        self._stopped.set()
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)

    def _pump(self, is_stderr: bool, pipe: IO[bytes]) -> None:
        with pipe:
            while not self._stopped.is_set():
                try:
                    data = os.read(pipe.fileno(), _READ)
                except (OSError, ValueError):
                    break
                if not data or not self._put((is_stderr, data)):
                    break
        self._put(None)

    def _put(self, item: tuple[bool, bytes] | None) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=0.5)
            except queue.Full:
                continue
            return True
        return False


class SocketChannel:
    """A local socket (`app.transport.api.Channel`)."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def send(self, data: bytes) -> int:
        """Send some of `data`."""
        return self._sock.send(data)

    def recv(self, size: int) -> bytes:
        """Receive up to `size` bytes."""
        return self._sock.recv(size)

    def settimeout(self, seconds: float | None) -> None:
        """Limit later calls."""
        self._sock.settimeout(seconds)

    def shutdown_write(self) -> None:
        """Send end of file."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Close, and wake whoever reads from it."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()


class LocalFiles:
    """This computer's files (`app.transport.api.Files`)."""

    def read(self, path: str, *, max_bytes: int = MAX_OUTPUT) -> bytes:
        """Return a whole file."""
        try:
            with open(path, "rb") as file:
                data = file.read(max_bytes + 1)
        except OSError as error:
            raise RemoteError(f"{path}: {error.strerror}.") from error
        if len(data) > max_bytes:
            raise OutputTooLarge(
                tr("{path} is larger than {max_bytes} KiB.").format(
                    path=path, max_bytes=max_bytes // 1024
                )
            )
        return data

    def write(self, path: str, data: bytes, *, mode: int = 0o600) -> None:
        """Replace a file in one step."""
        try:
            write_atomic(Path(path), data, mode=mode)
        except OSError as error:
            raise RemoteError(f"{path}: {error.strerror}.") from error

    def list(self, path: str) -> list[FileInfo]:
        """Return the entries of a folder, sorted by name."""
        try:
            with os.scandir(path) as entries:
                found = [(entry.name, entry.stat(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            raise RemoteError(f"{path}: {error.strerror}.") from error
        return sorted(
            (FileInfo(name, stat.st_size, stat.st_mode, stat.st_mtime) for name, stat in found),
            key=lambda info: info.name,
        )

    def close(self) -> None:
        """Nothing to close."""


def _spawn(argv: Sequence[str]) -> subprocess.Popen[bytes]:
    if not argv or any("\0" in argument for argument in argv):
        raise BadInput(tr("There is no command to run, or it has a NUL byte in it."))
    program = shutil.which(argv[0])
    if program is None:
        raise FileNotFoundError(argv[0])
    return subprocess.Popen(
        [program, *argv[1:]],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=_folder(),
        start_new_session=os.name == "posix",
    )


def _folder() -> str | None:
    """Return where a command begins; None: here, unless this folder was deleted meanwhile."""
    try:
        return None if os.path.isdir(os.getcwd()) else tempfile.gettempdir()
    except FileNotFoundError:
        return tempfile.gettempdir()


def _feed(process: subprocess.Popen[bytes], data: Input) -> None:
    """Write stdin and close it; beside the reading when a pipe may not hold it all at once."""
    if isinstance(data, bytes) and len(data) <= PIPE_SURE:
        _write_input(process, data)
    else:
        threading.Thread(
            target=_write_input, args=(process, data), name="local-stdin", daemon=True
        ).start()


def _write_input(process: subprocess.Popen[bytes], data: Input) -> None:
    assert process.stdin is not None
    # A command may end without reading all: no error, as in a shell.
    with contextlib.suppress(OSError, ValueError), process.stdin as pipe:
        for chunk in [data] if isinstance(data, bytes) else data:
            view = memoryview(chunk)
            while view:  # an unbuffered pipe may take less than all
                view = view[pipe.write(view) or 0 :]


def _end(process: subprocess.Popen[bytes], patience: float = 0.5) -> None:
    """Close stdin, give the command a moment to end by itself, then kill it and its children."""
    if process.stdin is not None and patience:
        with contextlib.suppress(OSError):
            process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # it leads a session of its own
        process.kill()
        process.wait()
