from __future__ import annotations

import pytest

from app.services.telemetry.api import Machine, Reading
from app.services.telemetry.observation import Slowly, observe_slow, observe_tick
from app.services.telemetry.raw import (
    GpuReport,
    InterfaceReport,
    NvmlDevice,
    RdmaReport,
    SensorReport,
    Slow,
    SpaceReport,
    Tick,
)
from app.services.telemetry.reading import Assembler
from tests.unit.telemetry.replay import capture

DISK = " 259 0 nvme0n1 1 0 {read} 0 1 0 {written} 0 0 {busy} 0 0 0 0 0"
NET = "enP7s7: {received} 1 0 0 0 0 0 0 {sent} 1 0 0 0 0 0 0"
CPU = "cpu {busy} 0 0 {idle} 0 0 0 0\ncpu0 {busy} 0 0 {idle} 0 0 0 0"


class Watched:
    """A machine whose counters a test sets."""

    def __init__(self) -> None:
        self.assembler = Assembler("spark", "agent", Machine(hostname="spark-1"), clock=lambda: 5.0)
        self.slowly = Slowly()

    def look(self, at: float, slow: Slow | None = None, **files: str) -> Reading:
        if slow is not None:
            self.slowly = observe_slow(slow)
        tick = Tick(t=at, w=1e9, f=files)
        return self.assembler.reading(observe_tick(tick, self.slowly))


def test_rates_come_from_the_machines_monotonic_clock() -> None:
    watched = Watched()
    watched.look(10.0, diskstats=DISK.format(read=0, written=0, busy=0))
    reading = watched.look(12.0, diskstats=DISK.format(read=4000, written=2000, busy=1000))
    disk = reading.sample.disks[0]
    assert disk.read_bytes_per_s == 4000 * 512 / 2
    assert disk.write_bytes_per_s == 2000 * 512 / 2
    assert disk.busy_percent == 50


def test_first_reading_has_no_rates_and_says_why() -> None:
    sample = Watched().look(10.0, netdev=NET.format(received=1, sent=1)).sample
    assert sample.networks[0].receive_bytes_per_s is None
    assert sample.reasons["networks.0.receive_bytes_per_s"] == "needs a second reading"


def test_wall_clock_jump_changes_no_rate() -> None:
    watched = Watched()
    for at, wall, received in ((1.0, 1e9, 0), (2.0, 5.0, 100), (3.0, 9e9, 200)):
        tick = Tick(t=at, w=wall, f={"netdev": NET.format(received=received, sent=0)})
        sample = watched.assembler.reading(observe_tick(tick, watched.slowly)).sample
    assert sample.networks[0].receive_bytes_per_s == 100
    assert sample.machine_time == 9e9
    assert sample.time == 5.0


@pytest.mark.parametrize(("at", "why"), [(1.0, "did not advance"), (0.5, "did not advance")])
def test_monotonic_clock_that_stands_still_gives_no_rate(at: float, why: str) -> None:
    watched = Watched()
    watched.look(1.0, netdev=NET.format(received=0, sent=0))
    sample = watched.look(at, netdev=NET.format(received=9, sent=9)).sample
    assert sample.networks[0].receive_bytes_per_s is None
    assert why in sample.reasons["networks.0.receive_bytes_per_s"]


def test_counter_that_was_reset_gives_no_spike() -> None:
    watched = Watched()
    watched.look(1.0, netdev=NET.format(received=2**32 - 5, sent=7))
    sample = watched.look(2.0, netdev=NET.format(received=10, sent=8)).sample
    assert sample.networks[0].receive_bytes_per_s is None
    assert sample.reasons["networks.0.receive_bytes_per_s"] == "the counter was reset"
    assert sample.networks[0].transmit_bytes_per_s == 1


def test_cpu_is_busy_share_per_core() -> None:
    watched = Watched()
    watched.look(1.0, stat=CPU.format(busy=100, idle=1000))
    cpu = watched.look(2.0, stat=CPU.format(busy=125, idle=1075)).sample.cpu
    assert cpu.percent == 25
    assert cpu.per_core_percent == (25,)


def test_cpu_reset_after_reboot_gives_no_percentage() -> None:
    watched = Watched()
    watched.look(1.0, stat=CPU.format(busy=100, idle=1000))
    sample = watched.look(2.0, stat=CPU.format(busy=1, idle=10)).sample
    assert sample.cpu.percent is None
    assert sample.reasons["cpu.percent"] == "the counter was reset"


def test_core_that_goes_off_line_keeps_its_place() -> None:
    watched = Watched()
    text = capture("proc_stat_spark_20cores.txt")
    without = "\n".join(line for line in text.split("\n") if not line.startswith("cpu3 "))
    watched.look(1.0, stat=text)
    sample = watched.look(2.0, stat=without).sample
    assert len(sample.cpu.per_core_percent) == 20
    assert sample.reasons["cpu.per_core_percent.3"] == "the core is off line"


def test_missing_files_give_reasons_and_cost_nothing_else() -> None:
    watched = Watched()
    tick = Tick(
        t=1.0,
        f={"meminfo": capture("proc_meminfo_spark_nvsh.txt")},
        e={"stat": "/proc/stat: Permission denied", "sensors": "boom"},
    )
    sample = watched.assembler.reading(observe_tick(tick, Slowly())).sample
    assert sample.memory.total_bytes == 127_601_228 * 1024
    assert sample.reasons["cpu.percent"] == "/proc/stat: Permission denied"
    assert sample.reasons["temperatures"] == "boom"
    assert {"gpus", "cpu.load_1m", "disks", "networks", "pressure"} <= set(sample.reasons)


@pytest.mark.parametrize(
    ("device", "unknown"),
    [
        (NvmlDevice(name="NVIDIA GB10"), False),
        (NvmlDevice(name="NVIDIA GB10", p=[(7, "engine", 1 << 30, False)]), False),
        (NvmlDevice(name="NVIDIA GB10", p=[(7, "engine", None, False)]), True),
        (NvmlDevice(name="NVIDIA GB10", e={"processes": "NVML_ERROR_NO_PERMISSION"}), True),
        (NvmlDevice(name="NVIDIA H200", p=[(7, "engine", None, False)]), False),
    ],
)
def test_memory_map_says_when_an_engine_may_be_unaccounted(
    device: NvmlDevice, unknown: bool
) -> None:
    tick = Tick(
        t=1.0,
        f={"meminfo": capture("proc_meminfo_spark_driver_pool_retained.txt")},
        gpu=GpuReport(via="nvml", devices=[device]),
    )
    sample = Watched().assembler.reading(observe_tick(tick, Slowly())).sample
    assert ("Unaccounted" in sample.reasons.get("memory.parts", "")) is unknown


def test_temperatures_are_named_by_acpi_path_and_junk_limits_hidden() -> None:
    # values of spark.md 2.4: acpitz zones, nvme_nvme0 with temp2 max = 65261 °C
    slow = Slow(
        t=1.0,
        sensors=[
            SensorReport("thermal_zone0", "acpitz", "\\_SB_.TSOC", 41_700, 104_850),
            SensorReport("nvme0/temp1", "nvme", "Composite", 38_850, 86_850, 85_850),
            SensorReport("nvme0/temp2", "nvme", "Sensor 1", 38_850, None, 65_261_850),
            SensorReport("0000:01:00.0/temp1", "mlx5", "asic", None, error="Input/output error"),
        ],
    )
    sample = Watched().look(1.0, slow).sample
    assert [(item.name, item.celsius, item.critical_c) for item in sample.temperatures] == [
        ("TSOC (acpitz)", 41.7, 104.85),
        ("NVMe Composite", 38.85, 86.85),
        ("NVMe Sensor 1", 38.85, None),
        ("ConnectX asic", None, None),
    ]
    assert sample.reasons["temperatures.3.celsius"] == "Input/output error"


def rdma(words: int) -> RdmaReport:
    return RdmaReport("rocep1s0f0/1", "4: ACTIVE", "200 Gb/sec (4X HDR)", str(words), "0")


def test_rdma_ports_count_words_of_four_bytes_by_their_own_clock() -> None:
    watched = Watched()
    watched.look(10.0, Slow(t=10.0, rdma=[rdma(0)]))
    watched.look(11.0, Slow(t=11.0, rdma=[rdma(1000)]))
    carried = watched.look(11.5).sample.networks[0]
    assert carried.receive_bytes_per_s == 4000
    assert (carried.kind, carried.up, carried.speed_bytes_per_s) == ("rdma", True, 25e9)


def test_slow_values_that_stop_coming_are_not_shown_for_ever() -> None:
    watched = Watched()
    slow = Slow(t=1.0, loadavg="1.50 1 1 1/1 1", sensors=[SensorReport("thermal_zone0", "x")])
    assert watched.look(2.0, slow).sample.cpu.load_1m == 1.5
    sample = watched.look(30.0).sample
    assert sample.cpu.load_1m is None
    for name in ("cpu.load_1m", "temperatures", "pressure"):
        assert sample.reasons[name] == "not read for 29 s"


def test_reason_of_a_slow_value_stays_until_it_is_read_again() -> None:
    watched = Watched()
    watched.slowly = observe_slow(Slow(t=1.0), {"sensors": "boom", "stat": "gone"})
    reasons = watched.look(1.5).sample.reasons
    assert reasons["temperatures"] == "boom"
    assert reasons["cpu.percent"] == "not in /proc/stat"


def test_interface_of_which_nothing_is_told_is_neither_up_nor_down() -> None:
    sample = Watched().look(1.0, netdev=NET.format(received=0, sent=0)).sample
    assert sample.networks[0].up is None
    for name in ("up", "speed_bytes_per_s"):
        assert sample.reasons[f"networks.0.{name}"] == "the system does not tell"


def test_root_file_system_belongs_to_its_disk() -> None:
    space = SpaceReport("/", "nvme0n1", 916_000, 526_000)
    slow = Slow(t=1.0, space=[space])
    disk = Watched().look(1.0, slow, diskstats=DISK.format(read=0, written=0, busy=0)).sample.disks
    assert (disk[0].mount, disk[0].free_bytes, len(disk)) == ("/", 526_000, 1)


def test_root_file_system_on_no_disk_is_shown_alone() -> None:
    slow = Slow(t=1.0, space=[SpaceReport("/", None, 900, 500)])
    sample = Watched().look(1.0, slow).sample
    assert (sample.disks[0].name, sample.disks[0].total_bytes) == ("/", 900)
    assert sample.reasons["disks.0.read_bytes_per_s"] == "/ is on no single disk"


def test_interface_without_carrier_has_no_speed() -> None:
    slow = Slow(t=1.0, interfaces={"enP7s7": InterfaceReport("ethernet", "down", None, "-1")})
    sample = Watched().look(1.0, slow, netdev=NET.format(received=0, sent=0)).sample
    assert sample.networks[0].up is False
    assert sample.reasons["networks.0.speed_bytes_per_s"] == "the interface has no link"


def test_machine_is_told_once() -> None:
    watched = Watched()
    first = watched.look(1.0)
    assert first.machine is not None
    assert first.machine.hostname == "spark-1"
    assert watched.look(2.0).machine is None
