"""What is known of logs that are read together: lines and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.services.containers.api import LogLine


class Entry(NamedTuple):
    """A line of one of several logs."""

    source: int
    """The log's number among them."""
    line: LogLine


class LogSink(Protocol):
    """Who takes lines; it is called by the one thread that follows."""

    def take(self, entries: Sequence[Entry]) -> bool:
        """Take lines, the oldest first; False when no more are wanted for now."""
        raise NotImplementedError

    def interrupted(self, why: str) -> None:
        """Nothing comes until `resumed`; then it goes on without a line lost or told twice."""
        raise NotImplementedError

    def resumed(self) -> None:
        """Lines come again."""
        raise NotImplementedError
