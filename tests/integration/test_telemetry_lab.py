"""Telemetry over a real sshd from the simulated GB10, in each of its scenarios."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, OutputTooLarge, SessionLost, SourceUnavailable
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node
from app.services.telemetry.api import PartKind, Reading, Sample
from app.services.telemetry.watch import watch
from app.transport.credentials import NoPrompter
from app.transport.ssh.connect import Connector
from app.transport.ssh.session import SshSession
from scripts.lab.node import LabNode
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
GIB = 1024**3
OURS = ("python3", "nvidia-smi", "bash", "sleep")
ENGINE_BYTES = 63693 * 1024**2


@pytest.fixture
def connect(lab: LabNode) -> Iterator[Callable[[], SshSession]]:
    """Open sessions with the lab's node; they are closed afterwards."""
    opened: list[SshSession] = []

    def open_session() -> SshSession:
        node = Node(
            id=NodeId("lab"),
            name="lab",
            address="127.0.0.1",
            port=lab.port,
            user=lab.user,
            identity_file=str(lab.identity),
        )
        known = KnownHosts(lab.known_hosts, ())
        opened.append(Connector(known, NoPrompter(), use_agent=False).open(node, Cancel()))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


def readings(session: SshSession, interval_s: float = 0.2) -> Iterator[Reading]:
    return watch(session, "lab", interval_s, Cancel())


def first(session: SshSession, wanted: Callable[[Sample], bool] = lambda sample: True) -> Sample:
    """Return the first sample that is as wanted, within the first 60."""
    source = readings(session)
    try:
        return next(r.sample for r in islice(source, 60) if wanted(r.sample))
    finally:
        source.close()  # type: ignore[attr-defined]


def engine_bytes(sample: Sample) -> int:
    """Return what engines hold of the memory."""
    return sum(part.bytes for part in sample.memory.parts if part.kind is PartKind.ENGINE)


def left_running(lab: LabNode) -> set[str]:
    """Return the names of the programs that our sessions started and that still run."""
    return {each.name for each in lab.processes() if each.name.startswith(OURS)}


def assert_all_ended(lab: LabNode) -> None:
    wait_for(lambda: not left_running(lab))


@pytest.mark.parametrize("nvml", ["not-supported", "total", "none"])
def test_loaded_engine_is_shown_truly_however_nvml_behaves(
    lab: LabNode, connect: Callable[[], SshSession], nvml: str
) -> None:
    lab.set_scenario("loaded", nvml=nvml)
    sample = first(connect(), lambda sample: bool(sample.gpus and sample.gpus[0].processes))
    gpu = sample.gpus[0]
    assert sample.source == "agent"
    assert gpu.unified_memory
    assert (gpu.memory_total_bytes, gpu.memory_used_bytes) == (None, None)
    assert "share one memory" in sample.reasons["gpus.0.memory_total_bytes"]
    assert sample.reasons["gpus.0.power_limit_w"] == "power limit: not reported by GB10"
    process = gpu.processes[0]
    assert (process.name, process.memory_bytes) == ("VLLM::EngineCore", ENGINE_BYTES)
    assert sample.memory.total_bytes == lab.scenario.meminfo_kib("MemTotal") * 1024
    assert sum(part.bytes for part in sample.memory.parts) == sample.memory.total_bytes
    engine = next(part for part in sample.memory.parts if part.kind is PartKind.ENGINE)
    assert engine.bytes == ENGINE_BYTES


def test_engine_is_named_by_its_container_and_its_process_is_listed(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("loaded")
    sample = first(connect(), lambda sample: "vllm-qwen" in sample.memory.parts[0].name)
    assert sample.memory.parts[0].name == "vllm-qwen · VLLM::EngineCore"
    process = sample.processes[0]
    assert (process.name, process.command) == ("VLLM::EngineCore", "VLLM::EngineCore")
    assert (process.owner.container, process.owner.user) == ("vllm-qwen", "root")
    assert process.gpu_memory_bytes == ENGINE_BYTES
    assert process.memory_bytes
    assert process.started
    agent = next(each for each in sample.processes if "--interval" in each.command)
    assert agent.owner.user == lab.user


def test_container_without_access_to_its_engine_has_a_short_id_and_the_reason(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("loaded")
    socket = Path(f"/proc/{lab.pid}/root/run/docker.sock")
    wait_for(socket.exists)
    socket.chmod(0o600)
    sample = first(connect(), lambda sample: "Permission" in str(sample.reasons))
    expected = lab.scenario.processes[0].container_id
    assert sample.processes[0].owner.container == expected[:12]
    assert sample.processes[0].owner.container_id == expected
    assert "docker.sock: Permission denied" in sample.reasons["processes.0.owner.container"]


def test_memory_about_to_run_out_is_seen_to_fall(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("loaded")
    source = readings(connect())
    before = next(source).sample.memory
    lab.fall_to("oom", 1.0)
    samples = (reading.sample for reading in islice(source, 60))
    after = next(sample for sample in samples if engine_bytes(sample) > 100 * GIB)
    source.close()  # type: ignore[attr-defined]
    assert (before.available_bytes or 0) / GIB == pytest.approx(56.2, abs=0.1)
    assert (after.memory.available_bytes or 0) / GIB == pytest.approx(5.7, abs=0.1)
    assert engine_bytes(after) / GIB == pytest.approx(105.4, abs=0.1)
    assert sum(part.bytes for part in after.memory.parts) == after.memory.total_bytes


def test_reboot_ends_the_session_and_the_machine_comes_back_with_another_boot_id(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    source = readings(connect())
    before = next(source).machine
    lab.set_scenario("reboot")
    with pytest.raises(SessionLost):
        list(islice(source, 60))
    source = readings(connect())
    after = next(source).machine
    source.close()  # type: ignore[attr-defined]
    assert before is not None
    assert after is not None
    assert before.machine_id == after.machine_id
    assert before.boot_id != after.boot_id


def test_memory_that_the_driver_retained_is_unaccounted(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("retained")
    sample = first(connect())
    parts = {part.kind: part.bytes for part in sample.memory.parts}
    assert parts[PartKind.UNACCOUNTED] / GIB == pytest.approx(80, abs=0.5)


def test_wedged_power_delivery_shows_load_at_a_low_clock_and_no_reason(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("wedge")
    gpu = first(connect()).gpus[0]
    assert gpu.sm_clock_mhz is not None
    assert gpu.sm_clock_mhz < 1400
    assert gpu.throttle_reasons == ()


@pytest.mark.parametrize("nvml", ["not-supported", "none"])
def test_no_devices_says_so(lab: LabNode, connect: Callable[[], SshSession], nvml: str) -> None:
    lab.set_scenario("no-devices", nvml=nvml)
    sample = first(connect())
    assert sample.gpus == ()
    assert "No devices were found" in sample.reasons["gpus"]
    assert sample.memory.total_bytes


def test_machine_is_recognised_as_gb10(lab: LabNode, connect: Callable[[], SshSession]) -> None:
    source = readings(connect())
    machine = next(source).machine
    source.close()  # type: ignore[attr-defined]
    assert machine is not None
    assert machine.is_gb10
    assert machine.driver_version


def test_scenario_that_changes_is_seen_in_the_running_stream(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("idle")
    source = readings(connect())
    assert next(source).sample.gpus[0].processes[0].graphics
    lab.set_scenario("loaded")
    names = (r.sample.gpus[0].processes for r in islice(source, 60))
    assert any(found and found[0].name == "VLLM::EngineCore" for found in names)
    source.close()  # type: ignore[attr-defined]


def test_without_python3_the_shell_loop_takes_over(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("loaded")
    lab.without("python3")
    sample = first(
        connect(),
        lambda sample: (
            bool(sample.gpus and sample.gpus[0].processes)
            and sample.memory.parts[0].owner is not None
        ),
    )
    assert sample.source == "nvidia-smi"
    assert sample.gpus[0].unified_memory
    assert sample.gpus[0].processes[0].memory_bytes == ENGINE_BYTES
    assert sample.memory.parts[0].owner is not None
    assert sample.memory.parts[0].owner.container_id == lab.scenario.processes[0].container_id
    assert "no python3 there" in sample.reasons["processes"]
    assert sum(part.bytes for part in sample.memory.parts) == sample.memory.total_bytes
    assert_all_ended(lab)


def test_without_python3_and_sh_nothing_works_and_each_says_why(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.without("python3", "env")
    with pytest.raises(SourceUnavailable, match="python3 is not installed there"):
        first(connect())


def test_without_nvml_and_nvidia_smi_the_rest_is_shown(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.set_scenario("idle", nvml="none")
    lab.without("nvidia-smi")
    sample = first(connect())
    assert sample.gpus == ()
    assert "no NVIDIA driver there" in sample.reasons["gpus"]
    assert sample.memory.total_bytes


@pytest.mark.parametrize("python", [True, False])
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exec sleep 600", "nvidia-smi has not answered yet"),
        ("echo 'Bus error'; exit 135", "nvidia-smi says: Bus error"),
    ],
)
def test_nvidia_smi_that_hangs_or_prints_garbage_costs_only_the_gpu(
    lab: LabNode, connect: Callable[[], SshSession], script: str, reason: str, python: bool
) -> None:
    lab.set_scenario("idle", nvml="none")
    lab.program("nvidia-smi", f"#!/bin/sh\n{script}\n")
    if not python:
        lab.without("python3")
    sample = first(connect(), lambda sample: sample.reasons.get("gpus") == reason)
    assert sample.memory.total_bytes
    assert sample.cpu.percent is not None
    assert_all_ended(lab)


def test_bashrc_that_prints_garbage_is_skipped(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.write_bashrc("echo 'Welcome to DGX Spark'; printf '{\"t\": 1}\\n\\377\\nno newline'\n")
    assert first(connect()).memory.total_bytes


def test_bashrc_that_is_slow_only_delays_the_first_sample(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.write_bashrc("sleep 2\n")
    assert first(connect()).memory.total_bytes


def test_locale_with_decimal_commas_changes_nothing(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    lab.locale = "de_DE.UTF-8"
    lab.restart_server()
    lab.set_scenario("wedge", nvml="none")
    sample = first(connect(), lambda sample: bool(sample.gpus))
    assert sample.gpus[0].power_w == pytest.approx(4.39, abs=0.01)


def test_agent_ends_when_the_session_is_closed(
    lab: LabNode, connect: Callable[[], SshSession]
) -> None:
    session = connect()
    source = readings(session)
    next(source)
    assert left_running(lab)
    session.close()
    assert_all_ended(lab)


def test_agent_ends_when_the_reader_stops(lab: LabNode, connect: Callable[[], SshSession]) -> None:
    source = readings(connect())
    next(source)
    source.close()  # type: ignore[attr-defined]
    assert_all_ended(lab)


def test_session_that_dies_is_told_as_lost(lab: LabNode, connect: Callable[[], SshSession]) -> None:
    source = readings(connect())
    next(source)
    lab.kill_sessions()
    with pytest.raises(SessionLost):
        list(islice(source, 60))


def test_line_without_end_is_refused(lab: LabNode, connect: Callable[[], SshSession]) -> None:
    lab.program("python3", "#!/bin/sh\nhead -c 100000000 /dev/zero | tr '\\0' x\n")
    with pytest.raises(OutputTooLarge):
        first(connect())


def test_cancel_ends_a_stream_that_waits(lab: LabNode, connect: Callable[[], SshSession]) -> None:
    cancel = Cancel()
    source = watch(connect(), "lab", 60.0, cancel)
    next(source)
    threading.Timer(0.2, cancel.cancel).start()
    with pytest.raises(Cancelled):
        next(source)
    assert_all_ended(lab)


LOCAL = """
import json
from app.core.cancel import Cancel
from app.services.telemetry.watch import watch
from app.services.telemetry.wire import sample_to_json
from app.transport.local import LocalSession
readings = watch(LocalSession(), "local", 0.1, Cancel())
print(json.dumps(sample_to_json(next(readings).sample)))
readings.close()
"""


@pytest.mark.parametrize("nvml", ["not-supported", "total"])
def test_this_computer_reads_its_gpu_through_nvml(lab: LabNode, nvml: str) -> None:
    lab.set_scenario("loaded", nvml=nvml)
    found = subprocess.run(
        [sys.executable, "-c", LOCAL],
        env={**os.environ, "LD_LIBRARY_PATH": str(lab.root / "lib")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert found.returncode == 0, found.stderr
    sample = json.loads(found.stdout)
    gpu = sample["gpus"][0]
    assert gpu["unified_memory"]
    assert gpu["processes"][0]["memory_bytes"] == ENGINE_BYTES
    assert gpu["power_limit_w"] is None
    assert "power limit" in sample["reasons"]["gpus.0.power_limit_w"]
