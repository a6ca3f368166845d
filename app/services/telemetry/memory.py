"""The memory map: who holds the machine's memory, in parts that sum to MemTotal exactly.

On GB10 the GPU's allocations come from the same pool and stand in no line of /proc/meminfo, so
they are taken from what no line explains; what is then left is kept by the driver ("Unaccounted").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.services.telemetry.api import GpuProcess, Memory, MemoryPart, PartKind

KIB = 1024
NO_TOTAL = "MemTotal is not in /proc/meminfo"
INCOMPLETE = "/proc/meminfo there lacks {}: the parts are less finely split"
OVERLAP = "GPU allocations overlap with lines of /proc/meminfo: taken off the other processes"
_KERNEL = ("KernelStack", "PageTables", "SecPageTables", "Percpu", "Zswap")


def memory_map(
    meminfo: Mapping[str, int], processes: Iterable[GpuProcess] = (), *, unified: bool = False
) -> tuple[Memory, dict[str, str]]:
    """Return the memory and why parts of it are missing.

    Args:
        meminfo: kB (counts for `HugePages_*`) by key, as `procfs.parse_meminfo` returns it.
        processes: those with GPU memory; they hold host memory only if `unified`.
        unified: GPU and CPU share one pool.
    """
    reasons: dict[str, str] = {}
    sizes = {key: value * KIB for key, value in meminfo.items()}
    total = sizes.get("MemTotal")
    parts: tuple[MemoryPart, ...] = ()
    why = NO_TOTAL
    if total:
        parts, why = _split(total, sizes, meminfo, list(processes) if unified else [])
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
            reasons[f"memory.{name}"] = "not in /proc/meminfo there"
    return memory, reasons


def split_used_free(total: int, used: int, free: int) -> tuple[MemoryPart, ...]:
    """Return the parts where the system tells no more than this (macOS, Windows)."""
    budget = _Budget(total)
    parts = [
        budget.take("Free", PartKind.FREE, free),
        budget.take("In use", PartKind.PROCESSES, used),
    ]
    parts.insert(1, budget.take("Cached and reclaimable", PartKind.CACHE, budget.left))
    return tuple(reversed(parts))


class _Budget:
    """Hands out bytes until none is left: the parts can never exceed the total."""

    def __init__(self, total: int) -> None:
        self.left = total
        self.clipped = False

    def take(self, name: str, kind: PartKind, size: int, pid: int | None = None) -> MemoryPart:
        """Return a part of `size` bytes, or of what is left."""
        granted = min(max(size, 0), self.left)
        self.clipped |= granted < size
        self.left -= granted
        return MemoryPart(name, kind, granted, pid)


def _split(
    total: int, sizes: Mapping[str, int], meminfo: Mapping[str, int], holders: list[GpuProcess]
) -> tuple[tuple[MemoryPart, ...], str]:
    """Split `total`. What is taken last shrinks first: so an overlap comes off PROCESSES."""
    missing = [key for key in ("MemFree", "Buffers", "Cached", "AnonPages") if key not in sizes]
    budget = _Budget(total)
    free = budget.take("Free", PartKind.FREE, sizes.get("MemFree", sizes.get("MemAvailable", 0)))
    kernel = budget.take("Kernel", PartKind.KERNEL, _kernel(sizes))
    huge = budget.take("Huge pages", PartKind.HUGEPAGES, _hugepages(sizes, meminfo))
    engines = _engines(budget, [process for process in holders if not process.graphics])
    drawing = sum(process.memory_bytes or 0 for process in holders if process.graphics)
    desktop = budget.take("Desktop", PartKind.DESKTOP, drawing)
    cache = budget.take("Page cache", PartKind.CACHE, _cache(sizes))
    others = "Other processes" if engines else "Processes"
    used = budget.take(others, PartKind.PROCESSES, sizes.get("AnonPages", 0) + _shared(sizes))
    rest = budget.take("Unaccounted", PartKind.UNACCOUNTED, budget.left)
    if "AnonPages" in missing:  # then nobody knows how much of the rest is the processes'
        used = MemoryPart("Used", PartKind.PROCESSES, used.bytes + rest.bytes)
        rest = MemoryPart("Unaccounted", PartKind.UNACCOUNTED, 0)
    if "MemFree" in missing:
        free = MemoryPart("Available", PartKind.FREE, free.bytes)
    held = [part for part in (desktop, huge) if part.bytes]
    parts = (*engines, *held, used, kernel, rest, cache, free)
    if missing:
        return parts, INCOMPLETE.format(", ".join(missing))
    return parts, OVERLAP if budget.clipped and holders else ""


def _engines(budget: _Budget, holders: list[GpuProcess]) -> list[MemoryPart]:
    largest_first = sorted(holders, key=lambda process: (-(process.memory_bytes or 0), process.pid))
    return [
        budget.take(short_name(process.name), PartKind.ENGINE, process.memory_bytes, process.pid)
        for process in largest_first
        if process.memory_bytes
    ]


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
