"""Charts of disks and networks. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from app.core import units
from app.core.i18n import tr
from app.plots.spec import ChartSpec, constant, joined, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import Sample


def _disk_note(sample: Sample) -> str:
    busy = max((d.busy_percent for d in sample.disks if d.busy_percent is not None), default=None)
    space = next((d for d in sample.disks if d.total_bytes and d.free_bytes is not None), None)
    return joined(
        "" if busy is None else tr("{percent} busy").format(percent=units.percent(busy)),
        ""
        if space is None
        else tr("{disk_size} free").format(disk_size=units.disk_size(space.free_bytes)),
    )


def _network_note(sample: Sample) -> str:
    busiest, most = None, -1.0
    for index in metrics.physical_networks(sample):
        network = sample.networks[index]
        traffic = (network.receive_bytes_per_s or 0.0) + (network.transmit_bytes_per_s or 0.0)
        if traffic > most and network.up is not False:
            busiest, most = network, traffic
    if busiest is None:
        return ""
    speed = busiest.speed_bytes_per_s
    return joined(
        busiest.name,
        "" if speed is None else tr("link {rate}").format(rate=units.bit_rate(speed)),
    )


def _both(read: str, write: str) -> Callable[[Sample], float | None]:
    readers = {metric.key: metric.read for metric in metrics.FIXED}

    def headline(sample: Sample) -> float | None:
        known = [v for key in (read, write) if (v := readers[key](sample)) is not None]
        return sum(known) if known else None

    return headline


DISK = ChartSpec(
    name="disk",
    title=constant(tr("Disk")),
    icon="hard-drive",
    unit=metrics.DISK_RATE,
    traces=lambda _sample: lines(
        0, ("disks.read_bytes_per_s", tr("Read")), ("disks.write_bytes_per_s", tr("Write"))
    ),
    headline=_both("disks.read_bytes_per_s", "disks.write_bytes_per_s"),
    note=_disk_note,
    field=constant("disks"),
    least=1e6,
)
NETWORK = ChartSpec(
    name="network",
    title=constant(tr("Network")),
    icon="share-network",
    unit=metrics.BIT_RATE,
    traces=lambda _sample: lines(
        3, ("networks.receive_bytes_per_s", tr("In")), ("networks.transmit_bytes_per_s", tr("Out"))
    ),
    headline=_both("networks.receive_bytes_per_s", "networks.transmit_bytes_per_s"),
    note=_network_note,
    field=constant("networks"),
    least=125_000.0,
)
