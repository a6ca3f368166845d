"""How rules and alerts are said: one place for words, units, icons and colours (pane and shell)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr
from app.services.alerts import derived
from app.services.alerts.api import Alert, Comparison, MachineSize, Rule, Severity
from app.services.alerts.words import unit_of
from app.services.telemetry.metrics import ENGINE_FIELDS, FIXED, GPU_FIELDS, describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class SeverityLook:
    """A severity for the eye and the screen reader."""

    icon: str
    tone: str
    word: str


SEVERITIES = {
    Severity.INFO: SeverityLook("info", "info", tr("Info")),
    Severity.WARNING: SeverityLook("warning", "warn", tr("Warning")),
    Severity.CRITICAL: SeverityLook("warning-octagon", "err", tr("Critical")),
}
ANY = "*"
"""Stands for each of a group in a rule's metric: `gpus.*.temperature_c`."""
WORST_FIRST = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class RuledMetric:
    """A number that a rule can look at; `*` in its key stands for each of a group."""

    key: str
    name: str


def ruled_metrics() -> tuple[RuledMetric, ...]:
    """Return every number that a rule can look at."""
    return _METRICS


def metric_name(key: str) -> str:
    """Return how a metric is called in a sentence: `Available memory`, `GPU temperature`."""
    if key in _BY_KEY:
        return _BY_KEY[key].name
    spoken = ANY not in key and not key.startswith("disks.")  # `/ used` is no name for a disk
    if spoken and (title := describe(key).title) != key:
        return title
    for head, tail, metric in _GROUPS:
        if key.startswith(head) and key.endswith(tail) and len(key) > len(head) + len(tail):
            return f"{metric.name}, {key[len(head) : len(key) - len(tail)].replace('/*', '')}"
    return key


def level_text(metric: str, level: float) -> str:
    """Return a level in the unit of its metric: `16.0 GiB`."""
    return unit_of(metric).format(level)


def condition_words(rule: Rule, detectors: Mapping[str, str]) -> str:
    """Say when a rule fires and when it is over.

    `Available memory below 16.0 GiB for 30 s, until above 20.0 GiB`. `detectors` are the titles of
    the detectors by name.
    """
    below = rule.comparison is Comparison.BELOW
    if rule.comparison is Comparison.DETECTED:
        words = tr("{what}: seen by its detector").format(
            what=detectors.get(rule.metric, rule.metric)
        )
    else:
        words = (tr("{metric} below {level}") if below else tr("{metric} above {level}")).format(
            metric=metric_name(rule.metric), level=level_text(rule.metric, rule.level)
        )
    if rule.for_s:
        words = tr("{condition} for {duration}").format(
            condition=words, duration=units.duration(rule.for_s)
        )
    if rule.recover_level in (None, rule.level) or rule.comparison is Comparison.DETECTED:
        return words
    until = (
        tr("{condition}, until above {level}") if below else tr("{condition}, until below {level}")
    )
    return until.format(condition=words, level=level_text(rule.metric, rule.recover_level))


def scope_words(rule: Rule, names: Mapping[str, str]) -> str:
    """Say which nodes a rule looks at: `All nodes`, `spark-01`, `Nodes with 100 GiB or more`."""
    known = [names[node] for node in rule.nodes if node in names]
    if not rule.nodes:
        words = tr("All nodes") if rule.size is MachineSize.ANY else tr("Nodes")
    elif not known:
        words = tr("Removed nodes")
    else:
        words = ", ".join(known) if len(known) < 3 else tr("{known} nodes").format(known=len(known))
    if rule.size is MachineSize.ANY:
        return words
    return f"{words}{',' if rule.nodes else ''} {SIZES[rule.size]}"


def alert_line(alert: Alert) -> str:
    """Say what is measured and where it is well: `Available memory · well from 20.0 GiB`."""
    rule = alert.rule
    if rule.comparison is Comparison.DETECTED:
        return ""
    well = rule.level if rule.recover_level is None else rule.recover_level
    side = tr("from") if rule.comparison is Comparison.BELOW else tr("up to")
    return tr("{metric} · well {side} {level}").format(
        metric=metric_name(alert.subject),
        side=side,
        level=level_text(alert.subject, well),
    )


def attention(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Return the alerts that want attention, worst first."""
    found = [alert for alert in alerts if alert.wants_attention]
    return tuple(sorted(found, key=lambda each: WORST_FIRST.index(each.rule.severity)))


def count_words(count: int) -> str:
    """Return `1 alert`, `3 alerts`, "" for none."""
    return tr("%n alerts", "%n alert", count) if count else ""


def worst_look(alerts: Iterable[Alert]) -> SeverityLook | None:
    """Return how the worst severity looks, None without alerts."""
    present = {alert.rule.severity for alert in alerts}
    worst = next((severity for severity in WORST_FIRST if severity in present), None)
    return None if worst is None else SEVERITIES[worst]


def node_names(hub: Hub) -> dict[str, str]:
    """Return the name of each node by its id."""
    return {str(node.id): node.name for node in hub.nodes.all()}


_NAMES = {
    "cpu.percent": tr("CPU load"),
    "cpu.load_1m": tr("Load average"),
    "memory.total_bytes": tr("Total memory"),
    "memory.available_percent": tr("Available share of memory"),
    "memory.swap_used_bytes": tr("Swap in use"),
    "sensors.*.margin_c": tr("Margin to the sensor's own limit"),
}
"""Names where the title on a chart is too short for a sentence."""
SIZES = {
    MachineSize.ANY: tr("of any size"),
    MachineSize.LARGE: tr("with 100 GiB or more"),
    MachineSize.SMALL: tr("with less than 100 GiB"),
}


def _metrics() -> tuple[RuledMetric, ...]:
    found = [(metric.key, metric.title) for metric in FIXED]
    found += [(number.key, number.title) for number in derived.METRICS]
    found += [(f"gpus.*.{field}", title) for field, title, _unit, _read in GPU_FIELDS]
    found += [(f"engines.*.{field}", title) for field, title, _unit in ENGINE_FIELDS]
    found += [
        ("cpu.clock_mhz", tr("CPU clock")),
        ("cpu.per_core_percent.*", tr("CPU core")),
        ("disks.*.busy_percent", tr("Disk busy")),
        ("disks.*.free_bytes", tr("Free disk space")),
        ("disks.*.used_percent", tr("Disk use")),
        ("rails.*", tr("Power rail")),
        ("temperatures.*", tr("Temperature")),
    ]
    return tuple(RuledMetric(key, _NAMES.get(key, name)) for key, name in found)


def _ends(key: str) -> tuple[str, str]:
    """Return what is before and behind the `*` of a key."""
    head, _, tail = key.partition(ANY)
    return head, tail


_METRICS = _metrics()
_BY_KEY = {metric.key: metric for metric in _METRICS}
_GROUPS = [(*_ends(metric.key), metric) for metric in _METRICS if ANY in metric.key]
