"""Machines that compute together and talk over TCP, though their ports can do RDMA.

NCCL falls back to sockets without a word, for one when a container lacks /dev/infiniband. Traffic
of RDMA is in no counter of the network interface: so interface busy, port idle means TCP.
"""

from __future__ import annotations

from app.core import units
from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.services.detectors.api import DetectorSpec, Finding
from app.services.detectors.watching import Sustained
from app.services.telemetry.api import Machine, Network, Sample

NAME = "nccl-on-tcp"
TITLE = tr("Machines talk over TCP instead of RDMA")
LEAST_RATE = 20e6
"""Bytes per second in each direction: an all-reduce sends what it receives, a copy does not."""
RDMA_SHARE = 0.05
BUSY_PERCENT = 15.0
FOR_S = 30.0
PREFIX = "roce"
ADVICE = (
    tr("Start the engine with NCCL_DEBUG=INFO: NET/Socket means TCP, NET/IB means RDMA."),
    tr("Give the container the devices: --device=/dev/infiniband/rdma_cm and each of its uverbs*."),
    tr("Let it pin memory: --cap-add=IPC_LOCK --ulimit memlock=-1. A bind mount is not enough."),
    tr("Name the ports if they are not found: NCCL_IB_HCA=rocep1s0f0,roceP2p1s0f0"),
)


class NcclOnTcp:
    """Compares each RDMA port with the interface of the same slot."""

    def __init__(self) -> None:
        self._over_tcp = Sustained(FOR_S, clear_s=30.0)
        self._evidence: tuple[str, ...] = ()

    def observe(self, sample: Sample, machine: Machine | None) -> Finding | None:
        """Return the interface that carries what an RDMA port should."""
        busy = [gpu.utilization_percent or 0.0 for gpu in sample.gpus]
        found = _pair_on_tcp(sample.networks) if busy and max(busy) >= BUSY_PERCENT else None
        since = self._over_tcp.update(sample.time, found is not None)
        if since is None:
            return None
        if found is not None:
            interface, port = found
            self._evidence = (
                tr("{name}: {rate} over TCP, in and out").format(
                    name=interface.name, rate=units.bit_rate(_both(interface))
                ),
                tr("{name}: {rate} over RDMA").format(
                    name=port.name, rate=units.bit_rate(_both(port))
                ),
                tr("GPU busy {percent}").format(percent=units.percent(max(busy))),
            )
        return Finding(NAME, TITLE, Severity.WARNING, since, self._evidence, ADVICE)


def _pair_on_tcp(networks: tuple[Network, ...]) -> tuple[Network, Network] | None:
    """Return the interface and its RDMA port: `enp1s0f0np0` and `rocep1s0f0`."""
    for port in networks:
        if port.kind != "rdma" or not port.name.startswith(PREFIX) or port.up is not True:
            continue
        start = f"en{port.name.removeprefix(PREFIX)}"
        for interface in networks:
            same = interface.name == start or interface.name.startswith(f"{start}np")
            if interface.kind == "ethernet" and same and _is_tcp(interface, port):
                return interface, port
    return None


def _is_tcp(interface: Network, port: Network) -> bool:
    received, sent = interface.receive_bytes_per_s, interface.transmit_bytes_per_s
    over_rdma = _both(port)
    if received is None or sent is None or over_rdma is None:
        return False
    return min(received, sent) >= LEAST_RATE and over_rdma < RDMA_SHARE * (received + sent)


def _both(network: Network) -> float | None:
    received, sent = network.receive_bytes_per_s, network.transmit_bytes_per_s
    return None if received is None or sent is None else received + sent


DETECTOR = DetectorSpec(NAME, TITLE, NcclOnTcp)
