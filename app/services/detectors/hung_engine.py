"""An engine that has requests and makes no token, while the GPU waits at full clock.

Not a fault of the power: the clock is high, there is just nothing to do (2 %, 4.8 W, 2411 MHz).
"""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained, total
from app.services.telemetry.api import Machine, Sample

NAME = "hung-engine"
TITLE = tr("An engine hangs")
IDLE_PERCENT = 10.0
FOR_S = 60.0
ADVICE = (
    tr("Look at the end of the engine's log: a stack trace, or a peer that does not answer."),
    tr("With several machines, look whether the engine still runs on each of them."),
    tr("Restart the engine. The power supply and the driver are well: the clock is high."),
)


class HungEngine:
    """Needs an engine that tells its requests: a GPU that only waits is idle, not hung."""

    def __init__(self) -> None:
        self._hung = Sustained(FOR_S, clear_s=3.0)

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return the engine that hangs."""
        since = self._hung.update(sample.time, _hangs(sample))
        if since is None:
            return None
        running = total(engine.requests_running for engine in sample.engines)
        names = sorted({engine.model or engine.engine for engine in sample.engines})
        evidence = [
            tr(
                "%n requests run at {names}", "%n request runs at {names}", round(running or 0)
            ).format(
                names=", ".join(names) or tr("an engine"),
            ),
            tr("No token for {duration}").format(duration=units.duration(sample.time - since)),
        ]
        evidence += [
            tr("GPU busy {percent}, {watts} at {frequency}").format(
                percent=units.percent(gpu.utilization_percent),
                watts=units.watts(gpu.power_w),
                frequency=units.frequency(gpu.sm_clock_mhz),
            )
            for gpu in sample.gpus
        ]
        return Finding(NAME, TITLE, Severity.WARNING, since, tuple(evidence), ADVICE)


def _hangs(sample: Sample) -> bool | None:
    """Tell whether requests run and nothing comes; None where an engine does not tell."""
    if not sample.engines:
        return False
    running = total(engine.requests_running for engine in sample.engines)
    made = total(engine.generated_tokens_per_s for engine in sample.engines)
    read = total(engine.prompt_tokens_per_s for engine in sample.engines)
    if running is None or made is None:
        return None
    if running < 1 or made > 0 or (read or 0) > 0:
        return False
    busy = [gpu.utilization_percent for gpu in sample.gpus]
    if not busy or any(percent is None for percent in busy):
        return None
    return all(percent is not None and percent <= IDLE_PERCENT for percent in busy)


DETECTOR = DetectorSpec(NAME, TITLE, HungEngine)
