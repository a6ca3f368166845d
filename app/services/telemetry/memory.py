"""The memory map: who holds the machine's memory, in parts that sum to MemTotal exactly.

On GB10 the GPU's allocations come from the same pool and stand in no line of /proc/meminfo, so
they are taken from what no line explains; what is then left is kept by the driver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.core.i18n import tr
from app.services.telemetry.api import GpuProcess, Memory, MemoryPart, Owner, PartKind

KIB = 1024
NO_TOTAL = tr("MemTotal is not in /proc/meminfo")
INCOMPLETE = tr("/proc/meminfo there lacks {}: the parts are less finely split")
OVERLAP = tr("GPU allocations overlap with lines of /proc/meminfo: taken off the other processes")
UNACCOUNTED = tr("Unaccounted")
RETAINED = tr("Driver-retained")
"""What no line and no process explains where the driver takes host memory."""
NO_OWNERS: Mapping[int, Owner] = MappingProxyType({})
_KERNEL = ("KernelStack", "PageTables", "SecPageTables", "Percpu", "Zswap")


def memory_map(
    meminfo: Mapping[str, int],
    processes: Iterable[GpuProcess] = (),
    *,
    unified: bool = False,
    owners: Mapping[int, Owner] = NO_OWNERS,
    holders_known: bool = True,
) -> tuple[Memory, dict[str, str]]:
    """Return the memory and why parts of it are missing.

    Args:
        meminfo: kB (counts for `HugePages_*`) by key, as `procfs.parse_meminfo` returns it.
        processes: those with GPU memory; they hold host memory only if `unified`.
        unified: GPU and CPU share one pool.
        owners: What processes belong to, by process id.
        holders_known: Whether all that hold GPU memory are in `processes`.
    """
    reasons: dict[str, str] = {}
    sizes = {key: value * KIB for key, value in meminfo.items()}
    total = sizes.get("MemTotal")
    parts: tuple[MemoryPart, ...] = ()
    why = NO_TOTAL
    if total:
        holders = _Holders(list(processes), owners) if unified else _Holders([], {})
        rest = RETAINED if unified and holders_known else UNACCOUNTED
        parts, why = _split(total, sizes, meminfo, holders, rest)
    if why:
        reasons["memory.parts"] = why
    memory = Memory(
        total_bytes=total,
        available_bytes=sizes.get("MemAvailable"),
        swap_total_bytes=sizes.get("SwapTotal"),
        swap_free_bytes=sizes.get("SwapFree"),
        parts=parts,
    )
    for name in ("total_bytes", "available_bytes", "swap_total_bytes", "swap_free_bytes"):
        if getattr(memory, name) is None:
            reasons[f"memory.{name}"] = tr("not in /proc/meminfo there")
    return memory, reasons


def split_used_free(total: int, used: int, free: int) -> tuple[MemoryPart, ...]:
    """Return the parts where the system tells no more than this (macOS, Windows)."""
    budget = _Budget(total)
    parts = [
        budget.take(tr("Free"), PartKind.FREE, free),
        budget.take(tr("In use"), PartKind.PROCESSES, used),
    ]
    parts.insert(1, budget.take(tr("Cached and reclaimable"), PartKind.CACHE, budget.left))
    return tuple(reversed(parts))


class _Budget:
    """Hands out bytes until none is left: the parts can never exceed the total."""

    def __init__(self, total: int) -> None:
        self.left = total
        self.clipped = False

    def take(self, name: str, kind: PartKind, size: int) -> MemoryPart:
        """Return a part of `size` bytes, or of what is left."""
        granted = min(max(size, 0), self.left)
        self.clipped |= granted < size
        self.left -= granted
        return MemoryPart(name, kind, granted)


@dataclass(frozen=True, slots=True)
class _Holders:
    """The processes that hold memory of the one pool through the GPU's driver."""

    processes: Sequence[GpuProcess]
    owners: Mapping[int, Owner]

    @property
    def drawing_bytes(self) -> int:
        return sum(process.memory_bytes or 0 for process in self.processes if process.graphics)

    def engines(self) -> list[list[GpuProcess]]:
        """Return those that compute, largest first; of one container or unit together."""
        groups: dict[object, list[GpuProcess]] = {}
        for process in self.processes:
            if not process.graphics and process.memory_bytes:
                owner = self.owners.get(process.pid, Owner())
                key = owner.container_id or owner.unit or process.pid
                groups.setdefault(key, []).append(process)
        for group in groups.values():
            group.sort(key=lambda process: (-(process.memory_bytes or 0), process.pid))
        return sorted(groups.values(), key=lambda group: (-_bytes_of(group), group[0].pid))


def _split(
    total: int,
    sizes: Mapping[str, int],
    meminfo: Mapping[str, int],
    holders: _Holders,
    rest_name: str,
) -> tuple[tuple[MemoryPart, ...], str]:
    """Split `total`. What is taken last shrinks first: so an overlap comes off PROCESSES."""
    missing = [key for key in ("MemFree", "Buffers", "Cached", "AnonPages") if key not in sizes]
    budget = _Budget(total)
    free = budget.take(
        tr("Free"), PartKind.FREE, sizes.get("MemFree", sizes.get("MemAvailable", 0))
    )
    kernel = budget.take(tr("Kernel"), PartKind.KERNEL, _kernel(sizes))
    huge = budget.take(tr("Huge pages"), PartKind.HUGEPAGES, _hugepages(sizes, meminfo))
    engines = [_engine(budget, group, holders.owners) for group in holders.engines()]
    desktop = budget.take(tr("Desktop"), PartKind.DESKTOP, holders.drawing_bytes)
    cache = budget.take(tr("Page cache"), PartKind.CACHE, _cache(sizes))
    others = tr("Other processes") if engines else tr("Processes")
    used = budget.take(others, PartKind.PROCESSES, sizes.get("AnonPages", 0) + _shared(sizes))
    rest = budget.take(rest_name, PartKind.UNACCOUNTED, budget.left)
    if "AnonPages" in missing:  # then nobody knows how much of the rest is the processes'
        used = MemoryPart(tr("Used"), PartKind.PROCESSES, used.bytes + rest.bytes)
        rest = MemoryPart(rest_name, PartKind.UNACCOUNTED, 0)
    if "MemFree" in missing:
        free = MemoryPart(tr("Available"), PartKind.FREE, free.bytes)
    held = [part for part in (desktop, huge) if part.bytes]
    parts = (*engines, *held, used, kernel, rest, cache, free)
    if missing:
        return parts, INCOMPLETE.format(", ".join(missing))
    return parts, OVERLAP if budget.clipped and holders.processes else ""


def _engine(
    budget: _Budget, group: Sequence[GpuProcess], owners: Mapping[int, Owner]
) -> MemoryPart:
    """Return the part of one engine: its container or unit first, then what runs in there."""
    largest = group[0]
    owner = owners.get(largest.pid)
    inside = (
        short_name(largest.name)
        if len(group) == 1
        else tr("{group} processes").format(group=len(group))
    )
    title = None if owner is None else owner.title
    part = budget.take(
        f"{title} · {inside}" if title else inside, PartKind.ENGINE, _bytes_of(group)
    )
    return replace(part, pid=largest.pid, owner=owner)


def _bytes_of(group: Sequence[GpuProcess]) -> int:
    return sum(process.memory_bytes or 0 for process in group)


def short_name(name: str) -> str:
    """Return a process name without the folder of its program."""
    program, space, rest = name.partition(" ")
    return f"{program.rsplit('/', 1)[-1] or program}{space}{rest}"


def _kernel(sizes: Mapping[str, int]) -> int:
    reclaimable = sizes.get("KReclaimable", sizes.get("SReclaimable"))
    fixed = sizes.get("SUnreclaim")
    if reclaimable is None or fixed is None:
        slab = sizes.get("Slab", (reclaimable or 0) + (fixed or 0))
    else:
        slab = reclaimable + fixed
    # VmallocUsed is left out: kernel stacks and per-CPU memory are in it once more.
    return slab + sum(sizes.get(key, 0) for key in _KERNEL)


def _hugepages(sizes: Mapping[str, int], meminfo: Mapping[str, int]) -> int:
    if "Hugetlb" in sizes:
        return sizes["Hugetlb"]
    return meminfo.get("HugePages_Total", 0) * sizes.get("Hugepagesize", 0)


def _shared(sizes: Mapping[str, int]) -> int:
    return sizes.get("Shmem", 0)


def _cache(sizes: Mapping[str, int]) -> int:
    if "Cached" in sizes:  # Cached counts shared memory, which processes hold
        return max(0, sizes.get("Buffers", 0) + sizes["Cached"] - _shared(sizes))
    if "MemFree" in sizes and "MemAvailable" in sizes:
        return max(0, sizes["MemAvailable"] - sizes["MemFree"])
    return 0
