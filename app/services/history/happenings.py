"""What changed between two readings of a machine, told as events. No Qt, no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.services.history.api import Description, Event, EventKind, LastSeen
from app.services.telemetry.api import KernelEventKind, Machine, MemoryPart, PartKind, Sample

ENGINE_BYTES = 1 << 30
"""A process with less GPU memory than this comes and goes unmentioned."""
NAME_S = 3.0
"""Seconds that the name of a new container may take to arrive."""
FOUND_S = 90.0
"""Seconds that it may take until every engine of a machine has been found."""
AWAY_S = 5.0
"""Seconds without a reading after which what went meanwhile is not said to have gone now."""
_KERNEL_WORDS = {
    KernelEventKind.XID: tr("GPU error (Xid {})"),
    KernelEventKind.GPU_MEMORY: tr("The driver could not get memory"),
    KernelEventKind.OOM_KILL: tr("The kernel ended a process to get memory"),
    KernelEventKind.GPU_INIT: tr("The driver could not start the GPU"),
}
_VERSIONS = (
    ("dgx_os_version", "DGX OS"),
    ("driver_version", tr("driver")),
    ("kernel", tr("kernel")),
)
_UNSEEN = tr("This program was not running then, or not connected.")


@dataclass(frozen=True, slots=True)
class _Engine:
    name: str
    bytes: int
    nameless: bool = False
    """Whether its container is known by its id only."""


class Happenings:
    """Follows one machine; `key` is its key in the history."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._machine: Machine | None = None
        self._engines: dict[str, _Engine] | None = None
        self._nameless: dict[str, float] = {}
        self._models: set[tuple[int, str | None]] = set()
        self._anew_at = 0.0
        self._seen_at = 0.0
        self._connected = False

    def sample(self, sample: Sample) -> list[Event]:
        """Return what a sample tells: engines that came or went, lines of the kernel's log."""
        events = [
            self._event(
                sample.time, EventKind.KERNEL, _kernel_title(item.kind, item.xid), item.text
            )
            for item in sample.kernel_events
        ]
        engines = self._named(_engines(sample), sample.time)
        known, late = self._engines, sample.time - self._seen_at > AWAY_S
        self._engines, self._seen_at = engines, sample.time
        events += self._models_ready(sample, anew=known is None or late)
        if known is None or late:
            return events
        for owner in sorted(engines.keys() - known.keys()):
            title = tr("{name} is loading").format(name=engines[owner].name)
            events.append(self._event(sample.time, EventKind.ENGINE, title))
        for owner in sorted(known.keys() - engines.keys()):
            title = tr("{name} gave up its GPU memory").format(name=known[owner].name)
            details = tr("It held {memory}.").format(memory=units.gib(known[owner].bytes))
            events.append(self._event(sample.time, EventKind.ENGINE, title, details))
        return events

    def _models_ready(self, sample: Sample, *, anew: bool) -> list[Event]:
        """Return the models that began to answer; those found at the first look were there."""
        if anew:
            self._anew_at = sample.time
        answering = {(each.port, each.model): each for each in sample.engines if each.model}
        new = answering.keys() - self._models
        self._models = set(answering)
        if sample.time - self._anew_at < FOUND_S:
            return []
        return [
            self._event(
                sample.time,
                EventKind.MODEL,
                tr("{model} is ready").format(model=model),
                tr("{engine}, port {port}").format(engine=answering[port, model].engine, port=port),
            )
            for port, model in sorted(new, key=str)
        ]

    def _named(self, engines: dict[str, _Engine], time: float) -> dict[str, _Engine]:
        """Leave new ones out whose container's name is being asked for: it comes soon."""
        nameless = [owner for owner, engine in engines.items() if engine.nameless]
        self._nameless = {owner: self._nameless.get(owner, time) for owner in nameless}
        if self._engines is None:
            return engines
        waiting = {
            owner
            for owner, since in self._nameless.items()
            if owner not in self._engines and time - since < NAME_S
        }
        return {owner: engine for owner, engine in engines.items() if owner not in waiting}

    def machine(
        self, machine: Machine, time: float, last_seen: LastSeen | None = None
    ) -> list[Event]:
        """Return what a description of the machine tells: it was restarted, or updated.

        Args:
            machine: how it is now.
            time: the present.
            last_seen: how a program before this one saw it; counts until it is seen here.
        """
        before: Machine | Description | None = self._machine
        if before is not None:
            last_seen = None
        elif last_seen is not None:
            before = last_seen.description
        self._machine = machine
        if before is None:
            return []
        events = []
        unseen = "" if last_seen is None else f" {_UNSEEN}"
        if before.boot_id and machine.boot_id and before.boot_id != machine.boot_id:
            ago = ""
            if machine.uptime_s is not None:
                ago = tr("It runs for {duration}.").format(
                    duration=units.duration(machine.uptime_s)
                )
            moment = time if last_seen is None else _started(machine, time, last_seen)
            details = f"{ago}{unseen}".strip()
            events.append(self._event(moment, EventKind.REBOOT, tr("Restarted"), details))
        for field, word in _VERSIONS:
            old, new = getattr(before, field), getattr(machine, field)
            if old and new and old != new:
                details = tr("It was {old}.{unseen}").format(old=old, unseen=unseen)
                events.append(self._event(time, EventKind.UPDATE, f"{word} {new}", details))
        return events

    def connected(self, time: float, route: str) -> list[Event]:
        """Return that the session is there, unless it was already."""
        if self._connected:
            return []
        self._connected = True
        return [self._event(time, EventKind.CONNECTED, tr("Connected"), route)]

    def lost(self, time: float, why: str) -> list[Event]:
        """Return that the session is gone, unless it was not there."""
        if not self._connected:
            return []
        self._connected = False
        return [self._event(time, EventKind.LOST, tr("Connection lost"), why)]

    def ended(self) -> None:
        """Note that the user closed the session: nothing happened to the machine."""
        self._connected = False

    def _event(self, time: float, kind: EventKind, title: str, details: str = "") -> Event:
        return Event(self.key, time, kind, title, details)


def describe(key: str, machine: Machine) -> Description:
    """Return what the next program has to know of a machine to tell what changed."""
    return Description(
        key,
        machine.boot_id or None,
        machine.dgx_os_version or None,
        machine.driver_version or None,
        machine.kernel or None,
    )


def _started(machine: Machine, time: float, last_seen: LastSeen) -> float:
    """Return when a machine was started that nobody watched: after it was last seen."""
    return max(time - (machine.uptime_s or 0.0), min(last_seen.time, time))


def _engines(sample: Sample) -> dict[str, _Engine]:
    """Return who holds much GPU memory, by what stays the same while it runs."""
    found: dict[str, _Engine] = {}
    for part in sample.memory.parts:
        if part.kind is PartKind.ENGINE and part.bytes >= ENGINE_BYTES:
            found[_identity(part)] = _Engine(part.name, part.bytes, _nameless(part))
    if any(gpu.unified_memory for gpu in sample.gpus):
        return found
    for gpu in sample.gpus:
        for process in gpu.processes:
            size = process.memory_bytes or 0
            if size >= ENGINE_BYTES and not process.graphics:
                found[f"pid {process.pid}"] = _Engine(process.name, size)
    return found


def _identity(part: MemoryPart) -> str:
    owner = part.owner
    if owner is not None and (owner.container_id or owner.unit):
        return owner.container_id or owner.unit or ""
    return f"pid {part.pid}"


def _nameless(part: MemoryPart) -> bool:
    owner = part.owner
    if owner is None or not owner.container or not owner.container_id:
        return False
    return owner.container_id.startswith(owner.container)


def _kernel_title(kind: KernelEventKind, xid: int | None) -> str:
    return _KERNEL_WORDS[kind].format("?" if xid is None else xid)
