"""The memory detectors: retained, running out, thrashing, ended by the kernel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.core.units import GIB, MIB
from app.services.detectors.api import Detector, Finding
from app.services.detectors.memory_retained import MemoryRetained
from app.services.detectors.memory_running_out import MemoryRunningOut
from app.services.detectors.out_of_memory import KEPT_S, OutOfMemory
from app.services.detectors.swap_thrash import SwapThrash
from app.services.telemetry.api import GpuProcess, Pressure, Sample
from app.services.telemetry.memory import memory_map
from app.services.telemetry.procfs import parse_meminfo
from app.services.telemetry.sources.kernel_log import read_message
from tests.spark_samples import spark_sample

DATA = Path(__file__).parents[2] / "data"
ENGINE = GpuProcess(4711, "VLLM::EngineCore", 62 * GIB)
XORG = GpuProcess(3094, "/usr/lib/xorg/Xorg", 43 * MIB, graphics=True)


def watch(detector: Detector, sample: Sample, seconds: int, at: int = 0) -> Finding | None:
    finding = None
    for second in range(at, at + seconds):
        moment = replace(sample, time=spark_sample(at=second).time)
        finding = detector.observe(moment, None)
    return finding


def test_memory_that_the_driver_keeps_is_seen_with_the_engine_that_had_it() -> None:
    detector = MemoryRetained()
    assert watch(detector, spark_sample(ENGINE), 60) is None

    assert watch(detector, spark_sample(XORG), 30, at=60) is None
    finding = watch(detector, spark_sample(XORG), 2, at=90)

    assert finding is not None
    assert finding.evidence[0] == "80.1 GiB in no process and no line of /proc/meminfo"
    assert finding.evidence[-1].startswith("VLLM::EngineCore ended 31 s ago; it had 62.0 GiB")
    assert watch(detector, spark_sample(ENGINE), 10, at=92) is None


def test_kept_memory_is_seen_though_nobody_saw_its_engine() -> None:
    finding = watch(MemoryRetained(), spark_sample(), 31)

    assert finding is not None
    assert len(finding.evidence) == 3


def test_memory_is_not_called_kept_where_its_owners_are_not_known() -> None:
    sample = spark_sample()
    unknown = replace(sample, reasons={"gpus.0.processes": "not told"})
    silent = spark_sample(GpuProcess(4711, "python3", None))
    others = replace(sample, gpus=(replace(sample.gpus[0], unified_memory=False),))

    for shown in (unknown, silent, others, replace(sample, gpus=())):
        assert watch(MemoryRetained(), shown, 300) is None


def test_no_memory_is_kept_on_any_other_captured_spark() -> None:
    for path in sorted((DATA / "telemetry").glob("proc_meminfo_*.txt")):
        if "retained" in path.name:
            continue
        memory, reasons = memory_map(parse_meminfo(path.read_text()), (), unified=True)
        sample = replace(spark_sample(), memory=memory, reasons=reasons)
        assert watch(MemoryRetained(), sample, 120) is None, path.name


def falling(detector: Detector, start: float, per_second: float, seconds: int) -> Finding | None:
    """Let available memory fall; return the first finding."""
    sample = spark_sample(ENGINE)
    for second in range(seconds):
        left = int((start - per_second * second) * GIB)
        memory = replace(sample.memory, available_bytes=max(left, 0))
        moment = replace(sample, memory=memory, time=spark_sample(at=second).time)
        finding = detector.observe(moment, None)
        if finding is not None:
            return finding
    return None


def test_memory_that_falls_fast_with_little_left_is_told_with_the_time_left() -> None:
    finding = falling(MemoryRunningOut(), 22.0, 0.25, 60)

    assert finding is not None
    assert "It falls by 256 MiB per second" in finding.evidence
    (left,) = [line for line in finding.evidence if line.startswith("At this rate")]
    assert left == "At this rate it is empty in 1 min 21 s"


def test_model_that_is_loaded_is_no_alarm() -> None:
    assert falling(MemoryRunningOut(), 115.0, 2.0, 44) is None


def test_slow_fall_and_steady_memory_are_no_alarm() -> None:
    assert falling(MemoryRunningOut(), 12.0, 0.005, 600) is None
    assert falling(MemoryRunningOut(), 9.0, 0.0, 600) is None


def test_alarm_ends_when_memory_comes_back() -> None:
    detector = MemoryRunningOut()
    assert falling(detector, 22.0, 0.25, 60) is not None
    sample = spark_sample(ENGINE)
    memory = replace(sample.memory, available_bytes=60 * GIB)

    assert watch(detector, replace(sample, memory=memory), 30, at=60) is None


def swapping(full: float | None, rate: float | None) -> Sample:
    sample = spark_sample(ENGINE)
    memory = replace(sample.memory, swap_in_bytes_per_s=rate, swap_out_bytes_per_s=rate)
    return replace(sample, memory=memory, pressure=Pressure(40.0, full, 1.0, 30.0))


def test_thrashing_needs_both_stalls_and_traffic() -> None:
    finding = watch(SwapThrash(), swapping(38.0, 90e6), 12)

    assert finding is not None
    assert finding.evidence[0] == "Everything waited for memory for 38 % of the last 10 s"
    assert "Largest engine: VLLM::EngineCore with 62.0 GiB" in finding.evidence
    for shown in (swapping(38.0, 0.0), swapping(1.0, 90e6), swapping(None, 90e6)):
        assert watch(SwapThrash(), shown, 300) is None
    assert watch(SwapThrash(), swapping(38.0, None), 300) is None


def test_line_of_the_driver_that_got_no_memory_is_shown_for_ten_minutes() -> None:
    text = (DATA / "detectors" / "kernel_oom_nvrm_line.txt").read_text().strip()
    event = read_message(text, None)
    assert event is not None
    detector = OutOfMemory()

    finding = detector.observe(replace(spark_sample(), kernel_events=(event,)), None)

    assert finding is not None
    assert finding.evidence[0] == text
    assert watch(detector, spark_sample(), 60, at=int(KEPT_S) - 60) is not None
    assert watch(detector, spark_sample(), 2, at=int(KEPT_S) + 1) is None
