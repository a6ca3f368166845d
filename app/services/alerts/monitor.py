"""All machines under watch: what they report goes through detectors and rules."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.ids import NodeId
from app.services.alerts.api import AlertChange
from app.services.alerts.derived import Derived, of_sample
from app.services.alerts.engine import AlertEngine
from app.services.detectors.api import Detector, DetectorSpec, Finding
from app.services.telemetry.api import Machine, Sample

log = logging.getLogger(__name__)

Row = Mapping[str, float | None]


@dataclass
class _Machine:
    """One machine under watch."""

    detectors: dict[str, Detector]
    derived: Derived = field(default_factory=Derived)
    findings: tuple[Finding, ...] = ()
    boot_id: str | None = None


class Monitor:
    """Feeds one engine. Times come from the samples and the caller; belongs to one thread."""

    def __init__(self, engine: AlertEngine, specs: Sequence[DetectorSpec]) -> None:
        self.engine = engine
        self._specs = tuple(specs)
        self._machines: dict[NodeId, _Machine] = {}

    def take(
        self, node: NodeId, sample: Sample, row: Row, machine: Machine | None
    ) -> list[AlertChange]:
        """Take a sample and its row; return what became of the alerts."""
        watched = self._watched(node, machine)
        values = {**row, **watched.derived.observe(sample.time, row), **of_sample(sample, row)}
        watched.findings = self._look(watched, sample, machine)
        return self.engine.observe(node, sample.time, values, watched.findings)

    def findings(self, node: NodeId) -> tuple[Finding, ...]:
        """Return the faults that are present by the newest sample."""
        watched = self._machines.get(node)
        return watched.findings if watched else ()

    def leave(self, node: NodeId, time: float) -> list[AlertChange]:
        """End the watch of a machine that is disconnected by wish."""
        self._machines.pop(node, None)
        return self.engine.leave(node, time)

    def remove(self, node: NodeId, time: float) -> list[AlertChange]:
        """Forget a machine."""
        self._machines.pop(node, None)
        return self.engine.remove(node, time)

    def _watched(self, node: NodeId, machine: Machine | None) -> _Machine:
        """Return a machine under watch; one that was restarted is looked at afresh."""
        watched = self._machines.get(node)
        boot = machine.boot_id if machine else None
        rebooted = watched is not None and None not in (boot, watched.boot_id)
        if watched is None or (rebooted and boot != watched.boot_id):
            detectors = {spec.name: spec.create() for spec in self._specs}
            watched = self._machines[node] = _Machine(detectors)
        watched.boot_id = boot or watched.boot_id
        return watched

    def _look(
        self, watched: _Machine, sample: Sample, machine: Machine | None
    ) -> tuple[Finding, ...]:
        findings = []
        for name, detector in list(watched.detectors.items()):
            try:
                finding = detector.observe(sample, machine)
            except Exception:  # a plug-in must not cost the other alerts
                log.exception("detector %s failed and is left out", name)
                del watched.detectors[name]
                continue
            if finding is not None:
                findings.append(finding)
        return tuple(findings)
