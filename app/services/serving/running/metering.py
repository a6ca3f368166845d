"""What engines on further ports say of themselves: telemetry reads those on the usual ones."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.errors import RemoteError, SourceUnavailable, UserError
from app.core.i18n import tr
from app.services.telemetry.engine_look import EngineLook

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.telemetry.api import EngineReading, Sample
    from app.transport.api import Session

EVERY_S = 4.0
"""Seconds between two readings of one engine."""
GIVE_UP_S = 60.0
"""Seconds until an engine without metrics is asked for them again."""
NOT_KNOWN = tr("its metrics are none that are known here")


@dataclass(frozen=True, slots=True)
class Meter:
    """What an engine last said, and why values are missing, by the field's name."""

    reading: EngineReading | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    """Why there is no reading."""


class Meters:
    """Reads the metrics of engines, each port at its own pace. For one thread."""

    def __init__(self) -> None:
        self._looks: dict[int, EngineLook] = {}
        self._last: dict[int, Meter] = {}
        self._due: dict[int, float] = {}

    def of(
        self, port: int, path: str, sample: Sample | None, session: Session, cancel: Cancel
    ) -> Meter:
        """Return what the engine on a port says; `path`: where its metrics are."""
        told = from_sample(port, sample)
        if told is not None:
            self.forget(port)
            return told
        now = time.monotonic()
        if now >= self._due.get(port, 0.0):
            self._last[port] = meter = self._read(port, path, session, cancel)
            self._due[port] = now + (EVERY_S if meter.reading is not None else GIVE_UP_S)
        return self._last[port]

    def forget(self, port: int) -> None:
        """Forget a port: another engine may answer there."""
        for kept in (self._looks, self._last, self._due):
            kept.pop(port, None)

    def _read(self, port: int, path: str, session: Session, cancel: Cancel) -> Meter:
        try:
            told = self._looks.setdefault(port, EngineLook(port)).look(session, path, cancel)
        except (RemoteError, SourceUnavailable) as error:
            return Meter(why=why_of(error))
        return Meter(why=NOT_KNOWN) if told is None else Meter(*told)


def from_sample(port: int, sample: Sample | None) -> Meter | None:
    """Return what telemetry read of an engine; None when it does not read that port."""
    for number, reading in enumerate(sample.engines if sample is not None else ()):
        if reading.port == port and sample is not None:
            start = f"engines.{number}."
            reasons = {
                name.removeprefix(start): why
                for name, why in sample.reasons.items()
                if name.startswith(start)
            }
            return Meter(reading, reasons)
    return None


def why_of(error: UserError) -> str:
    """Return an error as the reason of a value that is missing: no capital, no full stop."""
    message = error.message.rstrip(".")
    return f"{message[:1].lower()}{message[1:]}" if message else ""
