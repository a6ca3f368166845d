"""Charts of the processor. No Qt."""

from __future__ import annotations

from app.core.i18n import numeral, tr
from app.plots.spec import ChartSpec, Style, Trace, constant, full, joined, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import core_key


def _cpu_note(sample: Sample) -> str:
    cores = len(sample.cpu.per_core_percent)
    load = sample.cpu.load_1m
    return joined(
        tr("%n cores", "%n core", cores) if cores else "",
        "" if load is None else tr("load {load}").format(load=numeral(load, 1, grouped=False)),
    )


def _core_traces(sample: Sample) -> tuple[Trace, ...]:
    clusters = sample.cpu.cluster_of_core
    count = len(sample.cpu.per_core_percent)
    return tuple(
        Trace(
            core_key(i),
            tr("{clusters} core {number}").format(clusters=clusters[i], number=i)
            if i < len(clusters)
            else tr("Core {number}").format(number=i),
        )
        for i in range(count)
    )


def _busiest_core(sample: Sample) -> float | None:
    return max((p for p in sample.cpu.per_core_percent if p is not None), default=None)


def _cores_note(sample: Sample) -> str:
    counts: dict[str, int] = {}
    for cluster in sample.cpu.cluster_of_core:
        counts[cluster] = counts.get(cluster, 0) + 1
    if not counts:
        return tr("busiest core")
    kinds = " + ".join(f"{n} {name.removeprefix('Cortex-')}" for name, n in counts.items())
    return tr("busiest of {kinds}").format(kinds=kinds)


CPU = ChartSpec(
    name="cpu",
    title=constant("CPU"),
    icon="cpu",
    unit=metrics.PERCENT,
    traces=lambda _sample: lines(2, ("cpu.percent", "CPU")),
    headline=lambda sample: sample.cpu.percent,
    note=_cpu_note,
    field=constant("cpu.percent"),
    top=full,
)
CORES = ChartSpec(
    name="cores",
    title=constant(tr("CPU cores")),
    icon="squares-four",
    unit=metrics.PERCENT,
    traces=_core_traces,
    headline=_busiest_core,
    note=_cores_note,
    field=constant("cpu.per_core_percent"),
    style=Style.HEAT,
    top=full,
    groups=lambda sample: sample.cpu.cluster_of_core,
)
