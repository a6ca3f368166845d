"""Shell: a program on a terminal of its own, wherever it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

TERM = "xterm-256color"
"""What programs are told the terminal is."""


@dataclass(frozen=True, slots=True)
class WindowSize:
    """How many characters a terminal shows."""

    columns: int = 80
    rows: int = 24


class Shell(Protocol):
    """A program that is typed to. `read` is for one thread; everything else for any."""

    def read(self) -> bytes:
        """Wait for what it prints and return it, b"" once it ended or was interrupted.

        Raises SessionLost when the connection went away under it.
        """
        ...

    def write(self, data: bytes) -> None:
        """Type bytes; waits while the program reads none. What it cannot read is dropped."""
        ...

    def resize(self, size: WindowSize) -> None:
        """Tell the program how large its terminal is by now."""
        ...

    @property
    def exit_status(self) -> int | None:
        """How it ended, once `read` has said so; None where nobody knows (killed)."""
        ...

    def interrupt(self) -> None:
        """Wake who reads, for good. It never waits, so that the window may call it."""
        ...

    def close(self) -> None:
        """Hang up; whoever reads or writes is woken. Idempotent."""
        ...
