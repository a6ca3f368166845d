"""Understand the CSV rows of nvidia-smi. Cells that are no value give None and say why."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.core.i18n import tr

GPU_FIELDS = (
    "uuid",
    "name",
    "driver_version",
    "pci.device_id",
    "utilization.gpu",
    "memory.total",
    "memory.used",
    "temperature.gpu",
    "power.draw",
    "power.limit",
    "clocks.sm",
    "pstate",
)
"""Fields that every driver knows."""
OPTIONAL_FIELDS = (
    ("uuid", "addressing_mode", "clocks_event_reasons.active"),
    ("uuid", "clocks_throttle_reasons.active"),
)
"""One field that a driver does not know fails the whole query, so these are asked for apart."""
PROCESS_FIELDS = ("gpu_uuid", "pid", "process_name", "used_memory")
MIB = 1024**2
NO_DEVICES = "nvidia-smi says: No devices were found"
_SENTINELS = frozenset({"", "n/a", "not supported", "unknown error", "unknown", "-", "??"})
_NUMBER = re.compile(r"^([+-]?\d{1,15})(?:[.,](\d{1,6}))?\s*(?:%|MiB|W|MHz|C)?$")


@dataclass(frozen=True, slots=True)
class SmiGpu:
    """One row of `GPU_FIELDS`. `errors` has the cell of each field that is no value."""

    uuid: str | None
    name: str
    driver_version: str | None
    pci_id: int | None
    values: dict[str, float] = field(default_factory=dict)
    pstate: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SmiProcess:
    """One row of `PROCESS_FIELDS`."""

    gpu_uuid: str
    pid: int
    name: str
    memory_bytes: int | None


def is_sentinel(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.strip().strip("[]").strip().lower() in _SENTINELS


def parse_number(cell: str) -> float | None:
    """Return a number without its unit; a decimal comma counts as a point."""
    match = _NUMBER.match(cell.strip())
    if match is None:
        return None
    value = float(f"{match.group(1)}.{match.group(2) or 0}")
    return value if math.isfinite(value) else None


def split_row(row: str, count: int) -> list[str] | None:
    """Return `count` cells; None when the row is something else.

    With decimal commas a number falls apart (`11,17`): cells are parted by comma and space, a
    decimal comma has no space after it.
    """
    cells = [cell.strip() for cell in re.split(r",(?:\s+|$)", row.strip())]
    if len(cells) != count:
        cells = [cell.strip() for cell in row.split(",")]
    return cells if len(cells) == count else None


def parse_gpu_rows(rows: Iterable[str]) -> tuple[list[SmiGpu], list[str]]:
    """Return the GPUs, and the rows that are none (messages, garbage)."""
    found, other = [], []
    for row in rows:
        cells = split_row(row, len(GPU_FIELDS))
        if cells is None or is_sentinel(cells[1]):
            if row.strip():
                other.append(row.strip()[:200])
            continue
        found.append(_gpu(dict(zip(GPU_FIELDS, cells, strict=True))))
    return found, other


def _gpu(cells: dict[str, str]) -> SmiGpu:
    values: dict[str, float] = {}
    errors: dict[str, str] = {}
    for name in GPU_FIELDS[4:11]:
        value = parse_number(cells[name])
        if value is None:
            errors[name] = (
                ""
                if is_sentinel(cells[name])
                else tr("nvidia-smi printed {cells!r}").format(cells=cells[name])
            )
        else:
            values[name] = value
    pci = re.match(r"^0[xX]([0-9a-fA-F]{1,8})$", cells["pci.device_id"])
    state = cells["pstate"] if re.match(r"^P\d{1,2}$", cells["pstate"]) else None
    return SmiGpu(
        uuid=None if is_sentinel(cells["uuid"]) else cells["uuid"],
        name=cells["name"],
        driver_version=_text(cells["driver_version"]),
        pci_id=int(pci.group(1), 16) if pci else None,
        values=values,
        pstate=state,
        errors=errors,
    )


def _text(cell: str) -> str | None:
    return None if is_sentinel(cell) else cell


def parse_optional_rows(rows: Iterable[str]) -> dict[str, tuple[str | None, int | None]]:
    """Return addressing mode and active clock-event reasons (bits) by GPU uuid."""
    found: dict[str, tuple[str | None, int | None]] = {}
    for row in rows:
        for fields in OPTIONAL_FIELDS:
            cells = split_row(row, len(fields))
            if cells is None or not cells[0].startswith("GPU-"):
                continue
            mode = _text(cells[1]) if len(cells) > 2 else None
            bits = re.match(r"^0[xX]([0-9a-fA-F]{1,16})$", cells[-1])
            found[cells[0]] = (mode, int(bits.group(1), 16) if bits else None)
    return found


def parse_process_rows(rows: Iterable[str]) -> tuple[list[SmiProcess], list[str]]:
    """Return the compute processes, and the rows that are none. A name may have commas."""
    found, other = [], []
    for row in rows:
        match = re.match(r"^(GPU-[^,\s]+),\s*(\d{1,10}),\s*(.*),\s*([^,]*)$", row.strip())
        if match is None:
            if row.strip():
                other.append(row.strip()[:200])
            continue
        memory = parse_number(match.group(4))
        found.append(
            SmiProcess(
                gpu_uuid=match.group(1),
                pid=int(match.group(2)),
                name=match.group(3).strip() or tr("pid {pid}").format(pid=match.group(2)),
                memory_bytes=None if memory is None or memory < 0 else int(memory * MIB),
            )
        )
    return found, other
