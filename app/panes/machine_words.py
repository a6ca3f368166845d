"""What a machine is, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr

if TYPE_CHECKING:
    from app.services.telemetry.api import Machine, Sample


def machine_line(machine: Machine | None, sample: Sample | None, uptime_s: float | None) -> str:
    """Return what the machine is, in one line; what is unknown is left out."""
    parts: list[str] = []
    if machine is not None and machine.product:
        parts.append(machine.product.replace("_", " "))
    if sample is not None and sample.gpus:
        count = len(sample.gpus)
        name = sample.gpus[0].name.removeprefix("NVIDIA ")
        parts.append(f"{count} × {name}" if count > 1 else name)
    if machine is not None:
        if machine.dgx_os_version:
            parts.append(f"DGX OS {machine.dgx_os_version}")
        elif machine.os_name:
            parts.append(machine.os_name)
        if machine.driver_version:
            parts.append(
                tr("driver {driver_version}").format(driver_version=machine.driver_version)
            )
    if uptime_s is not None:
        parts.append(tr("up {duration}").format(duration=units.duration(uptime_s)))
    return " · ".join(parts)
