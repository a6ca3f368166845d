"""A field for a level: the user types GiB, °C or Gb/s, the rule keeps the metric's stored unit."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDoubleSpinBox

from app.services.alerts.words import unit_of
from app.services.telemetry.metrics import BIT_RATE, CLOCK, MEMORY

_MOST = 1e9
_MEGA = 1e-6
_GIGA = 1e-9


@dataclass(frozen=True, slots=True)
class EntryUnit:
    """How a level is typed: typed = stored × factor."""

    suffix: str
    factor: float
    decimals: int


def entry_unit(metric: str) -> EntryUnit:
    """Return how the levels of a metric are typed."""
    unit = unit_of(metric)
    if unit == BIT_RATE:
        return EntryUnit(" Gb/s", unit.factor * _GIGA, 3)
    if unit.scaled:
        return EntryUnit(" MB/s", unit.factor * _MEGA, 1)
    decimals = 1 if unit == MEMORY else 2 if unit == CLOCK or not unit.name else 1
    return EntryUnit(f" {unit.name}" if unit.name else "", unit.factor, decimals)


class QuantityField(QDoubleSpinBox):
    """One level."""

    def __init__(self) -> None:
        super().__init__()
        self._unit = EntryUnit("", 1.0, 1)
        self._stored: float | None = None
        self.setRange(-_MOST, _MOST)
        self.setGroupSeparatorShown(True)

    def show_level(self, metric: str, level: float) -> None:
        """Show a level in the unit of its metric."""
        self._unit = entry_unit(metric)
        self._stored = level
        self.setDecimals(self._unit.decimals)
        self.setSuffix(self._unit.suffix)
        self.setValue(level * self._unit.factor)

    def level(self) -> float:
        """Return the level in the metric's stored unit; one that was not touched is unchanged."""
        stored = self._stored
        if stored is not None and self.value() == self._rounded(stored):
            return stored
        return self.value() / self._unit.factor

    def _rounded(self, stored: float) -> float:
        return round(stored * self._unit.factor, self._unit.decimals)
