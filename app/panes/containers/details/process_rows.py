"""Processes of a container as rows: joined with what the node's samples tell of them. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import units
from app.core.log import redact
from app.panes.containers.details.table import Cell, Column
from app.services.telemetry.metrics import reason_for

if TYPE_CHECKING:
    from app.services.containers.top import ContainerProcess
    from app.services.telemetry.api import Sample

_AVERAGE = "On average since it started: samples tell of the busiest processes of the node alone"
_NO_SAMPLE = "the node has not been read yet"
_UNTOLD = "the driver does not tell it"


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process, and what is known of it beside `ps`."""

    process: ContainerProcess
    cores: float | None
    """Processor time now, in cores."""
    gpu_bytes: int | None
    """0 where it is not on the GPU."""
    gpu_why: str = ""
    """Why `gpu_bytes` is None."""


def rows_of(processes: Sequence[ContainerProcess], sample: Sample | None) -> Iterator[ProcessRow]:
    """Join processes with a sample of their node, by number."""
    if sample is None:
        yield from (ProcessRow(each, None, None, _NO_SAMPLE) for each in processes)
        return
    known = {each.pid: each.cpu_percent for each in sample.processes}
    on_gpu = {each.pid: each.memory_bytes for gpu in sample.gpus for each in gpu.processes}
    why = "" if sample.gpus else reason_for(sample, "gpus")
    for each in processes:
        percent = known.get(each.pid)
        gpu = on_gpu.get(each.pid, None if why else 0)
        yield ProcessRow(
            each,
            None if percent is None else percent / 100,
            gpu,
            "" if gpu is not None else _UNTOLD if each.pid in on_gpu else why,
        )


def _cpu(row: ProcessRow) -> Cell:
    average = row.process.cpu_percent
    if row.cores is not None:
        return Cell(_cores(row.cores), row.cores, "text")
    if average is None:
        return Cell(units.NOT_AVAILABLE, None, "text3", "ps does not tell it")
    return Cell(f"{_cores(average / 100)} avg", average / 100, "text3", _AVERAGE)


def _cores(cores: float) -> str:
    return f"{cores:.2f} cores" if cores < 1 else f"{cores:.1f} cores"


def _gpu(row: ProcessRow) -> Cell:
    if row.gpu_bytes is None:
        return Cell(units.NOT_AVAILABLE, None, "text3", row.gpu_why)
    if not row.gpu_bytes:
        return Cell("–", 0, "text3", "It is not on the GPU")
    return Cell(units.memory(row.gpu_bytes), row.gpu_bytes, "text")


def _memory(row: ProcessRow) -> Cell:
    value = row.process.memory_bytes
    return Cell(units.memory(value), value, "text3" if value is None else "text")


COLUMNS: tuple[Column[ProcessRow], ...] = (
    Column("PID", 84, 70, lambda row: Cell(str(row.process.pid), row.process.pid), numeric=True),
    Column("User", 96, 70, lambda row: Cell(row.process.user, row.process.user.casefold())),
    Column("CPU", 124, 110, _cpu, numeric=True),
    Column("CPU memory", 110, 100, _memory, numeric=True),
    Column("GPU memory", 110, 100, _gpu, numeric=True),
    Column(
        "Command",
        300,
        140,
        lambda row: Cell(redact(row.process.command), row.process.command.casefold(), "text"),
        is_code=True,
    ),
)
