"""SshSession: one authenticated connection, and everything that runs over it."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import paramiko

from app.core.cancel import Cancel
from app.core.errors import (
    ChannelRefused,
    OutputTooLarge,
    RemoteError,
    SessionLost,
    TimedOut,
)
from app.core.i18n import tr
from app.transport.api import (
    DEFAULT_TIMEOUT,
    MAX_OUTPUT,
    Channel,
    Completed,
    FileInfo,
    Input,
    OnOutput,
    Stream,
)
from app.transport.output import Collector
from app.transport.quoting import command_line
from app.transport.shell import Shell, WindowSize
from app.transport.ssh.channel import CommandChannel, CommandStream, send_all
from app.transport.ssh.heartbeat import Heartbeat
from app.transport.ssh.shell import SshShell
from app.transport.ssh.transport import EventfulChannel, SafeTransport

log = logging.getLogger(__name__)

OPEN_TIMEOUT = 15.0
WRITE_TIMEOUT = 30.0
BREATH = 0.1
"""Seconds after which a refused channel is asked for once more: sshd counts one that was just
closed a moment longer, which is one too many where it allows a single one."""


class SshSession:
    """One SSH session (`app.transport.api.Session`), shared by many threads."""

    def __init__(
        self,
        transport: SafeTransport,
        title: str,
        host_key: str,
        route: str = "",
        login: str = "",
    ) -> None:
        self._transport = transport
        self._title = title
        self._host_key = host_key
        self._route = route
        self._login = login
        self._lock = threading.Lock()
        self._lost_reason: str | None = None
        self._on_lost: list[Callable[[str], object]] = []
        self._heartbeat = Heartbeat(transport, self._die)
        self._watcher = threading.Thread(target=self._watch, name="ssh-watch", daemon=True)
        self._heartbeat.start()
        self._watcher.start()

    @property
    def title(self) -> str:
        """`user@host:port`."""
        return self._title

    @property
    def is_local(self) -> bool:
        """Never: a session with this computer's own sshd counts as remote."""
        return False

    @property
    def host_key(self) -> str:
        """`SHA256:…` of the key that was verified."""
        return self._host_key

    @property
    def route(self) -> str:
        """`LAN`, `Tailscale`, `via gate`."""
        return self._route

    @property
    def login(self) -> str:
        """`key id_ed25519`, `password`, `keyboard-interactive`."""
        return self._login

    @property
    def alive(self) -> bool:
        """False once closed or known dead."""
        return self._lost_reason is None and self._transport.is_active()

    @property
    def latency_s(self) -> float | None:
        """Seconds of the last heartbeat's round trip."""
        return self._heartbeat.latency_s

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
        deadline = time.monotonic() + timeout
        output = Collector(argv[0], max_output, on_output)
        with self._command(argv) as channel:
            watch = cancel.on_cancel(channel.wake) if cancel else contextlib.nullcontext()
            with watch:
                channel.feed_input(stdin)
                for is_stderr, data in channel.chunks(deadline, cancel):
                    output.take(is_stderr, data)
            status = channel.wait_status(max(0.1, min(5.0, deadline - time.monotonic())))
        return Completed(tuple(argv), status, output.stdout, output.stderr)

    def stream(self, argv: Sequence[str], *, stdin: bytes = b"") -> Stream:
        """Start a command and read it line by line; see `Session.stream`."""
        channel = self._start(argv)
        try:
            if stdin:
                send_all(channel, stdin)
        except (SessionLost, TimedOut):
            channel.close()
            raise
        except RemoteError:
            log.debug("ended before it read its input")  # reading its output says why
        return CommandStream(channel)

    def open_shell(self, size: WindowSize, argv: Sequence[str] = ()) -> Shell:
        """Start the account's shell, or a command, on a terminal; see `Session.open_shell`."""
        channel = self._begin(
            lambda each: each.start_shell(command_line(argv) if argv else "", size)
        )
        return SshShell(channel)

    def open_tcp(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10.0) -> Channel:
        """Connect to a TCP port as seen from the node."""
        return _SocketLike(self._transport.open_tcp(host, port, timeout=timeout))

    def open_unix(self, path: str, *, timeout: float = 10.0) -> Channel:
        """Connect to a UNIX socket of the node."""
        return _SocketLike(self._transport.open_unix(path, timeout=timeout))

    def start_channel(
        self, kind: str, payload: bytes, make_channel: Callable[[int], EventfulChannel]
    ) -> None:
        """Ask for a channel without waiting; see `SafeTransport.start_open`."""
        self._transport.start_open(kind, payload, make_channel)

    def files(self) -> SftpFiles:
        """Open SFTP on this session."""
        channel = self._transport.open("session", timeout=OPEN_TIMEOUT)
        channel.settimeout(WRITE_TIMEOUT)
        try:
            channel.invoke_subsystem("sftp")
            return SftpFiles(paramiko.SFTPClient(channel))
        except (paramiko.SSHException, EOFError, OSError) as error:
            channel.close()
            if not self.alive:
                raise SessionLost(tr("The connection was lost.")) from error
            raise RemoteError(
                tr("The server offers no file transfer (SFTP)."),
                tr("Enable the sftp subsystem in its sshd_config."),
            ) from error

    def on_lost(self, callback: Callable[[str], object]) -> None:
        """Call `callback(reason)` once when the session ends; at once if it already did."""
        with self._lock:
            reason = self._lost_reason
            if reason is None:
                self._on_lost.append(callback)
        if reason is not None:
            callback(reason)

    def close(self) -> None:
        """End the session."""
        self._die("closed")
        self._watcher.join(2.0)

    @contextlib.contextmanager
    def _command(self, argv: Sequence[str]) -> Iterator[CommandChannel]:
        channel = self._start(argv)
        try:
            yield channel
        finally:
            channel.close()

    def _start(self, argv: Sequence[str]) -> CommandChannel:
        command = command_line(argv)
        return self._begin(lambda channel: channel.start(command))

    def _begin(self, start: Callable[[CommandChannel], object]) -> CommandChannel:
        """Open a channel and start something on it."""
        try:
            channel = self._open_channel()
        except ChannelRefused:
            time.sleep(BREATH)
            try:
                channel = self._open_channel()
            except ChannelRefused as error:
                raise ChannelRefused(
                    error.message,
                    tr(
                        "The server allows few sessions at once; raise MaxSessions in its "
                        "sshd_config."
                    ),
                ) from error
        assert isinstance(channel, CommandChannel)
        channel.settimeout(WRITE_TIMEOUT)
        try:
            start(channel)
        except BaseException:
            channel.close()
            raise
        return channel

    def _open_channel(self) -> paramiko.Channel:
        return self._transport.open("session", timeout=OPEN_TIMEOUT, channel_class=CommandChannel)

    def _die(self, reason: str) -> None:
        with self._lock:
            if self._lost_reason is not None:
                return
            self._lost_reason = reason
            callbacks, self._on_lost = self._on_lost, []
        self._heartbeat.stop()
        self._transport.close()
        if reason != "closed":
            log.warning("session %s lost: %s", self._title, reason)
        for callback in callbacks:
            callback(reason)

    def _watch(self) -> None:
        self._transport.join()
        error = self._transport.get_exception()
        detail = f": {error}" if error is not None and str(error) else ""
        self._die(tr("the other side closed it{detail}").format(detail=detail))


class _SocketLike:
    """A forwarded connection (`app.transport.api.Channel`) with our errors."""

    def __init__(self, channel: paramiko.Channel) -> None:
        self._channel = channel

    def send(self, data: bytes) -> int:
        try:
            return self._channel.send(data)
        except TimeoutError:
            raise
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SessionLost(tr("The connection was lost.")) from error

    def recv(self, size: int) -> bytes:
        data = self._channel.recv(size)
        if not data and not self._channel.eof_received:
            transport = self._channel.get_transport()
            if not transport.is_active():
                raise SessionLost(tr("The connection was lost."))
        return data

    def settimeout(self, seconds: float | None) -> None:
        self._channel.settimeout(seconds)

    def shutdown_write(self) -> None:
        try:
            self._channel.shutdown_write()
        except (OSError, EOFError, paramiko.SSHException) as error:
            raise SessionLost(tr("The connection was lost.")) from error

    def close(self) -> None:
        with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
            self._channel.close()


class SftpFiles:
    """Files over SFTP (`app.transport.api.Files`)."""

    def __init__(self, client: paramiko.SFTPClient) -> None:
        self._client = client

    def read(self, path: str, *, max_bytes: int = MAX_OUTPUT) -> bytes:
        """Return a whole file."""
        with _file_errors(path), self._client.open(path, "rb") as file:
            size = file.stat().st_size or 0
            if size > max_bytes:
                raise OutputTooLarge(
                    tr("{path} is larger than {max_bytes} KiB.").format(
                        path=path, max_bytes=max_bytes // 1024
                    )
                )
            file.prefetch(size)
            data = file.read(max_bytes + 1)
        if len(data) > max_bytes:
            raise OutputTooLarge(
                tr("{path} is larger than {max_bytes} KiB.").format(
                    path=path, max_bytes=max_bytes // 1024
                )
            )
        return data

    def write(self, path: str, data: bytes, *, mode: int = 0o600) -> None:
        """Replace a file in one step."""
        temporary = f"{path}.{time.time_ns():x}.part"
        with _file_errors(path):
            try:
                with self._client.open(temporary, "wb") as file:
                    file.chmod(mode)
                    file.write(data)
                self._client.posix_rename(temporary, path)
            except BaseException:
                with contextlib.suppress(OSError, EOFError, paramiko.SSHException):
                    self._client.remove(temporary)
                raise

    def list(self, path: str) -> list[FileInfo]:
        """Return the entries of a folder, sorted by name."""
        with _file_errors(path):
            entries = self._client.listdir_attr(path)
        return sorted(
            (
                FileInfo(e.filename, e.st_size or 0, e.st_mode or 0, float(e.st_mtime or 0))
                for e in entries
            ),
            key=lambda info: info.name,
        )

    def close(self) -> None:
        """Close the SFTP channel."""
        self._client.close()


@contextlib.contextmanager
def _file_errors(path: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise TimedOut(
            tr("{path}: the server did not answer in time.").format(path=path)
        ) from error
    except FileNotFoundError as error:
        raise RemoteError(tr("{path} does not exist there.").format(path=path)) from error
    except PermissionError as error:
        raise RemoteError(tr("No permission for {path}.").format(path=path)) from error
    except OSError as error:
        raise RemoteError(f"{path}: {error.strerror or error}.") from error
    except (EOFError, paramiko.SSHException) as error:
        raise SessionLost(tr("The connection was lost.")) from error
