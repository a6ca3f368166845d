from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.cli.watch import line
from app.core.ids import NodeId
from app.core.units import GIB
from app.panes.overview.combined import KEY, CombinedRows
from app.panes.overview.engines import running_of
from app.panes.overview.load_card import live_window
from app.panes.overview.load_lines import load_of
from app.panes.overview.peaks import PowerPeaks, power_before, power_note, power_of
from app.panes.overview.tile_words import spoken, tiles_of
from app.panes.overview.tunnel_items import tunnel_items
from app.panes.overview.vram import bars_of, vram_total
from app.plots.memory_parts import map_words
from app.plots.rows import Window
from app.services.telemetry.api import (
    EngineReading,
    GpuProcess,
    Network,
    Owner,
    Process,
    Sample,
)
from app.services.telemetry.metrics import row_of
from app.services.tunnels.api import Listener, TunnelId, TunnelPhase, TunnelSpec, TunnelStatus
from app.state.rings import Timeline
from tests.spark_samples import GB10, spark_sample

SPARK = NodeId("spark")
DISCRETE = replace(
    GB10,
    name="NVIDIA RTX A6000",
    unified_memory=False,
    memory_total_bytes=48 * GIB,
    memory_used_bytes=12 * GIB,
    power_limit_w=300.0,
)


def process(pid: int, name: str, gib: float | None, command: str = "", **owner: str) -> Process:
    size = None if gib is None else round(gib * GIB)
    return Process(pid, name, command or name, Owner(**owner), None, None, size, 5)


def tiles(sample: Sample, peak: float | None = None) -> dict[str, str]:
    made = tiles_of(sample, row_of(sample), peak)
    return {each.title: f"{each.value} {each.unit} ({each.note or each.why})" for each in made}


def test_tiles_of_a_spark_measure_power_by_its_peak_never_by_a_made_up_limit() -> None:
    said = tiles(spark_sample(), peak=61.4)

    assert said["GPU"] == "0 % (208 MHz · P8)"
    assert said["GPU power"] == "4.0 W (peak 61 W)"
    assert said["GPU temperature"] == "32 °C (hottest 45 · 3 sensors)"
    assert said["CPU"].startswith("4 % (4 cores")


def test_tiles_of_gpus_with_a_limit_name_it() -> None:
    sample = replace(spark_sample(), gpus=(DISCRETE, DISCRETE))
    assert tiles(sample, peak=200.0)["GPU power"] == "8.0 W (limit 600 W)"
    assert power_note(replace(sample, gpus=(DISCRETE, GB10)), None) == ""


def test_tiles_say_why_a_value_is_missing() -> None:
    sample = replace(spark_sample(), gpus=(), reasons={"gpus": "no NVIDIA driver there"})
    made = tiles_of(sample, row_of(sample), None)

    assert (made[0].value, made[0].why) == ("n/a", "no NVIDIA driver there")
    assert spoken(made[0]) == "GPU: n/a, no NVIDIA driver there"


def test_tiles_name_rdma_where_the_traffic_is() -> None:
    networks = (
        Network("enP7s7", "ethernet", 1000.0, 1000.0),
        Network("rocep1s0f0", "rdma", 12e9, 11e9),
    )
    said = tiles(replace(spark_sample(), networks=networks))
    assert said["Network"] == "184 Gb/s (RoCE rocep1s0f0)"


def test_peaks_begin_anew_with_each_connection() -> None:
    peaks = PowerPeaks()
    for watts in (10.0, 61.0, 30.0, None):
        peaks.note(SPARK, 100.0, watts)
    assert peaks.peak(SPARK) == 61.0

    peaks.note(SPARK, 200.0, 5.0)
    assert peaks.peak(SPARK) == 5.0
    assert peaks.peak(NodeId("other")) is None


def test_peak_counts_what_was_measured_before_anybody_looked() -> None:
    rows = Timeline(capacity=16)
    for moment, watts in ((0.0, 90.0), (100.0, 61.0), (101.0, None), (102.0, 20.0)):
        rows.append(moment, {"gpus.0.power_w": watts})
    assert power_before(rows, 1, 50.0) == 61.0
    assert power_before(rows, 1, 500.0) == 90.0
    assert power_before(Timeline(capacity=4), 1, 50.0) is None


def test_the_command_line_tells_what_the_window_tells() -> None:
    sample = spark_sample()
    printed, shown = line(sample), tiles(sample)
    assert f"memory {map_words(sample).used.removesuffix(' in use')}" in printed
    assert f"CPU {shown['CPU'].split(' (')[0]}" in printed
    told = [shown[name].split(" (")[0] for name in ("GPU", "GPU power", "GPU temperature")]
    assert " ".join(told) in printed
    assert shown["GPU"].split("(")[1].split(" · ")[0] in printed  # its clock


def test_power_of_gpus_counts_what_is_known() -> None:
    sample = replace(spark_sample(), gpus=(GB10, replace(GB10, power_w=None)))
    assert power_of(sample) == 4.0
    assert power_of(replace(sample, gpus=())) is None


def test_engines_are_joined_by_what_listens_on_their_port() -> None:
    sample = replace(
        spark_sample(),
        engines=(EngineReading("vLLM", 8000, "openai/gpt-oss-120b", 2.0, 0.0, 34.0, None, 41.7),),
        processes=(
            process(10, "python3", 8.0, container="embed"),
            process(11, "VLLM::EngineCore", 71.2, container="vllm"),
        ),
    )
    first, second = running_of(sample, (Listener(8000, ("0.0.0.0",), container="vllm"),))

    assert first.title == "gpt-oss-120b"
    assert first.below == "vLLM · :8000 · 41.7 tok/s · KV 34 % · 71.2 GiB"
    assert first.state == ("2 running", "info")
    assert (second.title, second.below) == ("embed", "python3 10 · 8.0 GiB")


def test_engines_are_joined_by_their_command_line_or_by_their_only_name() -> None:
    sample = replace(
        spark_sample(),
        engines=(EngineReading("llama.cpp", 8081), EngineReading("vLLM", 8000)),
        processes=(
            process(1, "llama-server", 6.0, "llama-server --port=8081 -m x.gguf"),
            process(2, "VLLM::EngineCore", 60.0),
        ),
    )
    joined = {each.key: each.process.pid for each in running_of(sample) if each.process}
    assert joined == {"port:8000": 2, "port:8081": 1}


def test_engine_has_the_memory_of_all_processes_of_its_container() -> None:
    """TensorRT-LLM, NIM and engines on several GPUs have workers; two engines share nothing."""
    inside = {"container": "trt", "container_id": "a" * 64}
    processes = (
        process(10, "python3", 60.0, "trtllm-serve --port 8355", **inside),
        process(11, "python3", 1.5, **inside),
        process(12, "python3", 4.0),
    )
    engine = EngineReading("TensorRT-LLM", 8355)
    sample = replace(spark_sample(), engines=(engine,), processes=processes)
    first, second = running_of(sample)
    assert first.below == "TensorRT-LLM · :8355 · 61.5 GiB"
    assert second.key == "pid:12"

    other = EngineReading("vLLM", 8000)
    both = (*processes[:2], process(13, "VLLM::EngineCore", 9.0, **inside))
    rows = running_of(replace(sample, engines=(engine, other), processes=both))
    assert [(row.key, row.gpu_bytes) for row in rows] == [
        ("port:8355", 60 * GIB), ("port:8000", 9 * GIB), ("pid:11", 1.5 * GIB),
    ]  # fmt: skip


def test_engines_that_could_be_either_process_are_not_guessed() -> None:
    sample = replace(
        spark_sample(),
        engines=(EngineReading("vLLM", 8000),),
        processes=(process(1, "VLLM::EngineCore", 6.0), process(2, "VLLM::EngineCore", 60.0)),
    )
    engine, *others = running_of(sample)
    assert engine.process is None
    assert [each.key for each in others] == ["pid:2", "pid:1"]
    assert engine.state == ("", "text2")


def test_engines_leave_out_what_only_draws() -> None:
    gpu = replace(GB10, processes=(GpuProcess(5, "Xorg", 43, graphics=True),))
    sample = replace(spark_sample(), gpus=(gpu,), processes=(process(5, "Xorg", 0.04),))
    assert running_of(sample) == ()


def test_load_of_a_machine_without_gpu_is_its_processor_and_memory() -> None:
    load = load_of(replace(spark_sample(), gpus=()))
    assert load.title == "CPU load and available memory"
    assert load.keys == ("cpu.percent", "memory.available_bytes")


def test_load_of_many_gpus_says_what_its_lines_are() -> None:
    gpus = (replace(DISCRETE, utilization_percent=50.0), replace(DISCRETE, power_w=None))
    load = load_of(replace(spark_sample(), gpus=gpus))
    assert [(line.title, line.value) for line in load.lines] == [
        ("GPU utilisation, mean of 2, %", "25"),
        ("Power, sum of 2, W", "4.0"),
    ]


def rows_of(*values: tuple[float | None, float | None]) -> Timeline:
    rows = Timeline(capacity=16)
    for number, (one, other) in enumerate(values):
        rows.append(float(number), {"a": one, "b": other})
    return rows


@pytest.mark.parametrize(("mean", "expected"), [(True, [2, 4, np.nan]), (False, [4, 4, np.nan])])
def test_combined_rows_count_what_is_known(mean: bool, expected: list[float]) -> None:
    rows = CombinedRows(rows_of((1, 3), (None, 4), (None, None)), ("a", "b"), mean=mean)
    np.testing.assert_array_equal(rows.values(KEY), np.array(expected, np.float32))
    assert CombinedRows(rows_of((1, 2)), ("c",), mean=mean).values(KEY) is None


def test_load_line_reads_the_value_under_the_cursor() -> None:
    line = load_of(spark_sample()).lines[0]
    rows = Timeline(capacity=16)
    for number, load in enumerate((10.0, 90.0, None)):
        rows.append(float(number), {"gpus.0.utilization_percent": load})
    window = Window(0.0, 2.0)
    assert line.reading(rows, window, 0.5).text == "90 %"
    assert line.reading(rows, window, 1.0).text == "no data"


def test_live_window_grows_until_it_is_full() -> None:
    rows = Timeline()
    assert live_window(rows, 1000.0, 1000.0).span == 60.0
    rows.append(880.0, {"a": 1.0})
    assert live_window(rows, 1000.0, 1000.0).span == 120.0
    assert live_window(rows, 9000.0, 9000.0).span == 300.0


def test_vram_bars_say_why_a_gpu_does_not_tell() -> None:
    broken = replace(DISCRETE, memory_used_bytes=None)
    sample = replace(
        spark_sample(),
        gpus=(DISCRETE, broken, GB10),
        reasons={"gpus.1.memory_used_bytes": "MIG is on: instances are counted"},
    )
    one, other = bars_of(sample)
    assert (one.name, one.value, one.share) == ("0 · RTX A6000", "12.0 of 48.0 GiB", 0.25)
    assert vram_total(sample) == ""
    assert (other.value, other.why) == ("n/a", "MIG is on: instances are counted")


def test_vram_bars_are_none_on_unified_memory() -> None:
    assert bars_of(spark_sample()) == ()


def tunnel(name: str, port: int, **more: str) -> TunnelSpec:
    return TunnelSpec(TunnelId(name), SPARK, name, remote_port=port, local_port=port, **more)


def test_tunnels_that_need_somebody_come_first_each_with_its_one_action() -> None:
    phases = {
        TunnelId("dashboard"): TunnelPhase.OPEN,
        TunnelId("api"): TunnelPhase.CLOSED,
        TunnelId("comfy"): TunnelPhase.WAITING,
        TunnelId("pg"): TunnelPhase.FAILED,
    }
    specs = [tunnel("dashboard", 11000), tunnel("api", 8000), tunnel("comfy", 8188)]
    specs.append(tunnel("pg", 5432, scheme=""))

    items = tunnel_items(specs, lambda t: TunnelStatus(t, SPARK, phases[t]), "spark-01")

    assert [(item.title, item.pill, item.action) for item in items] == [
        ("pg", "Failed", "Try again"),
        ("comfy", "Lost", ""),
        ("dashboard", "Open", "Open in the browser"),
        ("api", "Closed", "Open the tunnel"),
    ]
    assert items[2].below == "127.0.0.1:11000 → spark-01:11000"
