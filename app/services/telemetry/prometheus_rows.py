"""What a Prometheus kept of a node, as rows of our own metrics: for the time we were not there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from app.core.cancel import Cancel
from app.services.telemetry.node_metrics import VIRTUAL
from app.services.telemetry.promql import MAX_POINTS, Prometheus, matchers
from app.services.telemetry.source_settings import NodeSources
from app.transport.api import Session

CHUNK_S = 7 * 86400.0
"""Seconds of one question at most: a server has to hold all that it is made of."""
WINDOW_S = 120
"""Seconds over which a rate is taken: two scrapes at the slowest pace in use."""
_DISKS = 'device=~"[hsv]d[a-z]+|xvd[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+"'
_NETWORKS = f'device!~"lo|(?:{"|".join(VIRTUAL)}).*"'
Row = tuple[float, Mapping[str, float]]


def _rate(counter: str, labels: str = "") -> str:
    """Return a rate's PromQL; `$node` are the node's matchers, `$window` the seconds it is over."""
    return f"rate({counter}{{{labels}$node}}[$windows])"


def _network(direction: str, rdma: str) -> str:
    plain = _rate(f"node_network_{direction}_bytes_total", f"{_NETWORKS},")
    fabric = _rate(f"node_infiniband_port_data_{rdma}_bytes_total")
    return f"sum({plain}) + (sum({fabric}) or vector(0))"


def _waited(what: str) -> str:
    return f"100 * max({_rate(f'node_pressure_{what}_seconds_total')})"


_CPU = "node_cpu_seconds_total"
_SWAP = "node_memory_SwapTotal_bytes{$node} - node_memory_SwapFree_bytes{$node}"
_IDLE = _rate(_CPU, 'mode=~"idle|iowait",')
QUERIES: Mapping[str, str] = {
    "cpu.percent": f"100 * (1 - sum({_IDLE}) / sum({_rate(_CPU)}))",
    "cpu.load_1m": "max(node_load1{$node})",
    "memory.total_bytes": "max(node_memory_MemTotal_bytes{$node})",
    "memory.available_bytes": "max(node_memory_MemAvailable_bytes{$node})",
    "memory.swap_used_bytes": f"max({_SWAP})",
    "disks.read_bytes_per_s": f"sum({_rate('node_disk_read_bytes_total', f'{_DISKS},')})",
    "disks.write_bytes_per_s": f"sum({_rate('node_disk_written_bytes_total', f'{_DISKS},')})",
    "networks.receive_bytes_per_s": _network("receive", "received"),
    "networks.transmit_bytes_per_s": _network("transmit", "transmitted"),
    "pressure.cpu_some": _waited("cpu_waiting"),
    "pressure.memory_some": _waited("memory_waiting"),
    "pressure.memory_full": _waited("memory_stalled"),
    "pressure.io_some": _waited("io_waiting"),
}
"""By metric: one series each."""
GPU_QUERIES: Mapping[str, str] = {
    "utilization_percent": "DCGM_FI_DEV_GPU_UTIL",
    "temperature_c": "DCGM_FI_DEV_GPU_TEMP",
    "power_w": "DCGM_FI_DEV_POWER_USAGE",
    "sm_clock_mhz": "DCGM_FI_DEV_SM_CLOCK",
    "memory_used_bytes": "1048576 * DCGM_FI_DEV_FB_USED",
}
"""By field of a GPU: one series for each."""


def fetch_range(
    session: Session,
    settings: NodeSources,
    start: float,
    end: float,
    step: float,
    cancel: Cancel,
) -> Iterator[Row]:
    """Yield `(time, values by metric)` in the order of time; what is not known is left out.

    Raises what `fetch.get` does, SourceUnavailable when Prometheus refuses, BadInput for its URL.
    """
    prometheus = Prometheus(session, settings.prometheus_url, cancel)
    step = float(max(1, math.ceil(step)))
    first = math.ceil(start / step) * step
    while first <= end:
        last = min(end, first + min(step * (MAX_POINTS - 1), CHUNK_S))
        yield from _rows(prometheus, matchers(settings), first, last, step)
        first = math.floor(last / step) * step + step


def _rows(
    prometheus: Prometheus, matcher: str, start: float, end: float, step: float
) -> Iterator[Row]:
    rows: dict[float, dict[str, float]] = {}
    window = str(max(WINDOW_S, int(step)))
    for metric, promql in QUERIES.items():
        asked = promql.replace("$window", window).replace("$node", matcher)
        for curve in prometheus.query_range(asked, start, end, step)[0]:
            for at, value in curve.points:
                rows.setdefault(at, {})[metric] = value
    for field, promql in GPU_QUERIES.items():
        asked = f"max by (gpu) ({promql}{{{matcher}}})"
        for curve in prometheus.query_range(asked, start, end, step)[0]:
            number = curve.labels.get("gpu", "")
            if not number.isdecimal() or len(number) > 3:
                continue
            for at, value in curve.points:
                rows.setdefault(at, {})[f"gpus.{int(number)}.{field}"] = value
    yield from sorted(rows.items())
