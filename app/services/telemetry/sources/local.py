"""Source `local`: this computer, by psutil and nvidia-ml-py, on Linux, macOS and Windows."""

from __future__ import annotations

import time
from collections.abc import Iterator

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.services.telemetry.api import Reading, SourceSpec
from app.services.telemetry.reading import Assembler
from app.transport.api import Session

NAME = "local"
FIRST_S = 0.2
"""Seconds between the first look at the counters and the first reading."""


def read(session: Session, node: str, interval_s: float, cancel: Cancel) -> Iterator[Reading]:
    """Yield readings until cancelled. See `SourceSpec.read`."""
    try:
        # psutil and nvidia-ml-py cost time to import, and only this source needs them.
        from app.services.telemetry.this_computer import ThisComputer
    except ImportError as error:
        raise SourceUnavailable(
            tr("{title} cannot be read: {error}.").format(title=session.title, error=error)
        ) from error
    computer = ThisComputer()
    try:
        assembler = Assembler(node, NAME, computer.machine(), core_types=computer.core_types())
        assembler.baseline(computer.look())
        due = time.monotonic() + min(FIRST_S, interval_s)
        while not cancel.wait(max(0.0, due - time.monotonic())):
            yield assembler.reading(computer.look())
            now = time.monotonic()
            due += interval_s
            if not now < due <= now + interval_s:
                due = now + interval_s  # too slow or asleep: start over
        cancel.raise_if_cancelled()
    finally:
        computer.close()


def works_on(session: Session) -> bool:
    """Only on this computer."""
    return session.is_local


SOURCE = SourceSpec(
    name=NAME,
    title=tr("This computer"),
    rank=0,
    works_on=works_on,
    read=read,
)
