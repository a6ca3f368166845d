"""What is done with a command's output as it comes, the same for every kind of session."""

from __future__ import annotations

from app.core.errors import OutputTooLarge
from app.core.i18n import tr
from app.transport.api import OnOutput

STDERR_KEPT = 4096


class Collector:
    """Keeps both outputs up to a limit, or hands each chunk on and keeps none."""

    def __init__(self, program: str, limit: int, on_output: OnOutput | None) -> None:
        self._program = program
        self._limit = limit
        self._on_output = on_output
        self._out = bytearray()
        self._err = bytearray()

    def take(self, is_stderr: bool, data: bytes) -> None:
        """Take a chunk; OutputTooLarge beyond the limit."""
        if self._on_output is not None:
            self._on_output(data, is_stderr)
            return
        (self._err if is_stderr else self._out).extend(data)
        if len(self._out) + len(self._err) > self._limit:
            raise OutputTooLarge(
                tr("{program} printed more than {limit} KiB.").format(
                    program=self._program, limit=self._limit // 1024
                )
            )

    @property
    def stdout(self) -> bytes:
        """What came on standard output."""
        return bytes(self._out)

    @property
    def stderr(self) -> bytes:
        """What came on standard error."""
        return bytes(self._err)


class Lines:
    """Cuts chunks of stdout into lines."""

    def __init__(self, max_line: int) -> None:
        self._max_line = max_line
        self._pending = bytearray()

    def take(self, data: bytes) -> list[bytes]:
        """Return the lines that a chunk completes; OutputTooLarge when one does not end."""
        self._pending += data
        whole: list[bytes] = []
        if b"\n" in data:
            *whole, rest = bytes(self._pending).split(b"\n")
            self._pending = bytearray(rest)
        if len(self._pending) > self._max_line or any(len(line) > self._max_line for line in whole):
            raise OutputTooLarge(
                tr("A line longer than {max_line} KiB came, so reading was stopped.").format(
                    max_line=self._max_line // 1024
                ),
                tr("What runs there prints something else than expected."),
            )
        return whole

    @property
    def rest(self) -> bytes:
        """What came after the last newline."""
        return bytes(self._pending)


class Tail:
    """The last 4 KiB of stderr, as text."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def take(self, data: bytes) -> None:
        """Add a chunk."""
        self._kept += data
        del self._kept[:-STDERR_KEPT]

    @property
    def text(self) -> str:
        """What is kept, undecodable bytes replaced."""
        return self._kept.decode("utf-8", "replace")
