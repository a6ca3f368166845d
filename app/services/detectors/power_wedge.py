"""A GB10 whose power-delivery contract is lost: fully busy, at a crawl, and nothing says why.

Seen in the field: 90 % busy and more (one row: 19 %), 481 to 858 MHz, 4 to 16 W, no throttle reason
active, also after a reboot. Machines that share one model may rest at 23 W and 2.4 GHz: that is
well.
"""

from __future__ import annotations

from dataclasses import replace

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import Gpu, Machine, Sample
from app.services.telemetry.gb10 import is_gb10

NAME = "power-wedge"
TITLE = tr("GPU power delivery is stuck")
BUSY_PERCENT = 90.0
BUSY_WITH_ENGINE_PERCENT = 10.0
"""Enough in P0 with a program that computes: that holds a well GB10 at 2.4 GHz, even at rest."""
CRAWL_MHZ = 1400.0
WATTS = (4.0, 16.0)
FOR_S = 20.0
HARMLESS = frozenset({"Idle"})
ADVICE = (
    tr("If the clock was capped by hand, take the cap off first: sudo nvidia-smi -rgc"),
    tr("Shut the machine down."),
    tr("Take the power brick off the wall and its cable off the machine, for one minute."),
    tr("Plug the original brick in again, wall first, without a dock or an extension, and start."),
    tr(
        "Load the GPU and look at the clock: well is 2.2 GHz and more. If it is not, ask "
        "for a repair."
    ),
)


class PowerWedge:
    """Idle neither proves nor refutes it: once seen it stays until a clock is well again."""

    def __init__(self) -> None:
        self._stuck: dict[int, Sustained] = {}
        self._seen: dict[int, Finding] = {}

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return the first GPU that is stuck."""
        for index, gpu in enumerate(sample.gpus):
            crawls = _crawls(gpu)
            stuck = self._stuck.setdefault(index, Sustained(FOR_S))
            since = stuck.update(sample.time, crawls)
            if since is None:
                continue
            if crawls or index not in self._seen:
                self._seen[index] = _finding(gpu, since)
            return replace(self._seen[index], since=since)
        return None


def _crawls(gpu: Gpu) -> bool | None:
    """Tell whether a GPU crawls under load; None where this cannot be told."""
    busy, clock, power = gpu.utilization_percent, gpu.sm_clock_mhz, gpu.power_w
    if clock is None or not is_gb10(gpu.name, None):
        return None
    if clock >= CRAWL_MHZ:
        return False
    if busy is None or power is None or busy < _least_busy(gpu):
        return None
    throttled = set(gpu.throttle_reasons or ()) - HARMLESS
    return WATTS[0] <= power <= WATTS[1] and not throttled


def _least_busy(gpu: Gpu) -> float:
    computes = any(not process.graphics for process in gpu.processes)
    held = computes and gpu.performance_state == "P0"
    return BUSY_WITH_ENGINE_PERCENT if held else BUSY_PERCENT


def _finding(gpu: Gpu, since: float) -> Finding:
    reasons = tr("no throttle reason is active")
    if gpu.throttle_reasons is None:
        reasons = tr("throttle reasons are not known here")
    evidence = (
        tr("GPU busy {percent} of the time").format(percent=units.percent(gpu.utilization_percent)),
        tr("SM clock {frequency}, well under load is 2.2 GHz and more").format(
            frequency=units.frequency(gpu.sm_clock_mhz)
        ),
        tr("GPU power {watts}, well under load is 30 W and more").format(
            watts=units.watts(gpu.power_w)
        ),
        tr("GPU temperature {celsius}; {reasons}").format(
            celsius=units.celsius(gpu.temperature_c), reasons=reasons
        ),
    )
    return Finding(NAME, TITLE, Severity.CRITICAL, since, evidence, ADVICE)


DETECTOR = DetectorSpec(NAME, TITLE, PowerWedge)
