"""One process as a row: what each column says and sorts by. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core import units
from app.core.i18n import numeral, tr
from app.services.telemetry.api import Process, Sample
from app.services.telemetry.metrics import reason_for

STATES = {
    "R": tr("running"),
    "S": tr("sleeping"),
    "D": tr("waiting for a device"),
    "T": tr("stopped"),
    "t": tr("being debugged"),
    "Z": tr("ended, not yet cleared away"),
    "I": tr("idle"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table."""

    title: str
    width: int
    least: int
    text: Callable[[Process], str]
    key: Callable[[Process], object]
    """What it is sorted by; None is unknown and comes last."""
    field: str = ""
    """Field of `Process` whose reason says why it is n/a."""
    numeric: bool = False


def cores_text(percent: float | None) -> str:
    """Return processor time as cores: `3.2 cores`."""
    if percent is None:
        return units.NOT_AVAILABLE
    cores = percent / 100
    if cores < 0.005:
        return tr("0 cores")
    return tr("{cores} cores").format(cores=numeral(cores, 2 if cores < 1 else 1, grouped=False))


def gpu_text(process: Process) -> str:
    """Return GPU memory; "" for a process that has none."""
    return "" if process.gpu_memory_bytes is None else units.memory(process.gpu_memory_bytes)


def belongs_to(process: Process) -> str:
    """Return the container or the unit, "" for neither."""
    return process.owner.title or ""


def _one_line(process: Process) -> str:
    return " ".join(process.command.split())


COLUMNS: tuple[Column, ...] = (
    Column(tr("Process"), 168, 110, lambda p: p.name, lambda p: p.name.casefold()),
    Column(
        tr("GPU memory"), 124, 106, gpu_text, lambda p: p.gpu_memory_bytes, "gpu_memory_bytes", True
    ),
    Column(
        "CPU",
        100,
        84,
        lambda p: cores_text(p.cpu_percent),
        lambda p: p.cpu_percent,
        "cpu_percent",
        True,
    ),
    Column(
        tr("Memory"),
        92,
        76,
        lambda p: units.memory(p.memory_bytes),
        lambda p: p.memory_bytes,
        "memory_bytes",
        True,
    ),
    Column(
        tr("Container or service"), 168, 96, belongs_to, lambda p: belongs_to(p).casefold() or None
    ),
    Column(
        tr("User"),
        84,
        60,
        lambda p: p.owner.user or units.NOT_AVAILABLE,
        lambda p: p.owner.user,
        "owner.user",
    ),
    Column("PID", 76, 60, lambda p: str(p.pid), lambda p: p.pid, numeric=True),
    Column(tr("Command"), 300, 120, _one_line, lambda p: p.command.casefold()),
)
DEFAULT_SORT = 1
"""GPU memory; those that have none follow by their memory."""


def why_unknown(sample: Sample, index: int, column: Column) -> str:
    """Say why a cell of `sample.processes[index]` is n/a, "" when it is known."""
    if not column.field or column.text(sample.processes[index]) != units.NOT_AVAILABLE:
        return ""
    why = reason_for(sample, f"processes.{index}.{column.field}")
    return why or tr("the source did not report it")


def matches(process: Process, wanted: str) -> bool:
    """Whether every word of a filter is found somewhere in a process."""
    owner = process.owner
    said = " ".join(
        (
            process.name,
            process.command,
            owner.container or "",
            owner.unit or "",
            owner.user or "",
            str(process.pid),
        )
    ).casefold()
    return all(word in said for word in wanted.casefold().split())


def identity(process: Process) -> tuple[int, int | None]:
    """Return what stays the same while a process runs."""
    return (process.pid, process.started)


def facts_of(process: Process) -> tuple[tuple[str, str], ...]:
    """Return everything known of a process, for its details."""
    owner = process.owner
    state = STATES.get(process.state or "", process.state or "")
    container_id = (owner.container_id or "")[:12]
    rows = [
        (tr("Command"), process.command),
        (tr("Container"), owner.container or ""),
        (tr("Container id"), "" if owner.container == container_id else container_id),
        (tr("Service"), owner.unit or ""),
        (tr("User"), owner.user or ""),
        (tr("Process"), f"{process.pid}{f', {state}' if state else ''}"),
        (tr("GPU memory"), gpu_text(process)),
    ]
    return tuple((title, value) for title, value in rows if value)
