"""A GPU that lowers its clock because it, or its board, is hot: the driver says so itself."""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import Gpu, Machine, Sample

NAME = "thermal-throttle"
TITLE = tr("GPU slows down because it is hot")
REASONS = frozenset({"SW Thermal Slowdown", "HW Thermal Slowdown"})
FOR_S = 10.0
ADVICE = (
    tr("Give the case air on all sides; lift it, and move it away from other warm machines."),
    tr("Clean the inlet, and update the firmware: later versions run the fans earlier."),
    tr(
        "If it has to run like that, cap the clock: sudo nvidia-smi -lgc 300,2200 (until "
        "a restart)."
    ),
)


class ThermalThrottle:
    """One GPU after the other."""

    def __init__(self) -> None:
        self._hot: dict[int, Sustained] = {}

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return the first GPU that slows down."""
        for index, gpu in enumerate(sample.gpus):
            active = gpu.throttle_reasons
            slows = None if active is None else not REASONS.isdisjoint(active)
            hot = self._hot.setdefault(index, Sustained(FOR_S, clear_s=30.0))
            since = hot.update(sample.time, slows)
            if since is not None:
                evidence = _evidence(index, gpu, sample)
                return Finding(NAME, TITLE, Severity.WARNING, since, evidence, ADVICE)
        return None


def _evidence(index: int, gpu: Gpu, sample: Sample) -> tuple[str, ...]:
    reasons = ", ".join(sorted(REASONS.intersection(gpu.throttle_reasons or ())))
    known = [each for each in sample.temperatures if each.celsius is not None]
    evidence = [
        tr("Active on GPU {index}: {reasons}").format(
            index=index, reasons=reasons or tr("none at this moment")
        ),
        tr("GPU temperature {celsius}").format(celsius=units.celsius(gpu.temperature_c)),
        tr("SM clock {frequency} at {percent}").format(
            frequency=units.frequency(gpu.sm_clock_mhz),
            percent=units.percent(gpu.utilization_percent),
        ),
    ]
    if known:
        hottest = max(known, key=lambda each: each.celsius or 0.0)
        evidence.append(
            tr("Hottest sensor: {name}, {celsius}").format(
                name=hottest.name, celsius=units.celsius(hottest.celsius)
            )
        )
    return tuple(evidence)


DETECTOR = DetectorSpec(NAME, TITLE, ThermalThrottle)
