from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.telemetry.api import Gpu, GpuProcess, Machine, Owner, PartKind, Sample
from app.services.telemetry.observation import observe_slow, observe_tick
from app.services.telemetry.processes import HIDDEN, NOT_THERE, ProcessReader
from app.services.telemetry.raw import (
    GpuReport,
    NvmlDevice,
    ProcessReport,
    ProcessTable,
    Slow,
    Tick,
)
from app.services.telemetry.reading import Assembler
from tests.unit.telemetry.replay import capture

ID = "77c09e05c4a947224997c3baa49e5edf161fd116568e90a28a60fca6fde049ca"
GIB = 1024**3
ENGINE = ProcessReport(
    pid=62928,
    name="VLLM::EngineCor",
    start=812345,
    state="S",
    cpu=104.2,
    rss=4 * GIB,
    user="root",
    command="VLLM::EngineCore",
    cgroup=f"0::/system.slice/docker-{ID}.scope",
)
SERVER = ProcessReport(
    pid=62700,
    name="vllm",
    start=812300,
    state="S",
    cpu=3.0,
    rss=2 * GIB,
    user="root",
    command="vllm serve model --api-key opensesame1 --port 8000",
    cgroup=ENGINE.cgroup,
)


def gpu(*processes: GpuProcess) -> Gpu:
    return Gpu("GB10", None, None, None, None, None, None, None, None, True, processes)


def test_process_of_the_gpu_has_its_container_and_its_gpu_memory() -> None:
    table = ProcessTable([SERVER, ENGINE], {ID: "vllm-qwen"})
    facts = ProcessReader().read(table, [gpu(GpuProcess(62928, "VLLM::EngineCore", 62 * GIB))], "")
    engine, server = facts.processes
    assert (engine.pid, engine.gpu_memory_bytes, engine.memory_bytes) == (62928, 62 * GIB, 4 * GIB)
    assert engine.owner == Owner("vllm-qwen", ID, None, "root")
    assert (engine.cpu_percent, engine.started, engine.state) == (104.2, 812345, "S")
    assert server.gpu_memory_bytes is None
    assert facts.reasons == {}


def test_process_command_shows_no_secret() -> None:
    facts = ProcessReader().read(ProcessTable([SERVER]), [], "")
    assert facts.processes[0].command == "vllm serve model --api-key ••• --port 8000"


def test_process_of_the_kernel_is_named_in_brackets() -> None:
    row = ProcessReport(pid=61, name="kswapd0", cpu=80.0, rss=0)
    assert ProcessReader().read(ProcessTable([row]), [], "").processes[0].command == "[kswapd0]"


def test_process_that_only_the_driver_knows_is_shown_with_the_reason() -> None:
    holder = gpu(GpuProcess(7, "/opt/engine/server", GIB))
    facts = ProcessReader().read(ProcessTable(), [holder], "")
    assert [(each.pid, each.name) for each in facts.processes] == [(7, "server")]
    assert facts.processes[0].owner == Owner()
    assert facts.reasons["processes.0.memory_bytes"] == NOT_THERE
    assert facts.reasons["processes.0.owner"] == NOT_THERE


def test_process_on_two_gpus_has_the_sum_of_its_memory() -> None:
    gpus = [gpu(GpuProcess(62928, "x", GIB)), gpu(GpuProcess(62928, "x", 2 * GIB))]
    facts = ProcessReader().read(ProcessTable([ENGINE]), gpus, "")
    assert facts.processes[0].gpu_memory_bytes == 3 * GIB


def test_processes_say_why_something_of_them_is_missing() -> None:
    read = ProcessReader().read
    assert read(None, [], "not read yet").reasons["processes"] == "not read yet"
    assert read(ProcessTable(hidden=True), [], "").reasons["processes"] == HIDDEN
    denied = "/var/run/docker.sock: Permission denied"
    facts = read(ProcessTable([ENGINE], why_unnamed=denied), [], "")
    assert facts.processes[0].owner.container == ID[:12]
    assert facts.reasons["processes.0.owner.container"] == denied
    first = read(ProcessTable([ProcessReport(pid=1, name="x", rss=5)]), [], "")
    assert first.reasons["processes.0.cpu_percent"] == "needs a second reading"


def sample_of(device: NvmlDevice, meminfo: str, *rows: ProcessReport) -> Sample:
    slow = Slow(t=1.0, processes=ProcessTable(list(rows), {ID: "vllm-qwen"}))
    tick = Tick(t=1.0, f={"meminfo": meminfo}, gpu=GpuReport(via="nvml", devices=[device]))
    return Assembler("spark", "agent", Machine()).reading(
        observe_tick(tick, observe_slow(slow))
    ).sample  # fmt: skip


RETAINED = capture("proc_meminfo_spark_driver_pool_retained.txt")


def test_memory_map_names_an_engine_by_its_container_and_its_processes_are_one_part() -> None:
    held = [(62928, "VLLM::EngineCore", 40 * GIB, False), (62700, "vllm", 2 * GIB, False)]
    sample = sample_of(NvmlDevice(name="NVIDIA GB10", p=held), RETAINED, ENGINE, SERVER)
    engine = next(part for part in sample.memory.parts if part.kind is PartKind.ENGINE)
    assert (engine.name, engine.pid) == ("vllm-qwen · 2 processes", 62928)
    assert engine.bytes == 42 * GIB
    assert engine.owner == Owner("vllm-qwen", ID, None, "root")
    alone = sample_of(NvmlDevice(name="NVIDIA GB10", p=held[:1]), RETAINED, ENGINE)
    assert alone.memory.parts[0].name == "vllm-qwen · VLLM::EngineCore"


def test_memory_map_says_that_the_driver_keeps_what_nothing_explains() -> None:
    names = {
        part.kind: part.name
        for part in sample_of(NvmlDevice(name="NVIDIA GB10"), RETAINED).memory.parts
    }
    assert names[PartKind.UNACCOUNTED] == "Driver-retained"
    names = {
        part.kind: part.name
        for part in sample_of(NvmlDevice(name="NVIDIA H200"), RETAINED).memory.parts
    }
    assert names[PartKind.UNACCOUNTED] == "Unaccounted"


MEMINFOS = [
    RETAINED,
    capture("proc_meminfo_spark_nvsh.txt"),
    capture("proc_meminfo_idle_two_lines_580.173.02.txt"),
    capture("proc_meminfo_gx10_fragment.txt"),
]


HELD = st.tuples(
    st.integers(1, 99), st.text(max_size=9), st.integers(0, 2**37), st.booleans()
)  # fmt: skip


@settings(deadline=None)
@given(
    st.sampled_from(MEMINFOS),
    st.floats(-0.049, 0.049),
    st.integers(0, 2**37),
    st.lists(HELD, max_size=4),
)
def test_memory_is_the_same_picture_however_nvml_answers(
    meminfo: str, off: float, used: int, held: list[tuple[int, str, int | None, bool]]
) -> None:
    total = round(127_600_816 * 1024 * (1 + off))
    says = NvmlDevice(name="NVIDIA GB10", v={"memory": [total, used]}, p=held)
    refuses = NvmlDevice(name="NVIDIA GB10", e={"memory": "NVML_ERROR_NOT_SUPPORTED"}, p=held)
    one, other = sample_of(says, meminfo), sample_of(refuses, meminfo)
    assert one.memory == other.memory
    assert one.gpus == other.gpus
    assert one.reasons == other.reasons
    assert sum(part.bytes for part in one.memory.parts) == one.memory.total_bytes


ROWS = st.builds(
    ProcessReport,
    pid=st.integers(0, 5),
    name=st.text(max_size=5),
    start=st.none() | st.integers(),
    cpu=st.none() | st.floats(),
    rss=st.none() | st.integers(),
    user=st.none() | st.text(max_size=5),
    command=st.text(),
    cgroup=st.text(),
)


@settings(deadline=None)
@given(st.lists(ROWS, max_size=5), st.dictionaries(st.text(), st.text()), st.booleans())
def test_processes_of_a_hostile_agent_never_break_a_reading(
    rows: list[ProcessReport], containers: dict[str, str], hidden: bool
) -> None:
    table = ProcessTable(rows, containers, hidden=hidden)
    facts = ProcessReader().read(table, [gpu(GpuProcess(3, "x", 5))], "")
    pids = [process.pid for process in facts.processes]
    assert len(set(pids)) == len(pids)
    assert 3 in pids
    assert all(
        process.cpu_percent is None or process.cpu_percent >= 0 for process in facts.processes
    )
    json.dumps([asdict(process) for process in facts.processes], allow_nan=False)
