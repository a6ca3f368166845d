"""Source `dcgm-exporter`: NVIDIA's exporter, on port 9400 unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.services.telemetry.api import ExtraSpec, Place, Reading
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.fetch import Address, get_metrics, poll
from app.services.telemetry.gpu_metrics import PREFIX, gpu_sample, machine_of
from app.services.telemetry.source_settings import DashboardLogin, NodeSources
from app.transport.api import Session

NAME = "dcgm-exporter"
PORT = 9400
POLL_S = 5.0
"""Seconds between two readings; the exporter itself looks every 30 s unless told otherwise."""


def places(settings: NodeSources, _login: DashboardLogin | None) -> tuple[Place, ...]:
    """Return where the exporter may be."""
    ports = ((PORT,) if settings.automatic else ()) + settings.dcgm_ports
    return tuple(_place(Address(port)) for port in dict.fromkeys(ports))


def _place(address: Address) -> Place:
    def read(session: Session, node: str, cancel: Cancel) -> Iterator[Reading]:
        def look() -> Reading:
            body = get_metrics(session, address, cancel)
            return understand(body, node)

        return poll(cancel, POLL_S, look)

    return Place(str(address), read, address.port, POLL_S)


def understand(body: bytes, node: str) -> Reading:
    """Return what a page of metrics says of the GPUs; SourceUnavailable when it says nothing."""
    metrics = parse_exposition(body, (PREFIX,))
    sample = gpu_sample(metrics, node, NAME)
    if sample is None:
        raise SourceUnavailable(tr("It has no metrics of a GPU."))
    return Reading(sample, machine_of(metrics))


EXTRA = ExtraSpec(name=NAME, title=tr("DCGM exporter"), rank=30, places=places)
