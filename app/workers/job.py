"""What a worker tells the window: one frozen dataclass per signal."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import UserError


@dataclass(frozen=True, slots=True)
class Produced:
    """One item of a stream, or the result of a single call."""

    job: str
    value: object


@dataclass(frozen=True, slots=True)
class Ended:
    """A job is over. `error` is None when it finished or was cancelled."""

    job: str
    cancelled: bool = False
    error: UserError | None = None
    traceback: str = ""
    """Set when the job failed with a bug of ours; already in the log."""
