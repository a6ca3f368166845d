"""Reports of processes and of GPUs → `Process`es with their owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said
from app.services.telemetry.api import Gpu, GpuProcess, Owner, Process
from app.services.telemetry.memory import short_name
from app.services.telemetry.owners import owner_of
from app.services.telemetry.raw import ProcessReport, ProcessTable

NOT_THERE = tr("the process is not in /proc there")
HIDDEN = tr("processes of other users are hidden there (/proc is mounted with hidepid)")
FIRST = tr("needs a second reading")
NOT_YET = tr("the container's name is being asked for")
MAX_SHOWN = 200
MAX_PERCENT = 1e6
"""More than all cores of any machine."""


@dataclass(frozen=True, slots=True)
class ProcessFacts:
    """The processes of one reading, and why something of them is missing."""

    processes: tuple[Process, ...] = ()
    owners: dict[int, Owner] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


class ProcessReader:
    """Understands process tables; masks each command line once, while the process is there."""

    def __init__(self) -> None:
        self._masked: dict[str, str] = {}
        self._read: tuple[object, ...] = ()
        self._facts = ProcessFacts()

    def read(self, table: ProcessTable | None, gpus: Sequence[Gpu], missing: str) -> ProcessFacts:
        """Return the processes of a table and those that the driver tells of.

        Args:
            table: What was read of /proc; None where it could not be read.
            gpus: Their processes are joined by process id.
            missing: Why there is no table.
        """
        read = (table, missing, *(gpu.processes for gpu in gpus))
        if read != self._read:  # a table comes once a second, samples up to ten times
            self._read = read
            self._facts = self._understand(table, gpus, missing)
        return self._facts

    def _understand(
        self, table: ProcessTable | None, gpus: Sequence[Gpu], missing: str
    ) -> ProcessFacts:
        containers = {} if table is None else table.containers
        rows = {} if table is None else {row.pid: row for row in table.rows[:MAX_SHOWN]}
        commands = {row.command for row in rows.values()}
        self._masked = {
            command: self._masked.get(command) or redact(" ".join(command.split()))
            for command in commands
        }
        owners = {pid: owner_of(row.cgroup, row.user, containers) for pid, row in rows.items()}
        held = _held(gpus)
        found = [self._process(row, owners[pid], held) for pid, row in rows.items()]
        found += [_unlisted(process) for pid, process in held.items() if pid not in rows]
        found.sort(key=_weight)
        facts = ProcessFacts(tuple(found), owners)
        facts.reasons.update(_why(found, rows, table, missing))
        return facts

    def _process(self, row: ProcessReport, owner: Owner, held: dict[int, GpuProcess]) -> Process:
        holder = held.get(row.pid)
        told = short_name(holder.name) if holder else ""
        # The kernel cuts names to 15 characters; without python3 only the driver tells one.
        own = said(row.name)
        name = told if told.startswith(own) else own
        name = name or tr("pid {pid}").format(pid=row.pid)
        return Process(
            pid=row.pid,
            name=name,
            command=self._masked[row.command] or f"[{name}]",
            owner=owner,
            cpu_percent=row.cpu if row.cpu is not None and 0 <= row.cpu < MAX_PERCENT else None,
            memory_bytes=row.rss if row.rss is not None and row.rss >= 0 else None,
            gpu_memory_bytes=None if holder is None else holder.memory_bytes,
            started=row.start,
            state=row.state,
        )


def _held(gpus: Sequence[Gpu]) -> dict[int, GpuProcess]:
    """Return the processes of all GPUs by id, one on several with the sum of its memory."""
    found: dict[int, GpuProcess] = {}
    for process in (process for gpu in gpus for process in gpu.processes):
        before = found.get(process.pid)
        sizes = [process.memory_bytes, None if before is None else before.memory_bytes]
        known = [size for size in sizes if size is not None]
        memory = sum(known) if known else None
        found[process.pid] = GpuProcess(process.pid, process.name, memory, process.graphics)
    return found


def _unlisted(holder: GpuProcess) -> Process:
    return Process(
        pid=holder.pid,
        name=short_name(holder.name),
        command=holder.name,
        owner=Owner(),
        cpu_percent=None,
        memory_bytes=None,
        gpu_memory_bytes=holder.memory_bytes,
        started=None,
    )


def _weight(process: Process) -> tuple[float, ...]:
    gpu = -1 if process.gpu_memory_bytes is None else process.gpu_memory_bytes
    return (-gpu, -(process.memory_bytes or 0), -(process.cpu_percent or 0), process.pid)


def _why(
    found: Sequence[Process],
    rows: dict[int, ProcessReport],
    table: ProcessTable | None,
    missing: str,
) -> dict[str, str]:
    reasons = {}
    if table is None:
        reasons["processes"] = missing
    elif table.hidden or table.why_partial:
        reasons["processes"] = table.why_partial or HIDDEN
    for index, process in enumerate(found):
        where = f"processes.{index}"
        absent = missing if table is None else table.why_partial
        if not absent and process.pid not in rows:
            absent = NOT_THERE
        for name in ("cpu_percent", "memory_bytes", "started"):
            if getattr(process, name) is None:
                reasons[f"{where}.{name}"] = absent or FIRST
        if process.pid not in rows:
            reasons[f"{where}.owner"] = absent
        if table is not None and process.owner.container_id not in (None, *table.containers):
            reasons[f"{where}.owner.container"] = table.why_unnamed or NOT_YET
    return reasons
