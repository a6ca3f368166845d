"""Sessions that replay what a machine printed, and the captures they replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.core.cancel import Cancel
from app.transport.api import MAX_LINE, Channel, Completed, Files, Stream

DATA = Path(__file__).parents[2] / "data" / "telemetry"


def capture(name: str) -> str:
    """Return a capture (tests/data/SOURCES.md says where it is from)."""
    return (DATA / name).read_text(encoding="utf-8")


class ReplayStream:
    """A command whose output is known."""

    def __init__(
        self, output: Iterable[bytes | BaseException], status: int | None, stderr: str
    ) -> None:
        self._output = output
        self._status = status
        self._stderr = stderr
        self.written: list[bytes] = []
        self.closed = False

    def lines(self, cancel: Cancel, *, max_line: int = MAX_LINE) -> Iterator[bytes]:
        for line in self._output:
            cancel.raise_if_cancelled()
            if isinstance(line, BaseException):
                raise line
            yield line

    def write(self, data: bytes) -> None:
        self.written.append(data)

    @property
    def exit_status(self) -> int | None:
        return self._status

    @property
    def stderr_tail(self) -> str:
        return self._stderr

    def close(self) -> None:
        self.closed = True


class ReplaySession:
    """A session on which every command prints the same."""

    def __init__(
        self,
        output: Iterable[bytes | BaseException] = (),
        *,
        status: int | None = 0,
        stderr: str = "",
        is_local: bool = False,
    ) -> None:
        self.is_local = is_local
        self.title = "user@replay:22"
        self.host_key = ""
        self.alive = True
        self.latency_s = None
        self.started = ReplayStream(output, status, stderr)
        self.commands: list[Sequence[str]] = []

    def stream(self, argv: Sequence[str], *, stdin: bytes = b"") -> Stream:
        self.commands.append(argv)
        return self.started

    def exec(self, argv: Sequence[str], **options: object) -> Completed:
        raise NotImplementedError

    def open_tcp(self, port: int, host: str = "127.0.0.1", *, timeout: float = 10.0) -> Channel:
        raise NotImplementedError

    def open_unix(self, path: str, *, timeout: float = 10.0) -> Channel:
        raise NotImplementedError

    def files(self) -> Files:
        raise NotImplementedError

    def on_lost(self, callback: object) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self.alive = False
