from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.telemetry.api import GpuProcess, PartKind
from app.services.telemetry.memory import KIB, OVERLAP, memory_map, split_used_free
from app.services.telemetry.procfs import parse_meminfo
from tests.unit.telemetry.replay import capture

GIB = 1024**3
CAPTURES = [
    "proc_meminfo_spark_driver_pool_retained.txt",
    "proc_meminfo_spark_nvsh.txt",
    "proc_meminfo_idle_two_lines_580.173.02.txt",
    "proc_meminfo_gx10_fragment.txt",
]
KEYS = [
    "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "AnonPages", "Shmem", "Slab",
    "KReclaimable", "SReclaimable", "SUnreclaim", "KernelStack", "PageTables", "Percpu",
    "SecPageTables", "Zswap", "Hugetlb", "HugePages_Total", "Hugepagesize", "SwapTotal", "SwapFree",
]  # fmt: skip


def sizes(name: str, *processes: GpuProcess) -> dict[PartKind, int]:
    memory, _ = memory_map(parse_meminfo(capture(name)), processes, unified=bool(processes))
    return {part.kind: part.bytes for part in memory.parts}


@pytest.mark.parametrize("name", CAPTURES)
def test_memory_map_of_each_capture_sums_to_the_total(name: str) -> None:
    memory, _ = memory_map(parse_meminfo(capture(name)))
    assert sum(part.bytes for part in memory.parts) == memory.total_bytes


def test_memory_map_shows_what_the_driver_retained() -> None:
    parts = sizes("proc_meminfo_spark_driver_pool_retained.txt")
    assert parts[PartKind.UNACCOUNTED] == 84_016_052 * KIB
    assert parts[PartKind.UNACCOUNTED] / GIB == pytest.approx(80, abs=0.2)


def test_memory_map_takes_an_engine_from_what_no_line_explains() -> None:
    engine = GpuProcess(7, "/opt/vllm/VLLM::EngineCore", 62 * GIB)
    parts = sizes("proc_meminfo_spark_driver_pool_retained.txt", engine)
    before = sizes("proc_meminfo_spark_driver_pool_retained.txt")
    assert parts[PartKind.ENGINE] == 62 * GIB
    assert parts[PartKind.UNACCOUNTED] == before[PartKind.UNACCOUNTED] - 62 * GIB
    assert parts[PartKind.PROCESSES] == before[PartKind.PROCESSES]


def test_memory_map_takes_an_overlap_off_processes_then_cache() -> None:
    meminfo = {"MemTotal": 100, "MemFree": 10, "Buffers": 0, "Cached": 30, "AnonPages": 40}
    memory, reasons = memory_map(meminfo, [GpuProcess(1, "a", 50 * KIB)], unified=True)
    parts = {part.kind: part.bytes // KIB for part in memory.parts}
    assert parts[PartKind.PROCESSES] == 10
    assert parts[PartKind.CACHE] == 30
    assert reasons["memory.parts"] == OVERLAP
    memory, _ = memory_map(meminfo, [GpuProcess(1, "a", 80 * KIB)], unified=True)
    parts = {part.kind: part.bytes // KIB for part in memory.parts}
    assert parts[PartKind.PROCESSES] == 0
    assert parts[PartKind.CACHE] == 10


def test_memory_map_sums_desktop_processes_and_lists_engines_largest_first() -> None:
    memory, _ = memory_map(
        {"MemTotal": 100, "MemFree": 10, "Buffers": 0, "Cached": 0, "AnonPages": 5},
        [
            GpuProcess(1, "small", 10 * KIB),
            GpuProcess(2, "/usr/bin/large --flag", 20 * KIB),
            GpuProcess(3, "Xorg", 1 * KIB, graphics=True),
            GpuProcess(4, "gnome-shell", 2 * KIB, graphics=True),
            GpuProcess(5, "unknown", None),
        ],
        unified=True,
    )
    names = [(part.name, part.bytes // KIB, part.pid) for part in memory.parts[:3]]
    assert names == [("large --flag", 20, 2), ("small", 10, 1), ("Desktop", 3, None)]


def test_memory_map_of_a_discrete_gpu_has_no_engine() -> None:
    parts = {"MemTotal": 100, "MemFree": 10, "Buffers": 0, "Cached": 0, "AnonPages": 5}
    memory, _ = memory_map(parts, [GpuProcess(1, "a", 50 * KIB)], unified=False)
    assert PartKind.ENGINE not in {part.kind for part in memory.parts}


def test_memory_map_of_few_lines_claims_nothing_it_cannot_know() -> None:
    memory, reasons = memory_map(
        parse_meminfo(capture("proc_meminfo_idle_two_lines_580.173.02.txt"))
    )
    by_name = {part.name: part.bytes for part in memory.parts if part.bytes}
    assert by_name == {
        "Used": (127_600_748 - 118_566_368) * KIB,
        "Available": 118_566_368 * KIB,
    }
    assert "AnonPages" in reasons["memory.parts"]
    assert memory.swap_total_bytes is None
    assert "memory.swap_total_bytes" in reasons


def test_memory_map_without_a_total_has_no_parts_and_says_so() -> None:
    memory, reasons = memory_map({})
    assert memory.parts == ()
    assert memory.total_bytes is None
    assert "MemTotal" in reasons["memory.parts"]


@given(
    st.dictionaries(st.sampled_from(KEYS), st.integers(0, 2**63)),
    st.lists(st.builds(GpuProcess, st.integers(0, 99), st.text(), st.none() | st.integers(0, 2**63),
                       st.booleans())),
    st.booleans(),
)  # fmt: skip
def test_memory_map_always_sums_to_the_total(
    meminfo: dict[str, int], processes: list[GpuProcess], unified: bool
) -> None:
    memory, _ = memory_map(meminfo, processes, unified=unified)
    assert all(part.bytes >= 0 for part in memory.parts)
    if memory.total_bytes:
        assert sum(part.bytes for part in memory.parts) == memory.total_bytes


@given(st.integers(0, 2**50), st.integers(0, 2**50), st.integers(0, 2**50))
def test_split_used_free_always_sums_to_the_total(total: int, used: int, free: int) -> None:
    parts = split_used_free(total, used, free)
    assert sum(part.bytes for part in parts) == total
    assert all(part.bytes >= 0 for part in parts)
