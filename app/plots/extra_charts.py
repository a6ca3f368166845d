"""Charts of single sensors, ports, disks and engines: there for who wants them. No Qt.

They are made of the keys that a machine's history holds, so that they are there for whatever a
source reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.plots.spec import MAX_LINES, ChartSpec, constant, lines
from app.services.telemetry import metrics
from app.services.telemetry.api import Sample
from app.services.telemetry.metrics import Unit, describe, row_of


@dataclass(frozen=True, slots=True)
class _Family:
    """Keys of one form. Those with the same name share a chart, in the order of `fields`."""

    form: str
    """Regular expression of the key: `name`, and `field` where several share a chart."""
    title: str
    """`{}` is the name; "": as the first key is described."""
    icon: str
    hue: int = 0
    fields: tuple[tuple[str, str], ...] = ()
    """What `field` may be, and what its line is called."""


_FAMILIES = (
    _Family(r"temperatures\.(?P<name>.+)", "", "thermometer", 3),
    _Family(
        r"networks\.(?P<name>.+)\.(?P<field>receive|transmit)_bytes_per_s",
        tr("{} traffic"),
        "share-network",
        3,
        (("receive", tr("In")), ("transmit", tr("Out"))),
    ),
    _Family(r"disks\.(?P<name>.+)\.busy_percent", tr("{} busy"), "hard-drive"),
    _Family(r"disks\.(?P<name>.+)\.used_percent", tr("{} used"), "hard-drive"),
    _Family(
        r"memory\.swap_(?P<field>in|out)_bytes_per_s",
        tr("Swap traffic"),
        "stack",
        3,
        (("in", tr("In")), ("out", tr("Out"))),
    ),
    _Family(r"memory\.available_bytes", "", "memory", 2),
    _Family(r"memory\.parts\.engine\.(?P<name>.+)", "", "memory"),
    _Family(r"pressure\.memory_full", "", "hourglass", 1),
    _Family(r"cpu\.load_1m", "", "cpu", 2),
    _Family(r"cpu\.clock_mhz(\.(?P<field>.+))?", tr("CPU clocks"), "gauge", 2),
    _Family(r"rails\.(?P<name>.+)", "", "lightning", 1),
    _Family(
        r"engines\.(?P<name>\d+)\.requests_(?P<field>running|waiting)",
        tr("Requests, port {}"),
        "stack",
        0,
        (("running", tr("Running")), ("waiting", tr("Waiting"))),
    ),
    _Family(
        r"engines\.(?P<name>\d+)\.(?P<field>generated|prompt)_tokens_per_s",
        tr("Tokens, port {}"),
        "chart-line-up",
        2,
        (("generated", tr("Generated")), ("prompt", tr("Prompt"))),
    ),
    _Family(r"engines\.(?P<name>\d+)\.kv_cache_percent", "", "stack", 4),
    _Family(r"engines\.(?P<name>\d+)\.(first_token|token)_s", "", "clock", 1),
)
_LEAST = {
    metrics.CELSIUS: 20.0,
    metrics.WATT: 5.0,
    metrics.CLOCK: 1000.0,
    metrics.MEMORY: float(units.GIB),
    metrics.DISK_RATE: 1e6,
    metrics.BIT_RATE: 125_000.0,
    metrics.FINE_PERCENT: 10.0,
    metrics.TOKEN_RATE: 10.0,
    metrics.DURATION: 0.1,
}
"""Smallest height of an axis."""
_FULL = 100.0


def extra_charts(keys: Iterable[str]) -> tuple[ChartSpec, ...]:
    """Return a chart for each device that `keys` tell of, those of a kind together."""
    known = sorted(set(keys))
    charts = []
    for family in _FAMILIES:
        form = re.compile(family.form, re.DOTALL)
        groups: dict[str, list[tuple[str, re.Match[str]]]] = {}
        for key in known:
            if match := form.fullmatch(key):
                # Keys that differ in more than their field have a chart each.
                name = match.groupdict().get("name") if "field" in match.groupdict() else key
                groups.setdefault(name or "", []).append((key, match))
        charts += [_chart(family, members) for members in groups.values()]
    return tuple(charts)


def _chart(family: _Family, members: list[tuple[str, re.Match[str]]]) -> ChartSpec:
    fields = {key: match.groupdict().get("field") or "" for key, match in members}
    order = [field for field, _ in family.fields]
    keys = sorted(fields, key=lambda key: order.index(fields[key]) if order else 0)[:MAX_LINES]
    described, labels = describe(keys[0]), dict(family.fields)
    name = members[0][1].groupdict().get("name") or ""
    traces = lines(
        family.hue,
        *((key, labels.get(fields[key]) or fields[key] or described.title) for key in keys),
    )
    return ChartSpec(
        name=keys[0],
        title=constant(family.title.format(name) or described.title),
        icon=family.icon,
        unit=described.unit,
        traces=lambda _sample: traces,
        headline=_headline(keys, described.unit),
        note=lambda _sample: "",
        field=constant(keys[0]),
        top=lambda _sample: _FULL if described.unit is metrics.PERCENT else None,
        least=_LEAST.get(described.unit, 1.0),
        from_zero=described.unit is not metrics.CELSIUS,
    )


def _headline(keys: Sequence[str], unit: Unit) -> Callable[[Sample], float | None]:
    """Return what both directions carry together, or the fastest of the clocks."""

    def headline(sample: Sample) -> float | None:
        row = row_of(sample)
        known = [value for key in keys if (value := row.get(key)) is not None]
        if not known:
            return None
        return max(known) if unit is metrics.CLOCK else sum(known)

    return headline
