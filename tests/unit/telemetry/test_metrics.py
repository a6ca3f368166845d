from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.telemetry.api import (
    Cpu,
    Disk,
    EngineReading,
    Gpu,
    Memory,
    MemoryPart,
    Network,
    Owner,
    PartKind,
    PowerRail,
    Sample,
    Temperature,
)
from app.services.telemetry.metrics import COUNT, describe, physical_networks, reason_for, row_of


def sample(*networks: Network, **reasons: str) -> Sample:
    return Sample(
        time=0.0,
        node="spark",
        source="agent",
        memory=Memory(None, None, None, None),
        gpus=(),
        cpu=Cpu(None, (), None),
        networks=networks,
        reasons={name.replace("__", "."): text for name, text in reasons.items()},
    )


def test_metrics_count_virtual_networks_only_where_none_is_physical() -> None:
    wire = Network("enP7s7", "ethernet", 100.0, 10.0)
    bridge = Network("br0", "virtual", 100.0, 10.0)
    assert list(physical_networks(sample(bridge, wire))) == [1]
    assert row_of(sample(bridge, wire))["networks.receive_bytes_per_s"] == 100
    assert row_of(sample(bridge))["networks.receive_bytes_per_s"] == 100


def test_metrics_borrow_no_reason_of_another_field() -> None:
    speed = "the interface has no link"
    first = "needs a second reading"
    assert reason_for(sample(networks__0__speed_bytes_per_s=speed), "networks") == ""
    both = sample(networks__0__speed_bytes_per_s=speed, networks__1__receive_bytes_per_s=first)
    assert reason_for(both, "networks") == first


def spark() -> Sample:
    """Return a sample with as many devices as a Spark has (spark.md 2.4 to 2.6)."""
    ports = ("enp1s0f0np0", "enP2p1s0f0np0", "enp1s0f1np1", "enP2p1s0f1np1")
    rdma = ("rocep1s0f0/1", "roceP2p1s0f0/1", "rocep1s0f1/1", "roceP2p1s0f1/1")
    zones = ("TSOC", "TS0E", "TS0P", "TS1E", "TS1P", "TGPU", "TUNC")
    rails = ("gpu", "dc_input", "prereg", "syspl1", "pl1", "sys_total", "soc_pkg", "cpu_p", "cpu_e")
    engine = MemoryPart("x", PartKind.ENGINE, 5, 1, Owner(container="vllm-qwen"))
    gpu = Gpu("NVIDIA GB10", None, 1.0, None, None, 1.0, 1.0, None, 1.0, unified_memory=True)
    return Sample(
        time=0.0,
        node="spark",
        source="agent",
        memory=Memory(9, 5, 2, 1, (engine, MemoryPart("Free", PartKind.FREE, 4)), 0.0, 0.0),
        gpus=(gpu,),
        cpu=Cpu(
            1.0,
            (1.0,) * 20,
            1.0,
            ("Cortex-X925",) * 10 + ("Cortex-A725",) * 10,
            (2000.0, 3900.0, None) + (1000.0,) * 17,
        ),
        temperatures=tuple(Temperature(z, f"acpitz/_SB_.{z}", 40.0) for z in zones),
        disks=(Disk("nvme0n1", 1.0, 1.0, 50.0, "/", 100, 40),),
        networks=(
            Network("enP7s7", "ethernet", 1.0, 1.0, True),
            Network("wlP9s9", "wifi", 1.0, 1.0, True),
            *(Network(name, "ethernet", 1.0, 1.0, False) for name in ports),
            *(Network(name, "rdma", 1.0, 1.0, True) for name in rdma),
        ),
        rails=tuple(PowerRail(name, 1.0) for name in rails),
        engines=(EngineReading("vLLM", 8000, requests_running=4.0),),
    )


def test_metrics_of_a_spark_are_many_but_not_too_many() -> None:
    row = row_of(spark())
    assert 60 <= len(row) <= 110
    assert row["cpu.clock_mhz.Cortex-X925"] == 3900
    assert row["cpu.clock_mhz.Cortex-A725"] == 1000
    assert row["memory.parts.engine.vllm-qwen"] == 5
    assert row["rails.dc_input"] == 1
    assert row["disks.nvme0n1.busy_percent"] == 50
    assert (row["disks./.free_bytes"], row["disks./.used_percent"]) == (40, 60)
    assert row["networks.roceP2p1s0f0/1.receive_bytes_per_s"] == 1
    assert row["engines.8000.requests_running"] == 4
    assert "networks.enp1s0f0np0.receive_bytes_per_s" not in row  # no cable in it


def test_metrics_all_have_a_title_and_a_unit_of_their_own() -> None:
    titles = {key: describe(key).title for key in row_of(spark())}
    assert all(title != key for key, title in titles.items())
    assert len(set(titles.values())) == len(titles)


@pytest.mark.parametrize(
    ("key", "title", "unit"),
    [
        ("gpus.0.power_w", "GPU power", "W"),
        ("gpus.3.power_w", "GPU 3 power", "W"),
        ("temperatures.acpitz/\\_SB_.TSOC", "TSOC (acpitz)", "°C"),
        ("temperatures.nvme/nvme0/temp1", "NVMe nvme0/temp1", "°C"),
        ("cpu.per_core_percent.12", "CPU core 12", "%"),
        ("networks.eth0.10.receive_bytes_per_s", "eth0.10 received", "b/s"),
        ("engines.8000.first_token_s", "Time to first token (port 8000)", "ms"),
        ("something else", "something else", ""),
    ],
)
def test_metrics_are_described_by_their_key_alone(key: str, title: str, unit: str) -> None:
    found = describe(key)
    assert (found.title, found.unit.name) == (title, unit)


@settings(deadline=None)
@given(st.text())
def test_metrics_describe_any_text(key: str) -> None:
    assert describe(key).unit.format(1.0)
    assert describe(f"memory.parts.engine.{key}").unit is not COUNT or not key


def test_metrics_find_the_reason_of_a_device_by_its_name() -> None:
    base = spark()
    silent = replace(base.networks[0], receive_bytes_per_s=None)
    reasons = {
        "networks.0.receive_bytes_per_s": "the counter was reset",
        "temperatures.6.celsius": "Input/output error",
    }
    broken = replace(base, networks=(silent, *base.networks[1:]), reasons=reasons)
    assert reason_for(broken, "networks.enP7s7.receive_bytes_per_s") == "the counter was reset"
    assert reason_for(broken, "temperatures.acpitz/_SB_.TUNC") == "Input/output error"


def test_metrics_sum_engines_of_one_name_and_keep_the_largest_six() -> None:
    parts = [MemoryPart(f"e{size}", PartKind.ENGINE, size, size) for size in range(1, 9)]
    parts.append(MemoryPart("e1", PartKind.ENGINE, 50, 99))
    row = row_of(replace(spark(), memory=Memory(9, 5, 2, 1, tuple(parts))))
    found = {key: size for key, size in row.items() if key.startswith("memory.parts.engine.")}
    assert len(found) == 6
    assert found["memory.parts.engine.e1"] == 51
