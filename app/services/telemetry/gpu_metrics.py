"""What a DCGM exporter calls its metrics → `Gpu`s; the same names come out of Prometheus.

GB10 has no FB_* (its memory is the host's), MEMORY_TEMP is a constant 0 there, and DCGM writes
"not supported" as a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from app.core.i18n import tr
from app.services.telemetry import gb10
from app.services.telemetry.api import Gpu, Machine, Sample
from app.services.telemetry.exposition import NOT_THERE, Labels, Metrics, Series
from app.services.telemetry.merge import blank

PREFIX = "DCGM_FI_"
NO_MEMORY = tr("not among the exporter's metrics (FB_USED and FB_FREE)")
BLANK = 2**31 - 16
"""DCGM writes values it does not have as numbers from here on (and 64-bit ones above those)."""
MAX_GPUS = 64
MIB = 1024 * 1024
_FIELDS = {
    "utilization_percent": "DCGM_FI_DEV_GPU_UTIL",
    "temperature_c": "DCGM_FI_DEV_GPU_TEMP",
    "power_w": "DCGM_FI_DEV_POWER_USAGE",
    "power_limit_w": "DCGM_FI_DEV_POWER_MGMT_LIMIT",
    "sm_clock_mhz": "DCGM_FI_DEV_SM_CLOCK",
}
_USED, _FREE, _RESERVED = (f"DCGM_FI_DEV_FB_{name}" for name in ("USED", "FREE", "RESERVED"))
_XID = "DCGM_FI_DEV_XID_ERRORS"
_SANE = {
    "utilization_percent": (0.0, 100.0),
    "temperature_c": (-60.0, 200.0),
    "power_limit_w": (1.0, 10_000.0),
}


def gpu_sample(metrics: Metrics, node: str, source: str) -> Sample | None:
    """Return a sample with the GPUs that the metrics are of, None when they are of none."""
    gpus, reasons = read_gpus(metrics)
    return replace(blank(node, source), gpus=gpus, reasons=reasons) if gpus else None


def machine_of(metrics: Metrics) -> Machine | None:
    """Return what the labels say of the machine."""
    for name in metrics.names():
        for labels, _ in metrics.series(name):
            if name.startswith(PREFIX):
                return Machine(
                    hostname=labels.get("hostname") or labels.get("Hostname"),
                    driver_version=labels.get("DCGM_FI_DRIVER_VERSION"),
                    is_gb10=gb10.is_gb10(labels.get("modelName"), None),
                )
    return None


def read_gpus(metrics: Metrics) -> tuple[tuple[Gpu, ...], dict[str, str]]:
    """Return the GPUs in the driver's order, and why values of them are missing."""
    labels_of = _found(metrics)
    gpus: list[Gpu] = []
    reasons: dict[str, str] = {}
    for key, labels in sorted(labels_of.items(), key=lambda item: _order(item[1])):
        where = f"gpus.{len(gpus)}"
        gpu, why = _gpu(metrics, key, labels)
        gpus.append(gpu)
        reasons.update({f"{where}.{name}": text for name, text in why.items()})
    return tuple(gpus), reasons


def _found(metrics: Metrics) -> dict[str, Labels]:
    found: dict[str, Labels] = {}
    for name in metrics.names():
        if not name.startswith(PREFIX):
            continue
        for labels, _ in metrics.series(name):
            if (key := _key(labels)) and len(found) < MAX_GPUS:
                found.setdefault(key, labels)
    return found


def _key(labels: Labels) -> str:
    return labels.get("UUID") or labels.get("gpu") or ""


def _order(labels: Labels) -> tuple[int, str]:
    number = labels.get("gpu", "")
    return (int(number) if re.fullmatch("[0-9]{1,4}", number) else MAX_GPUS, _key(labels))


def _gpu(metrics: Metrics, key: str, labels: Labels) -> tuple[Gpu, dict[str, str]]:
    name = labels.get("modelName") or f"GPU {labels.get('gpu', '')}".strip()
    unified = gb10.is_gb10(name, None)
    reasons: dict[str, str] = {}
    values: dict[str, float | None] = {}
    for field, metric in _FIELDS.items():
        values[field] = _value(metrics, metric, key, _SANE.get(field, (0.0, BLANK - 1)))
        if values[field] is None:
            reasons[field] = metrics.why_missing(metric)
    total, used = (None, None) if unified else _memory(metrics, key)
    if total is None:
        why = gb10.UNIFIED.format(gb10.NAME) if unified else NO_MEMORY
        reasons.update(memory_total_bytes=why, memory_used_bytes=why)
    xid = _value(metrics, _XID, key, (0.0, 10_000.0))
    if xid is None:
        reasons["xid"] = metrics.why_missing(_XID)
    reasons.update(dict.fromkeys(("performance_state", "throttle_reasons"), NOT_THERE))
    gpu = Gpu(
        name=name,
        uuid=labels.get("UUID") or None,
        utilization_percent=values["utilization_percent"],
        memory_total_bytes=total,
        memory_used_bytes=used,
        temperature_c=values["temperature_c"],
        power_w=values["power_w"],
        power_limit_w=values["power_limit_w"],
        sm_clock_mhz=values["sm_clock_mhz"],
        unified_memory=unified,
        xid=None if xid is None else int(xid),
    )
    return gpu, reasons


def _of(metrics: Metrics, metric: str, key: str) -> list[Series]:
    """Return one GPU's series; where it is split (MIG), the whole GPU's if there is one."""
    found = [each for each in metrics.series(metric) if _key(each[0]) == key]
    return [each for each in found if not each[0].get("GPU_I_ID")] or found


def _value(metrics: Metrics, metric: str, key: str, sane: tuple[float, float]) -> float | None:
    found = _of(metrics, metric, key)
    return found[0][1] if found and sane[0] <= found[0][1] <= sane[1] else None


def _memory(metrics: Metrics, key: str) -> tuple[int | None, int | None]:
    """Return total and used bytes; instances of a split GPU add up."""
    sums: Mapping[str, float | None] = {
        metric: _sum(_of(metrics, metric, key)) for metric in (_USED, _FREE, _RESERVED)
    }
    used, free = sums[_USED], sums[_FREE]
    if used is None or free is None:
        return None, None
    return int((used + free + (sums[_RESERVED] or 0.0)) * MIB), int(used * MIB)


def _sum(series: list[Series]) -> float | None:
    values = [value for _, value in series if 0 <= value < BLANK]
    return sum(values) if values else None
