from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.units import GIB
from app.panes.machine_words import machine_line
from app.plots.content import CHARTS, charts_for
from app.plots.memory_parts import map_parts, map_words, widths
from app.plots.spec import ChartSpec, Style
from app.plots.words import ChartWords, words_of
from app.services.telemetry.api import (
    Cpu,
    Disk,
    Gpu,
    GpuProcess,
    Machine,
    Memory,
    MemoryPart,
    Network,
    PartKind,
    Sample,
)
from app.services.telemetry.metrics import reason_for, row_of
from tests.spark_samples import GB10, spark_sample


def chart(name: str) -> ChartSpec:
    return next(spec for spec in CHARTS if spec.name == name)


def words(name: str, sample: Sample) -> ChartWords:
    return words_of(chart(name), sample, row_of(sample))


def test_memory_map_of_a_spark_says_what_is_truly_in_use() -> None:
    sample = spark_sample()
    said = map_words(sample)

    assert said.title == "Unified memory"
    assert said.used == "83.4 of 121.7 GiB in use"
    assert said.available == "38.3 GiB available: 3.0 free, 35.3 reclaimable cache"
    assert "128" not in said.used


def test_memory_map_shows_what_the_driver_keeps_as_its_own_part() -> None:
    kept = next(p for p in map_parts(spark_sample().memory) if p.part.kind is PartKind.UNACCOUNTED)

    assert kept.part.bytes / GIB == pytest.approx(80, abs=1)
    assert kept.share == pytest.approx(0.657, abs=0.01)


def test_memory_chart_draws_engines_of_the_past_when_none_runs_now() -> None:
    kinds = {trace.kind for trace in chart("memory").traces(spark_sample())}

    assert PartKind.ENGINE in kinds


def test_memory_map_orders_gpu_processes_by_size_and_names_their_process() -> None:
    small = GpuProcess(11, "llama-server", 2 * GIB)
    large = GpuProcess(22, "VLLM::EngineCore", 60 * GIB)
    parts = map_parts(spark_sample(small, large).memory)

    assert [part.part.pid for part in parts[:2]] == [22, 11]
    assert [part.number for part in parts[:2]] == [0, 1]
    assert parts[0].details.endswith("60.0 GiB · 49.3 % · process 22")


def test_memory_map_without_a_total_gives_the_reason() -> None:
    sample = replace(
        spark_sample(),
        memory=Memory(None, None, None, None),
        reasons={"memory.total_bytes": "not in /proc/meminfo there"},
    )
    said = map_words(sample)

    assert map_parts(sample.memory) == ()
    assert (said.used, said.reason) == ("n/a", "not in /proc/meminfo there")


def test_widths_keep_the_smallest_part_visible_and_fill_the_bar() -> None:
    memory = Memory(
        1000,
        500,
        0,
        0,
        (MemoryPart("a", PartKind.ENGINE, 998), MemoryPart("b", PartKind.KERNEL, 2)),
    )
    shared = widths(map_parts(memory), 600.0)

    assert min(shared) >= 3.0
    assert sum(shared) == pytest.approx(600.0)


def test_charts_of_a_spark_leave_out_the_memory_it_does_not_have() -> None:
    names = [spec.name for spec in charts_for(spark_sample())]

    assert "vram" not in names
    assert names[:3] == ["gpu", "power", "temperature"]


def test_charts_of_a_discrete_gpu_show_its_memory() -> None:
    gpu = replace(
        GB10, name="RTX", unified_memory=False, memory_total_bytes=24 * GIB, memory_used_bytes=GIB
    )
    sample = replace(spark_sample(), gpus=(gpu,))

    assert words("vram", sample).value == "1.0"
    assert words("vram", sample).note == "of 24.0 GiB"


def test_charts_without_a_gpu_show_no_gpu() -> None:
    names = [spec.name for spec in charts_for(replace(spark_sample(), gpus=()))]

    assert not {"gpu", "power", "clock", "vram"} & set(names)
    assert "cpu" in names


def test_words_of_a_known_value() -> None:
    said = words("power", spark_sample())

    assert (said.value, said.unit, said.note) == ("4.0", "W", "limit n/a on GB10")
    assert said.reason == ""


def test_words_of_an_unknown_value_are_its_reason_never_zero() -> None:
    sample = replace(
        spark_sample(),
        gpus=(replace(GB10, power_w=None),),
        reasons={"gpus.0.power_w": "nvidia-smi printed [N/A]"},
    )
    said = words("power", sample)

    assert (said.value, said.unit) == ("n/a", "")
    assert said.reason == "nvidia-smi printed [N/A]"
    assert "n/a, nvidia-smi printed [N/A]" in said.description


def test_words_of_zero_are_zero() -> None:
    assert words("gpu", spark_sample()).value == "0"


def test_words_of_several_gpus_say_how_they_were_joined() -> None:
    gpus = tuple(
        replace(GB10, power_w=watts, temperature_c=t) for watts, t in ((100.0, 50), (50, 70))
    )
    sample = replace(spark_sample(), gpus=gpus)

    assert (words("power", sample).value, words("power", sample).note) == ("150.0", "sum of 2")
    assert words("temperature", sample).value == "70"
    assert [trace.label for trace, _ in words("power", sample).legend] == ["GPU 0", "GPU 1"]


def test_words_of_several_gpus_count_only_the_known_ones() -> None:
    discrete = replace(
        GB10, unified_memory=False, memory_total_bytes=80 * GIB, memory_used_bytes=GIB
    )
    lost = replace(discrete, power_w=None, utilization_percent=None, memory_used_bytes=None)
    sample = replace(spark_sample(), gpus=(*(discrete,) * 7, lost))

    assert words("power", sample).note == "sum of 7 of 8"
    assert words("gpu", sample).note == "mean of 7 of 8"
    assert words("clock", sample).note == "highest of 8"
    assert words("vram", sample).note == "of 560.0 GiB · sum of 7 of 8"


@pytest.mark.parametrize("name", ["gpu", "power", "clock"])
def test_chart_of_many_gpus_shows_each_as_a_row_of_heat(name: str) -> None:
    eight = replace(spark_sample(), gpus=(GB10,) * 8)
    four = replace(spark_sample(), gpus=(GB10,) * 4)

    assert chart(name).style_for(eight) is Style.HEAT
    assert [trace.label for trace in chart(name).traces(eight)] == [f"GPU {i}" for i in range(8)]
    assert chart(name).style_for(four) is Style.LINES


def test_words_of_temperature_show_the_hottest_of_many_gpus() -> None:
    degrees = (50.0, 51.0, 80.0, 52.0, None, 53.0, 71.0, 54.0)
    gpus = tuple(replace(GB10, temperature_c=celsius) for celsius in degrees)
    said = words("temperature", replace(spark_sample(), gpus=gpus))

    assert [(t.label, value) for t, value in said.legend][:2] == [("GPU 2", "80"), ("GPU 6", "71")]
    assert said.value == "80"
    assert said.note.startswith("hottest of 7 of 8, 2 drawn · 3 sensors")


def test_words_of_temperature_keep_sensors_apart() -> None:
    legend = words("temperature", spark_sample()).legend

    assert [(trace.label, value) for trace, value in legend] == [
        ("GPU", "32"),
        ("TSOC (acpitz)", "42"),
        ("NVMe Composite", "45"),
    ]
    assert len({(trace.hue, trace.dash) for trace, _ in legend}) == 3


def test_words_of_network_count_no_bridge_twice() -> None:
    sample = replace(
        spark_sample(),
        networks=(
            Network("enP7s7", "ethernet", 1e6, 2e6, True, 1.25e9),
            Network("docker0", "virtual", 5e8, 5e8, True),
        ),
    )
    said = words("network", sample)

    assert (said.value, said.unit) == ("24.0", "Mb/s")
    assert said.note == "enP7s7 · link 10.0 Gb/s"


def test_words_of_disks_with_one_unreadable_count_the_other() -> None:
    disks = (Disk("nvme0n1", 1e6, 0.0, 3.0), Disk("sda", None, None, None))

    assert words("disk", replace(spark_sample(), disks=disks)).value == "1.0"
    assert words("disk", replace(spark_sample(), disks=disks[1:])).value == "n/a"


def test_every_chart_speaks_about_a_machine_that_reports_nothing() -> None:
    nothing = Gpu("GPU", None, None, None, None, None, None, None, None, False)
    empty = Sample(0.0, "n", "s", Memory(None, None, None, None), (nothing,), Cpu(None, (), None))
    for spec in CHARTS:
        said = words_of(spec, empty, row_of(empty))
        assert said.value == "n/a"
        assert said.reason
        assert spec.style in Style


def test_reason_is_looked_up_in_the_group_around() -> None:
    sample = replace(spark_sample(), reasons={"gpus": "no NVIDIA driver on this computer"})

    assert reason_for(sample, "gpus.0.power_w") == "no NVIDIA driver on this computer"
    assert reason_for(sample, "cpu.percent") == ""


def test_machine_line_leaves_out_what_is_unknown() -> None:
    machine = Machine(product="NVIDIA_DGX_Spark", dgx_os_version="7.4.0", is_gb10=True)

    line = machine_line(machine, spark_sample(), 6 * 86400 + 4 * 3600)

    assert line == "NVIDIA DGX Spark · GB10 · DGX OS 7.4.0 · up 6 d 4 h"
    assert machine_line(None, None, None) == ""
