"""A part of the memory map in plain words: what it is, who owns it, what can be done. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.services.processes.control import why_not
from app.services.telemetry.api import MemoryPart, Owner, PartKind, Process, Sample
from app.services.telemetry.memory import RETAINED

COMMANDS = {
    PartKind.DESKTOP: "sudo systemctl isolate multi-user.target",
    PartKind.HUGEPAGES: "sudo sysctl vm.nr_hugepages=0",
    PartKind.CACHE: "sudo sh -c 'sync; echo 3 > /proc/sys/vm/drop_caches'",
}
WHO_HAS_THE_GPU = "sudo fuser -v /dev/nvidia*"


@dataclass(frozen=True, slots=True)
class PartStory:
    """What a popover says about a part."""

    title: str
    size: str
    """`71.2 GiB, 58.5 % of memory`."""
    what: str
    facts: tuple[tuple[str, str], ...] = ()
    """Who owns it: what it is called, and its value."""
    advice: str = ""
    command: str = ""
    """A command that can be copied, where one helps."""
    process: Process | None = None
    """The process that can be ended; None where there is none, or it must not be."""


_WHAT = {
    PartKind.ENGINE: tr(
        "Memory that this program allocated on the GPU. CPU and GPU share one pool here, "
        "so it is taken from the machine's memory."
    ),
    PartKind.DESKTOP: tr("Windows and desktop of the machine's own screen, drawn by the GPU."),
    PartKind.PROCESSES: tr(
        "Memory that programs hold for themselves and share with each other, without what "
        "they have on the GPU."
    ),
    PartKind.KERNEL: tr(
        "Tables and buffers of the kernel: its bookkeeping of files, processes and memory pages."
    ),
    PartKind.HUGEPAGES: tr(
        "Large pages that were set aside. Nothing else can use them, taken or not."
    ),
    PartKind.CACHE: tr(
        "Files that were read or written lately. It speeds up the next read and is given "
        "back by itself as soon as a program needs the memory."
    ),
    PartKind.FREE: tr(
        "Used by nothing at all. Little of it is normal: the kernel fills it with page "
        "cache. What counts is what is available."
    ),
}
_RETAINED = tr(
    "Memory that the GPU driver keeps after a program that used it has ended, in no "
    "process and in no line of /proc/meminfo."
)
_UNEXPLAINED = tr(
    "In no line of /proc/meminfo. The driver keeps it, or it belongs to programs on "
    "the GPU that this account or source does not see."
)
_ADVICE = {
    PartKind.ENGINE: tr(
        "Unload its model or stop its container or service to get the memory back. Ending "
        "the process works, too, and loses its requests."
    ),
    PartKind.DESKTOP: tr(
        "Where nobody looks at that screen, the desktop can be closed until the next start."
    ),
    PartKind.PROCESSES: tr("The Processes pane lists the largest ones."),
    PartKind.KERNEL: tr("Nothing is to be done as long as it stays small."),
    PartKind.HUGEPAGES: tr("Those that nothing uses can be given back."),
    PartKind.CACHE: tr(
        "There is rarely a reason to empty it: it counts as available already. It can "
        "help where CUDA counts cached memory as used. Never while a model is loading."
    ),
    PartKind.FREE: tr("The memory guard stops an engine before what is available runs out."),
}
_RETAINED_ADVICE = tr(
    "The next program on the GPU uses it again. If memory is short, end what still "
    "has the GPU open: the driver gives it back then. Where nothing has, only a "
    "restart helps."
)


def story_of(part: MemoryPart, share: float, sample: Sample | None) -> PartStory:
    """Tell about a part that is `share` (0 to 1) of the whole memory."""
    size = tr("{memory}, {percent} of memory").format(
        memory=units.memory(part.bytes), percent=units.percent(100 * share, digits=1)
    )
    if part.kind is PartKind.ENGINE:
        return _engine(part, size, sample)
    if part.kind is PartKind.UNACCOUNTED:
        unified = sample is not None and any(gpu.unified_memory for gpu in sample.gpus)
        kept = unified and part.name == RETAINED  # else an engine's may be in it
        what, advice = (_RETAINED, _RETAINED_ADVICE) if kept else (_UNEXPLAINED, "")
        command = WHO_HAS_THE_GPU if kept else ""
        return PartStory(part.name, size, what, advice=advice, command=command)
    return PartStory(
        part.name,
        size,
        _WHAT[part.kind],
        _free_facts(sample) if part.kind is PartKind.FREE else (),
        _ADVICE.get(part.kind, ""),
        COMMANDS.get(part.kind, ""),
    )


def process_of(part: MemoryPart, sample: Sample | None) -> Process | None:
    """Return the process of a part, None where it has none or it is not listed."""
    if sample is None or part.pid is None:
        return None
    return next((each for each in sample.processes if each.pid == part.pid), None)


def _engine(part: MemoryPart, size: str, sample: Sample | None) -> PartStory:
    process = process_of(part, sample)
    owner = part.owner or (process.owner if process is not None else Owner())
    facts = [(tr("Process"), str(part.pid) if part.pid is not None else units.NOT_AVAILABLE)]
    for title, value in (
        (tr("Container"), owner.container),
        (tr("Service"), owner.unit),
        (tr("User"), owner.user),
        (tr("Command"), process.command if process is not None else None),
    ):
        if value:
            facts.append((title, value))
    return PartStory(
        part.name,
        size,
        _WHAT[PartKind.ENGINE],
        tuple(facts),
        _ADVICE[PartKind.ENGINE],
        process=process if process is not None and not why_not(process) else None,
    )


def _free_facts(sample: Sample | None) -> tuple[tuple[str, str], ...]:
    if sample is None or sample.memory.available_bytes is None:
        return ()
    return ((tr("Available"), units.gib(sample.memory.available_bytes)),)
