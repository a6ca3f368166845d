"""Thermal zones and hwmon values → `Temperature`s and `PowerRail`s a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.said import said
from app.services.telemetry.api import PowerRail, Temperature

if TYPE_CHECKING:  # `metrics` needs a name of this module before the first paint, and no decoder
    from app.services.telemetry.raw import RailReport, SensorReport

LIMITS_C = (30.0, 150.0)
"""A limit beyond these is the firmware's junk (65261 °C is printed by real NVMe disks)."""
HIGHEST_RAIL_W = 2000.0
HEADROOM = "tj_max_c"
"""What spark_hwmon lists among its temperatures is the distance to a limit."""
SANE_C = (-60.0, 200.0)
_CHIPS = {
    "nvme": "NVMe",
    "mt7925_phy0": "Wi-Fi",
    "ieee80211_phy0": "Wi-Fi",
    "mlx5": "ConnectX",
    "coretemp": "CPU",
    "k10temp": "CPU",
    "drivetemp": tr("Disk"),
    "spbm": "SoC",
}


def read_temperatures(
    reports: Sequence[SensorReport],
) -> tuple[tuple[Temperature, ...], dict[str, str]]:
    """Return the temperatures and why some have no value."""
    found: list[Temperature] = []
    reasons: dict[str, str] = {}
    for report in reports:
        if report.label == HEADROOM:
            continue
        celsius = _degrees(report.value)
        if celsius is None:
            why = report.error or tr("the sensor's value is not a temperature")
            reasons[f"temperatures.{len(found)}.celsius"] = why
        found.append(
            Temperature(
                name=said(_name(report)),
                sensor=said(_sensor(report)),
                celsius=celsius,
                critical_c=_limit(report.critical) or _limit(report.maximum),
            )
        )
    return tuple(found), reasons


def read_rails(reports: Sequence[RailReport]) -> tuple[tuple[PowerRail, ...], dict[str, str]]:
    """Return the power of the box by rail and why some have no value.

    `budget_*` of spark_hwmon are shares that the firmware grants, no readings; so are `pl1` to
    `syspl2` in its first version, which had the readings as `ewma_*`.
    """
    labels = {report.label or "" for report in reports}
    found: list[PowerRail] = []
    reasons: dict[str, str] = {}
    for report in reports:
        label = report.label or f"{report.chip or 'hwmon'} {report.id.rsplit('/', 1)[-1]}"
        if label.startswith("budget_") or f"ewma_{label}" in labels:
            continue
        power = _watts(report.value)
        if power is None:
            why = report.error or tr("the sensor's value is not a power")
            reasons[f"rails.{len(found)}.power_w"] = why
        found.append(PowerRail(said(label), power, _watts(report.cap) or None))
    return tuple(found), reasons


def _watts(microwatts: int | None) -> float | None:
    if microwatts is None or not 0 <= microwatts / 1e6 <= HIGHEST_RAIL_W:
        return None
    return microwatts / 1e6


def sensor_title(sensor: str) -> str:
    """Return what a sensor is called that is known by its stable id only, as in a history."""
    chip, _, rest = sensor.partition("/")
    place = rest.replace("\\", ".").rsplit(".", 1)[-1].strip("_")
    known = next((word for start, word in _CHIPS.items() if chip.startswith(start)), None)
    return f"{place or rest} ({chip})" if known is None else f"{known} {rest}"


def _degrees(millidegrees: int | None) -> float | None:
    if millidegrees is None or not SANE_C[0] <= millidegrees / 1000 <= SANE_C[1]:
        return None
    return millidegrees / 1000


def _limit(millidegrees: int | None) -> float | None:
    if millidegrees is None or not LIMITS_C[0] <= millidegrees / 1000 <= LIMITS_C[1]:
        return None
    return millidegrees / 1000


def _place(report: SensorReport) -> str:
    """Return the last step of an ACPI path (`_SB_.TSOC` → `TSOC`)."""
    return (report.label or "").replace("\\", ".").rsplit(".", 1)[-1].strip("_")


def _name(report: SensorReport) -> str:
    chip = report.chip or "sensor"
    if _is_zone(report):
        return f"{_place(report)} ({chip})" if report.label else f"{chip} {_number(report.id)}"
    known = next((word for start, word in _CHIPS.items() if chip.startswith(start)), chip)
    place = f" ({report.interface})" if report.interface else ""
    return f"{known} {report.label or report.id.rsplit('/', 1)[-1]}{place}"


def _is_zone(report: SensorReport) -> bool:
    return report.id.startswith("thermal_zone")


def _number(zone: str) -> str:
    return zone.removeprefix("thermal_zone")


def _sensor(report: SensorReport) -> str:
    if _is_zone(report):
        return f"{report.chip or 'zone'}/{report.label or report.id}"
    return f"{report.chip or 'hwmon'}/{report.id}"
