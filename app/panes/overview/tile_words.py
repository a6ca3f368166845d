"""What the five tiles say and which series each draws. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.core import units
from app.core.i18n import numeral, tr
from app.panes.overview.peaks import is_peak, power_note
from app.plots.content import CHARTS
from app.plots.words import ChartWords, words_of
from app.services.telemetry.api import Network, Sample
from app.services.telemetry.metrics import physical_networks

_PEAK = tr("The most it was seen to draw since it is connected: it reports no limit to measure by.")
RECEIVED, SENT = "networks.receive_bytes_per_s", "networks.transmit_bytes_per_s"


@dataclass(frozen=True, slots=True)
class Curve:
    """The line of a tile: one series, or several that are added or averaged."""

    keys: tuple[str, ...]
    hue: int
    mean: bool = False
    top: float | None = None
    """Fixed top of its axis, in stored units."""
    least: float = 1.0


@dataclass(frozen=True, slots=True)
class TileWords:
    """One tile."""

    title: str
    icon: str
    value: str
    unit: str
    note: str
    why: str
    """Why the value is n/a, "" when it is known."""
    old: bool
    curve: Curve
    tip: str = ""
    """What the note means, where it is short."""


def tiles_of(
    sample: Sample, row: Mapping[str, float | None], peak: float | None, age: float = 0.0
) -> tuple[TileWords, ...]:
    """Put a sample into tiles.

    Args:
        sample: the newest one.
        row: its numbers by key.
        peak: the most power seen since it is connected.
        age: seconds since the sample when newer ones are overdue, else 0.
    """
    notes = {
        "power": power_note(sample, peak),
        "temperature": _temperature_note(sample),
        "cpu": _cpu_note(sample),
        "network": _network_note(sample),
    }
    tiles = []
    for name, curve in _curves(sample).items():
        spec = _SPECS[name]
        words = words_of(spec, sample, row, age)
        is_told = not age and not words.reason
        if is_told:
            words = replace(words, note=notes.get(name, words.note))
        tip = _PEAK if name == "power" and is_told and is_peak(sample, peak) else ""
        tiles.append(_tile(words, spec.icon, curve, tip))
    return tuple(tiles)


_SPECS = {spec.name: spec for spec in CHARTS}


def _tile(words: ChartWords, icon: str, curve: Curve, tip: str) -> TileWords:
    return TileWords(
        title=words.title,
        icon=icon,
        value=words.value,
        unit=words.unit,
        note=words.note,
        why=words.reason,
        old=words.old,
        curve=curve,
        tip=tip,
    )


def _curves(sample: Sample) -> dict[str, Curve]:
    gpus = range(max(len(sample.gpus), 1))
    hottest = [f"temperatures.{s.sensor}" for s in sample.temperatures if s.celsius is not None]
    heat = [f"gpus.{i}.temperature_c" for i in gpus] if sample.gpus else hottest[:1]
    loads = tuple(f"gpus.{i}.utilization_percent" for i in gpus)
    return {
        "gpu": Curve(loads, 0, mean=True, top=100.0),
        "power": Curve(tuple(f"gpus.{i}.power_w" for i in gpus), 1, least=20.0),
        "temperature": Curve(tuple(heat), 4, mean=True, least=60.0),
        "cpu": Curve(("cpu.percent",), 2, top=100.0),
        "network": Curve((RECEIVED, SENT), 3, least=125_000.0),
    }


def _temperature_note(sample: Sample) -> str:
    known = [s.celsius for s in sample.temperatures if s.celsius is not None]
    if not known:
        return ""
    sensors = tr("%n sensors", "%n sensor", len(known))
    return tr("hottest {celsius} · {sensors}").format(
        celsius=numeral(max(known), grouped=False), sensors=sensors
    )


def _cpu_note(sample: Sample) -> str:
    cores = len(sample.cpu.per_core_percent)
    clocks = [clock for clock in sample.cpu.clock_mhz if clock is not None]
    said = [tr("%n cores", "%n core", cores)] if cores else []
    if clocks:
        said.append(
            tr("{gigahertz} GHz max").format(
                gigahertz=numeral(max(clocks) / 1000, 1, grouped=False)
            )
        )
    return " · ".join(said)


def _network_note(sample: Sample) -> str:
    busiest = max(
        (sample.networks[index] for index in physical_networks(sample)), key=_traffic, default=None
    )
    if busiest is None:
        return ""
    if not _traffic(busiest):
        return tr("idle")
    return tr("RoCE {name}").format(name=busiest.name) if busiest.kind == "rdma" else busiest.name


def _traffic(network: Network) -> float:
    return (network.receive_bytes_per_s or 0.0) + (network.transmit_bytes_per_s or 0.0)


def spoken(tile: TileWords) -> str:
    """Return a tile as one sentence for screen readers."""
    if tile.why:
        return f"{tile.title}: {units.NOT_AVAILABLE}, {tile.why}"
    return f"{tile.title}: {tile.value} {tile.unit}{', ' if tile.note else ''}{tile.note}"
