"""Source `prometheus`: what a Prometheus knows of the node, where one is named in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.services.telemetry.api import ExtraSpec, Place, Reading
from app.services.telemetry.fetch import poll
from app.services.telemetry.gpu_metrics import gpu_sample
from app.services.telemetry.merge import blank, merge
from app.services.telemetry.node_metrics import PREFIXES, NodeMetrics
from app.services.telemetry.promql import Prometheus, matchers
from app.services.telemetry.source_settings import DashboardLogin, NodeSources
from app.transport.api import Session

NAME = "prometheus"
POLL_S = 15.0
"""Seconds between two questions: what most Prometheus servers take between two scrapes."""
_NAMES = "|".join((*(f"{prefix}.*" for prefix in PREFIXES), "DCGM_FI_DEV_.*"))


def places(settings: NodeSources, _login: DashboardLogin | None) -> tuple[Place, ...]:
    """Return the Prometheus of the settings."""
    if not settings.prometheus_url:
        return ()

    def read(session: Session, node: str, cancel: Cancel) -> Iterator[Reading]:
        return poll(cancel, POLL_S, _Node(session, node, settings, cancel).look)

    return (Place(settings.prometheus_url, read, poll_s=POLL_S),)


class _Node:
    """One node in one Prometheus."""

    def __init__(self, session: Session, node: str, settings: NodeSources, cancel: Cancel) -> None:
        self._node = node
        self._prometheus = Prometheus(session, settings.prometheus_url, cancel)
        parts = (f'__name__=~"{_NAMES}"', matchers(settings))
        self._promql = "{" + ",".join(part for part in parts if part) + "}"
        self._machine = NodeMetrics(node, NAME)
        self._scraped: float | None = None
        self._last: Reading | None = None

    def look(self) -> Reading:
        """Return what it knows now; rates by the machine's clock at the scrape, not by ours."""
        metrics = self._prometheus.query(self._promql)
        scraped = metrics.value("node_time_seconds")
        if self._last is None or scraped is None or scraped != self._scraped:
            self._last = self._machine.reading(metrics, scraped or 0.0)
            self._scraped = scraped
        gpus = gpu_sample(metrics, self._node, NAME)
        if self._last is None and gpus is None:
            raise SourceUnavailable(tr("Prometheus knows no metrics of this node by that name."))
        known = self._last or Reading(blank(self._node, NAME))
        now = replace(known.sample, time=blank(self._node, NAME).time)
        return replace(known, sample=now if gpus is None else merge(now, (gpus,)))


EXTRA = ExtraSpec(name=NAME, title=tr("Prometheus"), rank=50, places=places)
