"""Source `node-exporter`: Prometheus's exporter of machines, on port 9100 unless told otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.services.telemetry.api import ExtraSpec, Place, Reading
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.fetch import Address, get_metrics, poll
from app.services.telemetry.node_metrics import PREFIXES, NodeMetrics
from app.services.telemetry.source_settings import DashboardLogin, NodeSources
from app.transport.api import Session

NAME = "node-exporter"
PORT = 9100
POLL_S = 5.0


def places(settings: NodeSources, _login: DashboardLogin | None) -> tuple[Place, ...]:
    """Return where the exporter may be."""
    ports = ((PORT,) if settings.automatic else ()) + settings.node_exporter_ports
    return tuple(_place(Address(port)) for port in dict.fromkeys(ports))


def _place(address: Address) -> Place:
    def read(session: Session, node: str, cancel: Cancel) -> Iterator[Reading]:
        machine = NodeMetrics(node, NAME)

        def look() -> Reading:
            body = get_metrics(session, address, cancel)
            return understand(body, machine, time.monotonic())

        return poll(cancel, POLL_S, look)

    return Place(str(address), read, address.port, POLL_S)


def understand(body: bytes, machine: NodeMetrics, at: float) -> Reading:
    """Return what a page of metrics says; SourceUnavailable when it is another exporter's."""
    reading = machine.reading(parse_exposition(body, PREFIXES), at)
    if reading is None:
        raise SourceUnavailable(tr("It has no metrics of a machine."))
    return reading


EXTRA = ExtraSpec(name=NAME, title=tr("Node exporter"), rank=20, places=places)
