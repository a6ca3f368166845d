"""What the memory guard may do on one machine, and what it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import BadInput
from app.core.i18n import tr

DEFAULT_LIMIT_BYTES = 8 * 1024**3
"""MemAvailable below which, and falling, the guard acts: people settled on 10 GiB for a kill by
hand; the guard is faster and may wait longer."""
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_:.@\\-]{0,254}")


@dataclass(frozen=True, slots=True)
class GuardPolicy:
    """How a guard is armed."""

    limit_bytes: int = DEFAULT_LIMIT_BYTES
    """It acts when MemAvailable is below this and falling."""
    stop_first: str = ""
    """Container name or systemd unit to stop first; "": the newest container with GPU memory, else
    the newest process with GPU memory of the log-in's own user."""
    grace_s: float = 5.0
    """Seconds between asking a process to end and ending it."""
    dry_run: bool = False
    """Practice: it only says what it would stop."""


def check_policy(policy: GuardPolicy) -> None:
    """Raise BadInput for what no guard can be armed with; the name becomes a command's argument."""
    if policy.limit_bytes <= 0 or policy.grace_s < 0:
        raise BadInput(tr("A memory guard needs a limit above 0."))
    if policy.stop_first and not _NAME.fullmatch(policy.stop_first):
        raise BadInput(
            tr("What is to be stopped first is no name of a container or a systemd unit.")
        )


class GuardPhase(StrEnum):
    """What the guard of a machine is doing."""

    OFF = "off"
    ARMING = "arming"
    ARMED = "armed"
    ACTING = "acting"
    LOST = "lost"  # armed, but its channel is gone: not guarded until it is back


@dataclass(frozen=True, slots=True)
class GuardAction:
    """One thing that the guard did. Times are Unix seconds of the machine's clock."""

    time: float
    what: str
    """`container vllm (docker stop)`, `process 4711 python (SIGTERM)`."""
    available_bytes: int
    fall_bytes_per_s: float
    delay_s: float
    """From the reading below the limit to the stop being sent."""
    outcome: str
    """What came of it; "" while it is under way."""
    ended: bool | None = None
    """Whether what it stopped has ended; None while it is under way."""
    practice: bool = False
    """Nothing was stopped: it was only said."""


@dataclass(frozen=True, slots=True)
class GuardStatus:
    """The guard of one machine."""

    phase: GuardPhase
    policy: GuardPolicy = GuardPolicy()
    target: str = ""
    """What it would stop now."""
    message: str = ""
    last_action: GuardAction | None = None
