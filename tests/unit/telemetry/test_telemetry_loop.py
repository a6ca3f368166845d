from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.services.telemetry import sections
from app.services.telemetry.api import Sample
from app.services.telemetry.sections import LoopReader, SmiTags
from app.services.telemetry.sources import nvidia_smi
from app.transport.local import LocalSession
from tests.unit.telemetry.replay import ReplaySession, capture

UUID = "GPU-00000000-0000-0000-0000-000000000001"
ROW = f"{UUID}, NVIDIA GB10, 580.142, 0x2E1210DE, 19, [N/A], [N/A], 39, 4.39, [N/A], 513, P0"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the loop reads /proc")


def look(*lines: str) -> list[bytes]:
    """Return one look, with rows of nvidia-smi in the middle of a file."""
    meminfo = capture("proc_meminfo_spark_nvsh.txt").splitlines()
    text = ["@uptime", "10.50 9.0", "@meminfo", *meminfo[:2], *lines, *meminfo[2:], "@end"]
    return [line.encode() for line in text]


def reader(*lines: bytes) -> tuple[LoopReader, SmiTags]:
    tags = SmiTags()
    return LoopReader(iter(lines), tags), tags


def test_loop_rows_with_a_tag_may_come_between_any_two_lines() -> None:
    loop, _ = reader(*look(f"G {ROW}", f"A {UUID}, 12, VLLM, 300"))
    seen = loop.look()
    assert seen.at == 10.5
    assert len(seen.meminfo) == 5
    assert seen.gpus.gpu.rows == [ROW]
    assert seen.gpus.apps.rows == [f"{UUID}, 12, VLLM, 300"]


def test_loop_reads_the_machine_without_its_serial_number() -> None:
    dgx = capture("dgx-release_ASUS_GX10_7.6.0.txt").splitlines()
    lines = ["hostname=gx10-1", "arch=aarch64", "@os_release", 'PRETTY_NAME="Ubuntu 24.04.5 LTS"']
    lines += ["@dgx_release", *dgx, "@cpuinfo", "CPU part\t: 0xd85", "CPU part\t: 0xd87", "@end"]
    machine, cores = reader(*(line.encode() for line in lines))[0].machine()
    assert (machine.hostname, machine.os_name) == ("gx10-1", "Ubuntu 24.04.5 LTS")
    assert machine.dgx_os_version == "7.6.0"
    assert cores == ("Cortex-X925", "Cortex-A725")


CONTAINER = "77c09e05c4a947224997c3baa49e5edf161fd116568e90a28a60fca6fde049ca"


def test_loop_asks_whose_the_gpu_processes_are_and_tells_it() -> None:
    apps = [f"A {UUID}, 12, VLLM::EngineCore, 300", f"A {UUID}, 7, Xorg, 5"]
    owner = ["@cgroup 12", f"0::/system.slice/docker-{CONTAINER}.scope", "", "@cgroup 7"]
    loop, tags = reader(*look(*apps), *look(*apps, *owner))
    loop.look()
    assert tags.wish(time.monotonic()) == b"look 7 12\n"
    table = loop.look().slowly.processes
    assert table is not None
    assert [(row.pid, CONTAINER in row.cgroup) for row in table.rows] == [(12, True), (7, False)]


def test_loop_tells_swap_driver_and_restart() -> None:
    version = capture("probe_proc_driver_nvidia_version.txt").strip()
    hello = ["page=65536", "debian=yes", "@nvidia_version", version, "@end"]
    loop, _ = reader(
        *(line.encode() for line in hello),
        *look("@vmstat", "pswpin 3", "pswpout 5", "@restart"),
        *look(),
    )
    assert loop.machine()[0].loaded_driver_version == "580.142"
    seen = loop.look()
    assert seen.slowly.swapped == {"in": 3 * 65536, "out": 5 * 65536}
    assert seen.slowly.restart_required is True
    assert loop.look().slowly.restart_required is False


def test_loop_that_ends_is_unavailable() -> None:
    with pytest.raises(SourceUnavailable):
        reader(*look()[:-1])[0].look()


def test_tags_forget_a_process_when_the_next_round_begins() -> None:
    tags = SmiTags()
    for row in ("1, engine, 5", "2, other, 5", "1, engine, 5"):
        tags.take(f"A {UUID}, {row}", 1.0)
    assert len(tags.report(1.0).apps.rows) == 2  # the next round may not be whole yet
    assert tags.report(2.0).apps.rows == [f"{UUID}, 1, engine, 5"]


def test_tags_show_no_round_that_is_half_printed() -> None:
    tags = SmiTags()

    def printed(now: float, *rows: str) -> list[str]:
        for row in rows:
            tags.take(f"G {row}", now)
        return tags.report(now).gpu.rows

    printed(1.0, "GPU-a, 1", "GPU-b, 1")
    assert not tags.answered
    assert printed(1.5) == ["GPU-a, 1", "GPU-b, 1"]
    assert printed(2.0, "GPU-a, 2") == ["GPU-a, 1", "GPU-b, 1"]
    assert printed(3.0, "GPU-b, 2") == ["GPU-a, 2", "GPU-b, 2"]
    assert printed(4.0, "GPU-a, 3") == ["GPU-a, 2", "GPU-b, 2"]  # one GPU fewer
    assert printed(5.0, "GPU-a, 4") == ["GPU-a, 4"]


def test_tags_ask_for_older_fields_once_when_the_driver_knows_no_newer() -> None:
    tags = SmiTags()
    tags.take(f"G {ROW}", 100.0)
    tags.take('O Field "addressing_mode" is not a valid field to query.', 100.0)
    tags.take("O-", 100.0)
    assert tags.wish(100.0) == b"old\n"
    assert tags.wish(200.0) == b"look\n"


def test_tags_start_an_nvidia_smi_that_ended_again_but_not_at_once() -> None:
    tags = SmiTags()
    tags.take("G-", 100.0)
    assert tags.wish(100.0) == b"gpu\n"
    tags.take("G-", 100.5)
    assert tags.wish(100.5) == b"look\n"
    assert tags.wish(100.0 + sections.RESTART_S) == b"gpu\n"


def test_tags_without_nvidia_smi_say_so() -> None:
    tags = SmiTags()
    tags.take("X nvidia-smi is not installed there", 1.0)
    assert tags.answered
    assert tags.report(1.0).because == "nvidia-smi is not installed there"


def test_loop_source_without_sh_says_so() -> None:
    session = ReplaySession([], status=127)
    with pytest.raises(SourceUnavailable, match="sh is not installed"):
        next(nvidia_smi.read(session, "x", 1.0, Cancel()))


LINE = st.text() | st.sampled_from(
    ["@end", "@meminfo", "@", "G-", "O-", "A x", "X", "cpu 1", "a|b|c|d", "a|b|c|9|", "@interfaces",
     "@cgroup 12", "@cgroup x", "@cgroup", "page=65536", "page=0x1", "@vmstat", "pswpin 7",
     "@restart", f"A {UUID}, 99, x, 5", "@nvidia_version", "NVRM version: x 580.142"]
)  # fmt: skip


@given(st.lists(LINE))
def test_loop_output_never_raises_anything_else(lines: list[str]) -> None:
    loop, tags = reader(*(line.encode("utf-8", "surrogatepass") for line in lines))
    try:
        loop.machine()
        loop.look()
    except SourceUnavailable:
        pass
    tags.wish(1.0)


def smi(folder: Path, script: str) -> None:
    program = folder / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def samples(session: LocalSession) -> Iterator[Sample]:
    for reading in nvidia_smi.read(session, "here", 0.1, Cancel()):
        yield reading.sample


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSession]:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    session = LocalSession()
    yield session
    session.close()


@linux_only
def test_loop_runs_here_with_a_gpu(here: LocalSession, tmp_path: Path) -> None:
    smi(
        tmp_path,
        f"""case "$1" in
            *compute*) row='{UUID}, 12, VLLM::EngineCore, 300' ;;
            *addressing*) row='{UUID}, ATS, 0x0000000000000000' ;;
            *) row='{ROW}' ;;
        esac
        while :; do echo "$row"; sleep 0.3; done""",
    )
    readings = samples(here)
    sample = next(item for item in readings if item.gpus and item.gpus[0].processes)
    readings.close()  # type: ignore[attr-defined]
    assert sample.gpus[0].unified_memory
    assert sample.gpus[0].power_w == 4.39
    assert sample.gpus[0].throttle_reasons == ()
    assert sample.memory.total_bytes
    assert sample.cpu.percent is not None
    assert sample.memory.parts[0].name == "VLLM::EngineCore"


@linux_only
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exec sleep 30", "nvidia-smi has not answered yet"),
        ("echo 'Segmentation fault'", "nvidia-smi says: Segmentation fault"),
        ("echo 'No devices were found'; exit 6", "nvidia-smi says: No devices were found"),
    ],
)
def test_loop_survives_an_nvidia_smi_that_is_no_help(
    here: LocalSession, tmp_path: Path, script: str, reason: str
) -> None:
    smi(tmp_path, script)
    readings = samples(here)
    sample = next(item for item in readings if item.reasons.get("gpus") == reason)
    readings.close()  # type: ignore[attr-defined]
    assert sample.memory.total_bytes
    assert sample.cpu.percent is not None
