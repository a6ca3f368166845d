"""A RoCE port of a GB10 that is up and slower than the 200 Gb/s its cable and peer could do."""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import Machine, Network, Sample

NAME = "slow-roce-link"
TITLE = tr("A RoCE link is slower than 200 Gb/s")
FULL_SPEED = 200e9 / 8
FOR_S = 15.0
ADVICE = (
    tr("Look at the port: sudo ethtool INTERFACE | grep Speed, which should say 200000Mb/s."),
    tr("Behind a switch, set the port there to 200 Gb/s: auto-negotiation may agree on less."),
    tr("Try another cable: it has to be a QSFP56 (200 Gb/s) one."),
)


class SlowRoceLink:
    """Looks at the speed of every port that is up."""

    def __init__(self) -> None:
        self._slow = Sustained(FOR_S)
        self._evidence: tuple[str, ...] = ()

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return the ports that are slow."""
        if machine is None or not machine.is_gb10:
            return None
        slow = [network for network in sample.networks if _is_slow(network)]
        since = self._slow.update(sample.time, bool(slow))
        if since is None:
            return None
        if slow:
            self._evidence = tuple(
                tr("{name} runs at {rate}").format(
                    name=port.name, rate=units.bit_rate(port.speed_bytes_per_s)
                )
                for port in slow
            )
        return Finding(NAME, TITLE, Severity.WARNING, since, self._evidence, ADVICE)


def _is_slow(network: Network) -> bool:
    speed = network.speed_bytes_per_s
    known = network.kind == "rdma" and network.up is True and speed is not None
    return known and speed is not None and 0 < speed < FULL_SPEED * 0.99


DETECTOR = DetectorSpec(NAME, TITLE, SlowRoceLink)
