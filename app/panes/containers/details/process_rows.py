"""Processes of a container as rows: joined with what the node's samples tell of them. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr
from app.core.log import redact
from app.panes.row_model import Column, TableSpec
from app.services.telemetry.metrics import reason_for

if TYPE_CHECKING:
    from app.services.containers.top import ContainerProcess
    from app.services.telemetry.api import Sample

_AVERAGE = tr(
    "On average since it started: samples tell of the busiest processes of the node alone"
)
_NO_SAMPLE = tr("the node has not been read yet")
_UNTOLD = tr("the driver does not tell it")


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


def _cpu(row: ProcessRow) -> str:
    if row.cores is not None:
        return units.cores(row.cores)
    average = _average(row)
    return (
        units.NOT_AVAILABLE
        if average is None
        else tr("{cores} avg").format(cores=units.cores(average))
    )


def _cpu_tip(row: ProcessRow) -> str:
    if row.cores is not None:
        return ""
    return tr("ps does not tell it") if _average(row) is None else _AVERAGE


def _average(row: ProcessRow) -> float | None:
    percent = row.process.cpu_percent
    return None if percent is None else percent / 100


def _gpu_tip(row: ProcessRow) -> str:
    return (
        row.gpu_why
        if row.gpu_bytes is None
        else ""
        if row.gpu_bytes
        else tr("It is not on the GPU")
    )


SPEC = TableSpec(
    title=tr("Processes"),
    columns=(
        Column(
            "PID",
            84,
            70,
            lambda row: str(row.process.pid),
            lambda row: row.process.pid,
            numeric=True,
        ),
        Column(
            tr("User"),
            96,
            70,
            lambda row: row.process.user,
            lambda row: row.process.user.casefold(),
        ),
        Column(
            "CPU",
            124,
            110,
            _cpu,
            lambda row: _average(row) if row.cores is None else row.cores,
            numeric=True,
            why=_cpu_tip,
            tone=lambda row: "text3" if row.cores is None else "text",
        ),
        Column(
            tr("CPU memory"),
            110,
            100,
            lambda row: units.memory(row.process.memory_bytes),
            lambda row: row.process.memory_bytes,
            numeric=True,
        ),
        Column(
            tr("GPU memory"),
            110,
            100,
            lambda row: "–" if row.gpu_bytes == 0 else units.memory(row.gpu_bytes),
            lambda row: row.gpu_bytes,
            numeric=True,
            why=_gpu_tip,
            tone=lambda row: "text" if row.gpu_bytes else "text3",
        ),
        Column(
            tr("Command"),
            300,
            140,
            lambda row: redact(row.process.command),
            lambda row: row.process.command.casefold(),
            tone=lambda _row: "text",
            is_code=True,
        ),
    ),
    identity=lambda row: str(row.process.pid),
    stretch=5,
    sort=2,
    down=True,
    named=False,
)
