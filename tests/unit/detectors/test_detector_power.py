"""The power detectors, on what real GB10s printed: a wedge is seen, and nothing else is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.services.detectors.api import Detector, Finding
from app.services.detectors.hung_engine import HungEngine
from app.services.detectors.power_wedge import FOR_S, PowerWedge
from app.services.telemetry.api import EngineReading, Gpu, GpuProcess, Sample
from tests.spark_samples import GB10, spark_sample

DATA = Path(__file__).parents[2] / "data" / "detectors"
START = 1_790_000_000.0
LOADED = replace(GB10, performance_state="P0")
ENGINE = GpuProcess(62928, "VLLM::EngineCore", 63_693 * 2**20)


def numbers(name: str) -> list[float]:
    """Return the numbers of a capture's last line."""
    line = (DATA / name).read_text(encoding="utf-8").strip().splitlines()[-1]
    return [float(each) for each in re.findall(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?", line)]


def gpu(busy: float, clock: float, power: float, celsius: float = 50.0, **more: Any) -> Gpu:
    return replace(
        LOADED,
        utilization_percent=busy,
        sm_clock_mhz=clock,
        power_w=power,
        temperature_c=celsius,
        **more,
    )


def watch(detector: Detector, shown: Gpu, seconds: int = 120, at: int = 0, **more: Any) -> Finding:
    """Show the same for a while; return the last finding, or fail."""
    finding = looked(detector, shown, seconds, at, **more)
    assert finding is not None
    return finding


def looked(
    detector: Detector, shown: Gpu, seconds: int = 120, at: int = 0, **more: Any
) -> Finding | None:
    finding = None
    for second in range(at, at + seconds):
        finding = detector.observe(sample(shown, second, **more), None)
    return finding


def sample(shown: Gpu, second: float, **more: Any) -> Sample:
    return replace(spark_sample(at=second), gpus=(shown,), **more)


def wedge() -> Gpu:
    """Return the clock and power of forum thread 361296, at the load that proves the fault."""
    _busy, clock, _clock, power, celsius = numbers("pd_wedge_csv_row_forum_361296.txt")
    return gpu(96.0, clock, power, celsius)


def test_wedge_is_seen_after_twenty_seconds_under_load() -> None:
    detector = PowerWedge()

    assert looked(detector, wedge(), seconds=int(FOR_S)) is None
    finding = watch(detector, wedge(), seconds=1, at=int(FOR_S))

    assert finding.since == START
    assert "SM clock 513 MHz, well under load is 2.2 GHz and more" in finding.evidence
    assert "GPU power 4.4 W, well under load is 30 W and more" in finding.evidence
    wall = next(step for step in finding.advice if "wall" in step)
    assert "off the machine" in wall


@pytest.mark.parametrize("clock", [481.0, 513.0, 611.0, 650.0, 721.0, 858.0])
@pytest.mark.parametrize("power", [4.0, 8.0, 16.0])
def test_wedge_is_seen_over_all_that_was_reported(clock: float, power: float) -> None:
    watch(PowerWedge(), gpu(92.0, clock, power))


def test_captured_wedge_is_seen_as_it_is_where_a_program_computes() -> None:
    row = numbers("pd_wedge_csv_row_forum_361296.txt")
    shown = gpu(row[0], row[1], row[3], processes=(ENGINE,))

    assert "GPU busy 19 % of the time" in watch(PowerWedge(), shown).evidence


def test_light_load_is_no_proof_by_itself() -> None:
    row = numbers("pd_wedge_csv_row_forum_361296.txt")
    shown = gpu(row[0], row[1], row[3])
    desktop = replace(shown, processes=(replace(ENGINE, graphics=True),))
    slower = replace(shown, processes=(ENGINE,), performance_state="P5")
    rests = replace(shown, processes=(ENGINE,), utilization_percent=2.0)

    for each in (shown, desktop, slower, rests):
        assert looked(PowerWedge(), each) is None


def test_wedge_stays_while_the_gpu_rests_and_ends_with_a_good_clock() -> None:
    detector = PowerWedge()
    seen = watch(detector, wedge(), seconds=30)

    assert watch(detector, GB10, seconds=300, at=30) == seen
    assert looked(detector, gpu(96.0, 2522.0, 35.65), seconds=10, at=330) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("idle at P8", GB10),
        ("well under load, the control of the forum", gpu(96.0, 2522.0, 35.65)),
        ("two machines share a model", gpu(29.0, 2420.0, 23.0)),
        ("a clock that was capped", gpu(96.0, 2200.0, 28.0)),
        ("a clock that was capped hard", gpu(96.0, 1200.0, 19.0)),
        ("a hung engine", gpu(2.0, 2411.0, 4.8)),
        ("hot", gpu(96.0, 900.0, 15.0, 92.0, throttle_reasons=("SW Thermal Slowdown",))),
        ("capped by power", gpu(96.0, 900.0, 15.0, throttle_reasons=("SW Power Cap",))),
        ("a small GPU of a laptop", gpu(96.0, 900.0, 9.0, name="NVIDIA RTX A500 Laptop GPU")),
        ("nothing known", replace(gpu(96.0, 900.0, 9.0), power_w=None)),
    ],
)
def test_no_wedge_where_there_is_none(name: str, shown: Gpu) -> None:
    assert looked(PowerWedge(), shown, seconds=600) is None, name


def captured_rows() -> Iterator[Gpu]:
    clock, _most, celsius, power = numbers("nvidia-smi_query_clocks_csv.txt")[-4:]
    yield gpu(50.0, clock, power, celsius)
    celsius, clock, power, busy = numbers("nvidia-smi_query_temp_sm_power_util_row.txt")
    yield gpu(busy, clock, power, celsius)
    celsius, power, busy, _memory = numbers(
        "nvidia-smi_query_temp_power_util_memutil_580.173.02.txt"
    )
    yield replace(gpu(busy, 0.0, power, celsius), sm_clock_mhz=None)
    text = (DATA / "sparkstat_snapshot_spark-838f.txt").read_text(encoding="utf-8")
    power, clock = re.findall(r"Pwr\s+([\d.]+)W.*Clk\s+(\d+)MHz", text)[0]
    yield gpu(2.0, float(clock), float(power), 46.0)


def windows(found: object) -> Iterator[dict[str, float]]:
    """Yield every piece of telemetry in a benchmark's file."""
    if isinstance(found, dict):
        if "power_w_avg" in found:
            yield found
        for value in found.values():
            yield from windows(value)
    elif isinstance(found, list):
        for value in found:
            yield from windows(value)


def measured() -> Iterator[Gpu]:
    """Yield mean and greatest of every stretch of the benchmarks; one machine tells no clock."""
    for path in sorted((DATA / "bench").glob("*.json")):
        for window in windows(json.loads(path.read_text(encoding="utf-8"))):
            for kind in ("avg", "max"):
                busy = window.get(f"gpu_util_pct_{kind}", window.get(f"gpu_util_{kind}"))
                assert busy is not None
                yield replace(
                    gpu(busy, 0.0, window[f"power_w_{kind}"]),
                    sm_clock_mhz=window.get(f"sm_clock_mhz_{kind}"),
                )


def test_no_alarm_on_any_captured_row() -> None:
    requests = EngineReading("vLLM", 8000, requests_running=0.0, generated_tokens_per_s=0.0)
    for row in captured_rows():
        shown = replace(row, processes=(ENGINE,))
        assert looked(PowerWedge(), shown, seconds=300) is None
        assert looked(HungEngine(), shown, seconds=300, engines=(requests,)) is None


def test_no_alarm_on_any_benchmark() -> None:
    rows = list(measured())
    assert len(rows) > 60
    assert sum(row.sm_clock_mhz is not None for row in rows) > 40
    detector, working = PowerWedge(), HungEngine()
    busy = EngineReading("vLLM", 8000, requests_running=8.0, generated_tokens_per_s=40.0)
    for number, row in enumerate(rows):
        shown = replace(row, processes=(ENGINE,))
        for second in range(number * 30, number * 30 + 30):
            assert detector.observe(sample(shown, second), None) is None
            assert working.observe(sample(shown, second, engines=(busy,)), None) is None


def test_no_benchmark_draws_as_little_as_a_wedge() -> None:
    under_load = [row for row in measured() if (row.utilization_percent or 0) >= 90]
    slow = [replace(row, sm_clock_mhz=700.0) for row in under_load]

    assert len(slow) > 20
    assert [row for row in slow if looked(PowerWedge(), row, seconds=60)] == []


def test_hung_engine_is_no_wedge_and_has_its_own_advice() -> None:
    shown = gpu(2.0, 2411.0, 4.8)
    engine = EngineReading("vLLM", 8000, "llama", requests_running=3.0, generated_tokens_per_s=0.0)

    finding = watch(HungEngine(), shown, engines=(engine,))

    assert looked(PowerWedge(), shown, engines=(engine,)) is None
    assert finding.evidence[0] == "3 requests run at llama"
    assert "GPU busy 2 %, 4.8 W at 2.41 GHz" in finding.evidence
    assert not any("brick" in step for step in finding.advice)


@pytest.mark.parametrize(
    "engine",
    [
        EngineReading("vLLM", 8000, requests_running=0.0, generated_tokens_per_s=0.0),
        EngineReading("vLLM", 8000, requests_running=3.0, generated_tokens_per_s=12.0),
        EngineReading(
            "vLLM", 8000, requests_running=1.0, generated_tokens_per_s=0.0, prompt_tokens_per_s=900
        ),
        EngineReading("vLLM", 8000, requests_running=3.0),
        EngineReading("vLLM", 8000, generated_tokens_per_s=0.0),
        None,
    ],
)
def test_engine_that_rests_works_or_tells_nothing_does_not_hang(
    engine: EngineReading | None,
) -> None:
    engines = (engine,) if engine else ()

    assert looked(HungEngine(), gpu(2.0, 2411.0, 4.8), seconds=300, engines=engines) is None


def test_engine_that_computes_does_not_hang_however_long_the_first_token_takes() -> None:
    engine = EngineReading("vLLM", 8000, requests_running=1.0, generated_tokens_per_s=0.0)

    assert looked(HungEngine(), gpu(96.0, 2411.0, 40.0), 300, engines=(engine,)) is None


def test_hang_ends_with_the_first_token() -> None:
    detector = HungEngine()
    stuck = EngineReading("vLLM", 8000, requests_running=1.0, generated_tokens_per_s=0.0)
    watch(detector, gpu(2.0, 2411.0, 4.8), engines=(stuck,))

    goes_on = replace(stuck, generated_tokens_per_s=5.0)

    assert looked(detector, gpu(90.0, 2411.0, 40.0), 5, at=120, engines=(goes_on,)) is None
