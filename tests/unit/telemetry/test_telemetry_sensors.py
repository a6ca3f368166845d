"""Sensors, rails, clocks, swap and the driver, by the agent's report and by its own reading."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.telemetry.api import Machine, PowerRail
from app.services.telemetry.machine import loaded_driver, read_machine
from app.services.telemetry.observation import Slowly, observe_slow, observe_tick
from app.services.telemetry.procfs import parse_swapped
from app.services.telemetry.raw import Hello, RailReport, SensorReport, Slow, Tick
from app.services.telemetry.reading import Assembler
from app.services.telemetry.sensors import read_rails, read_temperatures, sensor_title
from tests.unit.telemetry.agent_module import load
from tests.unit.telemetry.replay import capture

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the agent reads /sys")
ZONES = ("TSOC", "TS0E", "TS0P", "TS1E", "TS1P", "TGPU", "TUNC")
CARDS = ("enp1s0f0np0", "enp1s0f1np1", "enP2p1s0f1np1")


def test_sensors_of_a_spark_each_have_a_name_an_id_and_their_own_limit() -> None:
    """Names, limits and places of spark.md 2.4."""
    reports = [
        SensorReport(f"thermal_zone{i}", "acpitz", f"\\_SB_.{zone}", 40_000 + i, 104_850)
        for i, zone in enumerate(ZONES)
    ]
    reports += [
        SensorReport("nvme0/temp1", "nvme", "Composite", 38_850, 86_850, 85_850),
        SensorReport("nvme0/temp2", "nvme", "Sensor 1", 38_850, None, 65_261_850),
        SensorReport("phy0/temp1", "mt7925_phy0", None, 44_000),
    ]
    for address, card in zip(("0000:01:00.0", "0000:01:00.1", "0002:01:00.1"), CARDS, strict=True):
        reports.append(
            SensorReport(f"{address}/temp1", "mlx5", "asic", 55_000, 105_000, 0, None, card)
        )
        reports.append(
            SensorReport(f"{address}/temp2", "mlx5", "Module0", 48_000, 75_000, 0, None, card)
        )
    found, reasons = read_temperatures(reports)
    assert reasons == {}
    assert [item.name for item in found[:7]] == [f"{zone} (acpitz)" for zone in ZONES]
    assert len({item.name for item in found}) == len({item.sensor for item in found}) == 16
    limits = {item.name: item.critical_c for item in found}
    assert limits["TGPU (acpitz)"] == 104.85
    assert limits["NVMe Composite"] == 86.85
    assert limits["NVMe Sensor 1"] is None
    assert limits["Wi-Fi temp1"] is None
    assert limits["ConnectX asic (enp1s0f0np0)"] == 105
    assert limits["ConnectX Module0 (enP2p1s0f1np1)"] == 75
    assert {sensor_title(item.sensor) for item in found[:7]} == {item.name for item in found[:7]}


@pytest.mark.parametrize("junk", [0, -273_150, 1_000, 65_261_850, 255_000])
def test_sensor_limit_that_no_part_has_is_hidden(junk: int) -> None:
    found, _ = read_temperatures([SensorReport("nvme0/temp1", "nvme", "x", 40_000, junk, junk)])
    assert found[0].critical_c is None


def rail(label: str, microwatts: int | None, cap: int | None = None) -> RailReport:
    return RailReport(f"NVDA8800:00/{label}", "spbm", label, microwatts, cap)


def test_rails_of_the_box_are_readings_and_no_budgets() -> None:
    """Labels and caps of spark_hwmon 0.3; spark.md 2.5."""
    reports = [
        rail("sys_total", 25_000_000),
        rail("gpu", 4_800_000),
        rail("syspl1", 26_000_000, 231_000_000),
        rail("budget_gpu", 170_000_000),
    ]
    found, reasons = read_rails(reports)
    assert found == (
        PowerRail("sys_total", 25.0),
        PowerRail("gpu", 4.8),
        PowerRail("syspl1", 26.0, 231.0),
    )
    assert reasons == {}
    older, _ = read_rails([rail("pl1", 140_000_000), rail("ewma_pl1", 18_000_000)])
    assert older == (PowerRail("ewma_pl1", 18.0),)


def test_rail_that_cannot_be_read_says_why() -> None:
    broken = RailReport("NVDA8800:00/power1", "spbm", "gpu", None, None, "No data available")
    found, reasons = read_rails([broken, RailReport("x/power2", "ina", None, -5)])
    assert [(item.name, item.power_w) for item in found] == [("gpu", None), ("ina power2", None)]
    assert reasons["rails.0.power_w"] == "No data available"


def test_sensors_of_the_box_hide_what_is_no_temperature() -> None:
    reports = [
        SensorReport("NVDA8800:00/temp1", "spbm", "tj_max", 31_000),
        SensorReport("NVDA8800:00/temp2", "spbm", "tj_max_c", 0),
    ]
    assert [item.name for item in read_temperatures(reports)[0]] == ["SoC tj_max"]


TEXT = st.none() | st.text(max_size=8)
NUMBER = st.none() | st.integers()


@settings(deadline=None)
@given(
    st.lists(st.builds(RailReport, st.text(), TEXT, TEXT, NUMBER, NUMBER)),
    st.lists(st.builds(SensorReport, st.text(), TEXT, TEXT, NUMBER, NUMBER)),
)
def test_sensors_of_any_chip_have_a_value_or_a_reason(
    rails: list[RailReport], sensors: list[SensorReport]
) -> None:
    powers, why = read_rails(rails)
    assert all(
        (item.power_w is None) == (f"rails.{i}.power_w" in why) for i, item in enumerate(powers)
    )
    found, why = read_temperatures(sensors)
    for index, item in enumerate(found):
        assert (item.celsius is None) == (f"temperatures.{index}.celsius" in why)
        assert item.critical_c is None or 30 <= item.critical_c <= 150
        sensor_title(item.sensor)


def test_swap_rates_come_from_pages_by_the_clock_of_the_slow_look() -> None:
    assembler = Assembler("spark", "agent", Machine())

    def look(at: float, slow: Slow) -> object:
        return assembler.reading(observe_tick(Tick(t=at), observe_slow(slow))).sample.memory

    look(1.0, Slow(t=1.0, vmstat="pswpin 10\npswpout 100", page=4096))
    later = Slow(t=3.0, vmstat="pswpin 10\npswpout 300", page=4096)
    memory = assembler.reading(observe_tick(Tick(t=3.0), observe_slow(later))).sample.memory
    assert memory.swap_in_bytes_per_s == 0
    assert memory.swap_out_bytes_per_s == 200 * 4096 / 2


def test_clocks_are_told_by_core_and_a_core_that_is_off_has_none() -> None:
    slow = Slow(t=1.0, clocks=[3_900_000, None, 0, 1_378_000])
    sample = (
        Assembler("x", "agent", Machine())
        .reading(observe_tick(Tick(t=1.0), observe_slow(slow)))
        .sample
    )
    assert sample.cpu.clock_mhz == (3900, None, None, 1378)
    silent = (
        Assembler("x", "agent", Machine()).reading(observe_tick(Tick(t=1.0), Slowly(at=1.0))).sample
    )
    assert silent.cpu.clock_mhz == ()
    assert "clocks" in silent.reasons["cpu.clock_mhz"]
    assert "spark_hwmon" in silent.reasons["rails"]


@settings(deadline=None)
@given(st.text() | st.text().map(lambda text: f"pswpin {text}\npswpout 7"))
def test_swapped_pages_of_any_text(text: str) -> None:
    assert all(pages >= 0 for pages in parse_swapped(text).values())


def test_machine_tells_the_driver_that_runs_from_the_one_on_disk() -> None:
    running = capture("probe_proc_driver_nvidia_version.txt")
    machine = read_machine(Hello(1, nvidia_version=running, nvidia_modules=["580.159.03"]))
    assert machine.loaded_driver_version == "580.142"
    assert machine.kernel_driver_versions == ("580.159.03",)


@settings(deadline=None)
@given(st.text() | st.text().map(lambda text: f"NVRM version: NVIDIA {text}"))
def test_loaded_driver_of_any_text(text: str) -> None:
    assert loaded_driver(text) is None or loaded_driver(text) in text


def test_machine_is_told_again_when_an_update_asks_for_a_restart() -> None:
    assembler = Assembler("x", "agent", Machine())
    told = [
        assembler.reading(
            observe_tick(Tick(t=at), observe_slow(Slow(t=at, restart=restart)))
        ).machine
        for at, restart in ((1.0, False), (2.0, False), (3.0, True))
    ]
    assert [machine and machine.restart_required for machine in told] == [False, None, True]


@linux_only
def test_agent_reads_the_nvidia_modules_of_a_kernel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Path and version of a published probe's `modinfo nvidia`."""
    facts = dict(line.split(":", 1) for line in capture("probe_modinfo_nvidia.txt").splitlines())
    path = facts["filename"].strip().split("6.17.0-1014-nvidia/")[1]
    (tmp_path / "modules.dep").write_text(f"{path}: kernel/x.ko\nkernel/nvidia-uvm.ko: {path}\n")
    program = tmp_path / "modinfo"
    program.write_text(
        f"#!/bin/sh\n[ $3 = {tmp_path}/{path} ] && echo '{facts['version'].strip()}'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    system = load("agent_system")
    assert system.driver_modules(str(tmp_path)) == ["580.142"]
    assert system.driver_modules(str(tmp_path / "other")) == []


@linux_only
def test_agent_finds_rails_temperatures_and_the_interface_of_a_chip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = load("agent_system")
    files = {
        "hwmon0/name": "mlx5",
        "hwmon0/temp1_input": "55000",
        "hwmon0/temp1_label": "asic",
        "hwmon0/temp1_crit": "105000",
        "hwmon0/device/net/enp1s0f0np0/x": "",
        "hwmon1/name": "spbm",
        "hwmon1/power1_input": "25000000",
        "hwmon1/power1_label": "sys_total",
        "hwmon1/power11_input": "26000000",
        "hwmon1/power11_label": "syspl1",
        "hwmon1/power11_cap": "231000000",
        "hwmon1/prochot": "1",
        "hwmon1/energy1_input": "5",
        "policy0/affected_cpus": "0 1",
        "policy0/scaling_cur_freq": "3900000",
        "policy2/affected_cpus": "3",
        "policy2/scaling_cur_freq": "<unknown>",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(system, "HWMON", f"{tmp_path}/")
    monkeypatch.setattr(system, "CPUFREQ", f"{tmp_path}/")
    chips = system.Chips()
    heat, powers = (
        [each.read() for each in chips.temperatures],
        [each.read() for each in chips.rails],
    )
    assert [(each["label"], each["interface"], each["critical"]) for each in heat] == [
        ("asic", "enp1s0f0np0", 105_000)
    ]
    assert [(each["label"], each["value"], each["cap"]) for each in powers] == [
        ("sys_total", 25_000_000, None),
        ("syspl1", 26_000_000, 231_000_000),
    ]
    assert system.read_text(chips.prochot) == "1"
    assert system.Clocks().read() == [3_900_000, 3_900_000]
    for sensor in chips.sensors():
        sensor.input.close()
