"""The agent's own modules, loaded as they are sent."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pynvml
import pytest

from app.services.telemetry import local_gpu, this_desktop
from app.services.telemetry.gpus import read_gpus
from app.services.telemetry.raw import GpuReport, NvmlDevice
from app.services.telemetry.reading import Assembler
from app.services.telemetry.this_linux import LinuxSystem
from tests.unit.telemetry.agent_module import load
from tests.waiting import wait_for

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the agent reads /proc")


@linux_only
def test_agent_reads_a_file_that_the_kernel_gives_in_pieces(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = load("agent_system")
    content = b"".join(b"eth%d: 1 2 3\n" % number for number in range(1000))
    path = tmp_path / "dev"
    path.write_bytes(content)
    whole = system.os.pread
    monkeypatch.setattr(
        system.os, "pread", lambda fd, size, offset: whole(fd, min(size, 4096), offset)
    )
    source = system.OpenFile(str(path))
    assert source.read_all() == content
    assert source.read_all() == content
    source.close()


@linux_only
def test_agent_reads_a_file_of_proc_to_its_end() -> None:
    source = load("agent_system").OpenFile("/proc/self/smaps")  # many records, several pages
    found = source.read_all()
    source.close()
    assert len(found) > 8192
    assert found.count(b"VmFlags:") == found.count(b"\nSize:") == found.count(b"\nKernelPageSize:")


class FakeNvml:
    """Two GPUs, the second of which fell off the bus."""

    lost = 15

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.library = None

    def number(self, name: str, *arguments: object) -> int:
        return 2 if "Count" in name else 40

    def text(self, name: str, *arguments: object) -> str:
        return "NVIDIA H200"

    def handle(self, index: int) -> object:
        if index == 1 and self.lost:
            raise self.module.NvmlError(self.lost)
        return f"handle {index}"

    def structure(self, name: str, device: object, value: object) -> object:
        return value

    def processes(self, kind: str, device: object) -> list[tuple[int, int | None]]:
        return []


def test_agent_keeps_the_other_gpus_when_one_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = load("agent_gpu")
    monkeypatch.setattr(gpu, "Nvml", lambda: FakeNvml(gpu))
    reader = gpu.NvmlReader()
    found = reader.read()["devices"]
    assert found[0]["v"]["temperature"] == 40
    devices = [NvmlDevice(v=found[0]["v"]), NvmlDevice(v=found[1]["v"], e=found[1]["e"])]
    facts = read_gpus(GpuReport(via="nvml", devices=devices), 16 << 30)
    assert [item.temperature_c for item in facts.gpus] == [40, None]
    assert facts.reasons["gpus.1.temperature_c"] == "temperature: NVML_ERROR_GPU_IS_LOST"
    assert facts.reasons["gpus.1.uuid"] == "UUID: NVML_ERROR_GPU_IS_LOST"
    monkeypatch.setattr(FakeNvml, "lost", 0)
    reader.lost_at = -gpu.RETRY_S
    reader.read()
    assert reader.read()["devices"][1]["v"]["temperature"] == 40


def test_this_computer_keeps_the_other_gpus_when_one_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def handle(index: int) -> str:
        if index == 0:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_GPU_IS_LOST)
        return "handle"

    for name in ("nvmlInit", "nvmlShutdown"):
        monkeypatch.setattr(pynvml, name, lambda: None)
    monkeypatch.setattr(pynvml, "nvmlSystemGetDriverVersion", lambda: "580.1")
    monkeypatch.setattr(pynvml, "nvmlDeviceGetCount", lambda: 2)
    monkeypatch.setattr(pynvml, "nvmlDeviceGetHandleByIndex", handle)
    monkeypatch.setattr(pynvml, "nvmlDeviceGetName", lambda _: "NVIDIA H200")
    monkeypatch.setattr(pynvml, "nvmlDeviceGetTemperature", lambda *_: 40)
    monkeypatch.setattr(local_gpu, "_processes", lambda _: [(7, "engine", 1 << 30, False)])
    for name in vars(pynvml).copy():  # the rest of NVML is not there
        if name.startswith("nvmlDeviceGet") and name not in (
            "nvmlDeviceGetCount", "nvmlDeviceGetHandleByIndex", "nvmlDeviceGetName",
            "nvmlDeviceGetTemperature",
        ):  # fmt: skip
            monkeypatch.delattr(pynvml, name)
    report = local_gpu.LocalGpus().read()
    facts = read_gpus(report, 16 << 30)
    assert [item.temperature_c for item in facts.gpus] == [None, 40]
    assert facts.gpus[1].processes[0].pid == 7
    assert facts.reasons["gpus.0.processes"] == "processes: NVML_ERROR_GPU_IS_LOST"


@pytest.mark.parametrize(("interval", "seconds"), [(0.1, 0.05), (1.0, 0.5), (5.0, 2.5), (60, 3)])
def test_agent_waits_for_a_slow_driver_up_to_half_an_interval(
    interval: float, seconds: float
) -> None:
    assert load("agent").patience(interval) == seconds


def test_agent_sums_a_process_on_several_mig_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = load("agent_gpu")
    listed = {"Compute": [(1, 5), (1, 7), (2, 1), (2, None)], "Graphics": [(1, 5), (3, 4)]}
    monkeypatch.setattr(FakeNvml, "processes", lambda self, kind, device: listed[kind])
    monkeypatch.setattr(gpu, "process_name", lambda nvml, pid: str(pid))
    found = gpu.Device(FakeNvml(gpu), "handle").read(10.0)["p"]
    assert found == [[1, "1", 12, False], [2, "2", None, False], [3, "3", 4, True]]


def test_this_computer_sums_a_process_on_several_mig_instances(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = [SimpleNamespace(pid=1, usedGpuMemory=size) for size in (5, 7)]
    monkeypatch.setattr(local_gpu, "_name", str)
    for kind in ("Compute", "Graphics"):
        monkeypatch.setattr(pynvml, f"nvmlDeviceGet{kind}RunningProcesses", lambda _: listed)
    assert local_gpu._processes("handle") == [(1, "1", 12, False)]


def test_agent_shows_no_round_of_nvidia_smi_that_is_half_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    smi = load("agent_smi")
    now = 100.0
    monkeypatch.setattr(smi.time, "monotonic", lambda: now)
    query = smi.SmiQuery(("--query-gpu=uuid",))

    def printed(moment: float, *rows: str) -> list[str]:
        nonlocal now
        now = moment
        for row in rows:
            query._keep(row)
        return list(query.read()["rows"])

    assert printed(100.0, "a 1", "b 1") == []
    assert query.read()["age"] == -1
    assert printed(100.5) == ["a 1", "b 1"]
    assert printed(101.0, "a 2") == ["a 1", "b 1"]
    assert printed(101.1, "b 2") == ["a 2", "b 2"]
    assert query.read()["age"] == 0
    assert printed(102.0, "a 3") == ["a 2", "b 2"]  # one GPU fewer
    assert printed(102.5) == ["a 3"]
    assert query.read()["age"] == 0.5


class FakeChild:
    """A program that prints nothing until it is killed."""

    def __init__(self) -> None:
        ours, theirs = os.pipe()
        self.stdout = open(ours, "rb")  # noqa: SIM115 - closed by the test
        self._theirs = theirs
        self.killed = False

    def poll(self) -> None:
        return None

    def wait(self) -> int:
        return -9

    def kill(self) -> None:
        self.killed = True
        os.close(self._theirs)


def test_agent_ends_an_nvidia_smi_that_is_just_being_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    smi, child = load("agent_smi"), FakeChild()
    begun, go_on = threading.Event(), threading.Event()

    def popen(*_arguments: object, **_more: object) -> FakeChild:
        begun.set()
        assert go_on.wait(30)
        return child

    monkeypatch.setattr(smi.subprocess, "Popen", popen)
    before = set(threading.enumerate())
    query = smi.SmiQuery(("--query-gpu=uuid",))
    query.start()
    assert begun.wait(30)

    ending = threading.Thread(target=query.close)
    ending.start()
    wait_for(lambda: query.closed)
    go_on.set()
    ending.join(30)

    assert child.killed
    wait_for(lambda: set(threading.enumerate()) <= before)
    child.stdout.close()


def test_agent_that_ends_meanwhile_starts_no_nvidia_smi(monkeypatch: pytest.MonkeyPatch) -> None:
    gpu = load("agent_gpu")
    opened, go_on, read = threading.Event(), threading.Event(), []

    class Reader:
        def read(self) -> dict[str, object]:
            read.append(1)
            return {}

        def close(self) -> None:
            pass

    def slow(_self: object) -> Reader:
        opened.set()
        assert go_on.wait(30)
        return Reader()

    monkeypatch.setattr(gpu, "on_path", lambda _program: True)
    monkeypatch.setattr(gpu.GpuReader, "_open", slow)
    before = set(threading.enumerate())
    reader = gpu.GpuReader()
    reader.read(0.0)
    assert opened.wait(30)

    reader.close()
    go_on.set()

    wait_for(lambda: set(threading.enumerate()) <= before)
    assert read == []


@pytest.mark.parametrize(
    ("name", "files", "kind"),
    [
        ("enP7s7", ("device",), "ethernet"),
        ("wlP9s9", ("device", "phy80211"), "wifi"),
        ("wg0", (), "virtual"),
        ("tailscale0", (), "virtual"),
        ("eth0.10", (), "virtual"),
        ("bond0", ("bonding",), "virtual"),
    ],
)
@linux_only
def test_virtual_interfaces_are_told_from_hardware(
    monkeypatch: pytest.MonkeyPatch, name: str, files: tuple[str, ...], kind: str
) -> None:
    system = load("agent_system")
    there = {f"/sys/class/net/{name}/{file}" for file in files}
    monkeypatch.setattr(system.os.path, "exists", there.__contains__)
    assert system.interface(name)["kind"] == kind


@linux_only
def test_times_go_on_while_a_machine_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    system = load("agent_system")
    slept = {time.CLOCK_BOOTTIME: 7000.0}
    monkeypatch.setattr(time, "clock_gettime", slept.__getitem__)
    assert system.clock() == 7000
    groups = system.SlowGroups(system.FastFiles())
    assert groups.read({})["t"] == 7000
    groups.close()
    computer = LinuxSystem()
    assert computer.look([]).at == 7000
    computer.close()


def test_desktop_system_is_read_whole_through_psutil() -> None:
    """It runs under Linux too, so that it is tried here; only macOS and Windows use it."""
    computer = this_desktop.DesktopSystem()
    assembler = Assembler("here", "local", computer.machine())
    mine_too = [os.getpid()]  # others may be larger, and the list stays for a second
    assembler.baseline(computer.look(mine_too))
    sample = assembler.reading(computer.look(mine_too)).sample
    computer.close()
    assert sum(part.bytes for part in sample.memory.parts) == sample.memory.total_bytes
    mine = next(each for each in sample.processes if each.pid == os.getpid())
    assert mine.memory_bytes
    assert mine.command
    assert mine.owner.user
