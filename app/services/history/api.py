"""What the history keeps and how it is asked. Times are Unix seconds of this computer's clock.

A machine is known by its `key`: the fingerprint of its host key (`local` for this computer), since
names and addresses change. A metric is known as in `app.services.telemetry.metrics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Times: TypeAlias = npt.NDArray[np.float64]
    Values: TypeAlias = npt.NDArray[np.float32]


EVERY_MACHINE = ""
"""Key of an event that concerns this computer, hence the rows of all machines."""


class Tier(IntEnum):
    """How finely rows are kept: seconds per row, 0 for as they came."""

    RAW = 0
    MINUTE = 60
    QUARTER = 900
    HOUR = 3600


@dataclass(frozen=True, slots=True)
class Series:
    """One metric over time. Rows that are missing are a gap: one row of NaN stands for each.

    Each array has one entry per row: mean, smallest and largest value since the row's time.
    """

    times: Times
    mean: Values
    low: Values
    high: Values


@dataclass(frozen=True, slots=True)
class Stretch:
    """What `read` returns: series over one stretch of time, all at the same times."""

    key: str
    start: float
    end: float
    tier: Tier
    """The finest that was used."""
    step: float
    """Seconds between two rows."""
    series: Mapping[str, Series]
    """By metric; one that was never known is left out."""


class EventKind(StrEnum):
    """What happened; decides the icon of its mark on the charts."""

    CONNECTED = "connected"
    LOST = "lost"
    REBOOT = "reboot"
    UPDATE = "update"  # another driver, kernel or DGX OS than before
    ALERT = "alert"
    GUARD = "guard"
    ENGINE = "engine"  # a process got, or gave up, GPU memory
    CONTAINER = "container"
    MODEL = "model"
    KERNEL = "kernel"  # the kernel or the driver reported something wrong
    CLOCK = "clock"  # this computer's clock was set
    NOTE = "note"  # by the user


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a machine at a moment."""

    key: str
    time: float
    kind: EventKind
    title: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """A machine vanished and came back started anew."""

    key: str
    time_lost: float
    time_back: float
    boot_before: str
    boot_after: str
    summary: str
    """One sentence for people."""
    journal_tail: str = ""
    """The last lines of the journal of the start before; empty where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Description:
    """What tells one start of a machine, and what it ran, from the next; unknown is None."""

    key: str
    boot_id: str | None = None
    dgx_os_version: str | None = None
    driver_version: str | None = None
    kernel: str | None = None


@dataclass(frozen=True, slots=True)
class LastSeen:
    """How a machine was when a program before this one last saw it."""

    description: Description
    time: float
    """Of its last row."""
    vanished: bool
    """Whether its connection was lost then; otherwise it was simply no longer watched."""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """How the history is. `problem` says in one sentence what is wrong, `hint` what to do."""

    size_bytes: int | None = None
    limit_bytes: int | None = None
    oldest: float | None = None
    waiting_rows: int = 0
    """Rows not on disk yet."""
    lost_rows: int = 0
    """Rows that found no room in memory while the disk could not be written."""
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLimits:
    """How long rows are kept, in seconds, and how large the file may become."""

    raw_s: float = 48 * 3600.0
    minute_s: float = 30 * 86400.0
    quarter_s: float = 365 * 86400.0
    """Of events and incidents, too. Rows of hours stay until the file is full."""
    size_bytes: int = 2 * 1024**3
    """Where it is reached, the oldest and finest rows go first."""
