"""Detectors of driver, heat and network: what real machines and their tools said."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.detectors.api import Detector, Finding
from app.services.detectors.gpu_errors import KEPT_S, GpuErrors
from app.services.detectors.nccl_on_tcp import NcclOnTcp
from app.services.detectors.slow_roce_link import SlowRoceLink
from app.services.detectors.thermal_throttle import ThermalThrottle
from app.services.detectors.torn_driver import TornDriver
from app.services.telemetry.api import KernelEvent, Machine, Network, Sample
from app.services.telemetry.machine import loaded_driver
from app.services.telemetry.observation import Observation, Slowly
from app.services.telemetry.procfs import NetCounters
from app.services.telemetry.raw import RdmaReport
from app.services.telemetry.reading import Assembler
from app.services.telemetry.sources.kernel_log import read_message
from tests.spark_samples import GB10, spark_sample

DATA = Path(__file__).parents[2] / "data"
SPARK = Machine(is_gb10=True, kernel="6.17.0-1014-nvidia")
BUSY = replace(GB10, utilization_percent=96.0, sm_clock_mhz=2418.0, power_w=40.0)


def text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def watch(
    detector: Detector,
    sample: Sample,
    seconds: int = 60,
    machine: Machine | None = SPARK,
    at: int = 0,
) -> Finding | None:
    finding = None
    for second in range(at, at + seconds):
        moment = replace(sample, time=spark_sample(at=second).time)
        finding = detector.observe(moment, machine)
    return finding


def kernel_events(name: str) -> tuple[KernelEvent, ...]:
    found = (read_message(line, None) for line in text(name).splitlines())
    return tuple(event for event in found if event is not None)


def versions() -> tuple[str, str]:
    """Return the driver that runs and the module on disk of a published probe."""
    running = loaded_driver(text("detectors/probe_proc_driver_nvidia_version.txt"))
    on_disk = re.search(r"^version:\s+(\S+)", text("detectors/probe_modinfo_nvidia.txt"), re.M)
    assert running is not None
    assert on_disk is not None
    return running, on_disk[1]


def test_driver_that_fits_is_no_finding() -> None:
    running, on_disk = versions()
    machine = replace(
        SPARK,
        driver_version=running,
        loaded_driver_version=running,
        kernel_driver_versions=(on_disk,),
    )

    assert watch(TornDriver(), spark_sample(), machine=machine) is None
    assert watch(TornDriver(), spark_sample(), machine=None) is None
    assert watch(TornDriver(), spark_sample(), machine=Machine()) is None


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (
            Machine(driver_version="580.159.03", loaded_driver_version="580.142"),
            "The kernel runs driver 580.142, programs use 580.159.03",
        ),
        (
            Machine(loaded_driver_version="580.142", kernel_driver_versions=("580.159.03",)),
            "The kernel runs driver 580.142; after a restart it has 580.159.03",
        ),
        (
            Machine(
                driver_version="580.159.03", kernel_driver_versions=("580.142",), kernel="6.17"
            ),
            "Programs use driver 580.159.03; the kernel 6.17 has 580.142",
        ),
    ],
)
def test_versions_that_differ_are_told(machine: Machine, words: str) -> None:
    finding = watch(TornDriver(), spark_sample(), machine=replace(machine, restart_required=True))

    assert finding is not None
    assert finding.evidence == (words, "The system asks to be restarted")


def test_no_devices_and_a_firmware_that_did_not_start_are_told() -> None:
    said = text("telemetry/nvidia-smi_no_devices_found.txt").strip()
    events = kernel_events("detectors/dmesg_gsp_init_failure_ota2607.txt")
    assert len(events) == 4
    sample = replace(spark_sample(), gpus=(), reasons={"gpus": f"nvidia-smi says: {said}"})
    detector = TornDriver()
    detector.observe(replace(sample, kernel_events=events), SPARK)

    finding = watch(detector, sample)

    assert finding is not None
    assert finding.evidence[0] == "The driver: nvidia-smi says: No devices were found"
    assert "RmInitAdapter failed" in finding.evidence[1]


def test_machine_without_an_nvidia_gpu_is_no_finding() -> None:
    sample = replace(spark_sample(), gpus=(), reasons={"gpus": "nvidia-smi is not installed"})

    assert watch(TornDriver(), sample) is None


def test_number_of_an_error_is_told_with_its_meaning_for_ten_minutes() -> None:
    (xid,) = [
        event
        for event in kernel_events("detectors/dmesg_gsp_init_failure_ota2607.txt")
        if event.xid is not None
    ]
    detector = GpuErrors()

    finding = detector.observe(replace(spark_sample(), kernel_events=(xid,)), SPARK)

    assert finding is not None
    assert finding.evidence[0] == "Xid 119: the GPU's firmware (GSP) does not answer"
    assert "Timeout after 6s" in finding.evidence[1]
    assert watch(detector, spark_sample(), 1, at=int(KEPT_S)) is not None
    assert watch(detector, spark_sample(), 2, at=int(KEPT_S) + 2) is None


def test_number_that_an_exporter_tells_counts_when_it_changes() -> None:
    detector = GpuErrors()
    old = replace(spark_sample(), gpus=(replace(GB10, xid=13),))
    new = replace(spark_sample(), gpus=(replace(GB10, xid=79),))
    none = replace(spark_sample(), gpus=(replace(GB10, xid=0),))

    assert watch(detector, old) is None
    finding = watch(detector, new, at=60)
    assert finding is not None
    assert finding.evidence[0] == "Xid 79: the GPU has fallen off the bus"
    assert watch(detector, none, at=800) is None


def test_harmless_line_of_the_kernel_is_none_of_ours() -> None:
    assert kernel_events("detectors/dmesg_cx7_slot_power_benign.txt") == ()


def test_heat_is_told_when_the_driver_says_so() -> None:
    hot = replace(BUSY, temperature_c=91.0, throttle_reasons=("SW Thermal Slowdown",))

    finding = watch(ThermalThrottle(), replace(spark_sample(), gpus=(hot,)))

    assert finding is not None
    assert finding.evidence[:2] == (
        "Active on GPU 0: SW Thermal Slowdown",
        "GPU temperature 91 °C",
    )
    for reasons in ((), None, ("SW Power Cap",), ("Idle",)):
        calm = replace(BUSY, temperature_c=91.0, throttle_reasons=reasons)
        assert watch(ThermalThrottle(), replace(spark_sample(), gpus=(calm,))) is None


def ports(over_tcp: float, over_rdma: float | None, sent: float | None = None) -> Sample:
    """Return the four interfaces and ports of a Spark, as ibdev2netdev names them."""
    networks: list[Network] = []
    for line in text("detectors/ibdev2netdev_port1_up.txt").splitlines():
        port, _port, _one, _arrow, interface, state = line.split()
        up = state == "(Up)"
        rate = over_tcp if up else 0.0
        networks += [
            Network(interface, "ethernet", rate, rate if sent is None else sent, up, 25e9),
            Network(port, "rdma", over_rdma if up else 0.0, over_rdma if up else 0.0, up, 25e9),
        ]
    return replace(spark_sample(), networks=tuple(networks), gpus=(BUSY,))


def test_tcp_where_rdma_should_be_is_told() -> None:
    finding = watch(NcclOnTcp(), ports(400e6, 1000.0))

    assert finding is not None
    assert finding.evidence[0] == "enP2p1s0f1np1: 6.4 Gb/s over TCP, in and out"
    assert finding.evidence[1] == "roceP2p1s0f1: 16.0 kb/s over RDMA"


def test_tcp_where_rdma_should_be_is_told_of_what_the_agent_reads() -> None:
    """It names an RDMA port as its folder does, `rocep1s0f1/1`: then nothing was ever found."""
    assembler, detector, finding = Assembler("spark", "agent", SPARK), NcclOnTcp(), None
    names = [line.split()[::4] for line in text("detectors/ibdev2netdev_port1_up.txt").splitlines()]
    for second in range(60):
        cards = {card: NetCounters(second * 10**9, second * 10**9) for _port, card in names}
        idle = [RdmaReport(f"{port}/1", "4: ACTIVE", None, "0", "0") for port, _card in names]
        slowly = Slowly(at=second, rdma=idle)
        sample = assembler.reading(Observation(second, networks=cards, slowly=slowly)).sample
        moment = replace(sample, time=spark_sample(at=second).time, gpus=(BUSY,))
        finding = detector.observe(moment, SPARK)
    assert finding is not None
    assert finding.evidence[1] == "roceP2p1s0f0: 0 b/s over RDMA"


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("RDMA in use", ports(1e6, 2e9)),
        ("both in use", ports(400e6, 2e9)),
        ("a copy goes one way", ports(800e6, 0.0, sent=9e6)),
        ("nothing happens", ports(0.0, 0.0)),
        ("counters of RDMA are not known", ports(400e6, None)),
        ("the GPU rests", replace(ports(400e6, 0.0), gpus=(GB10,))),
        (
            "no RDMA there",
            replace(spark_sample(), gpus=(BUSY,), networks=ports(4e8, 0).networks[::2]),
        ),
    ],
)
def test_no_tcp_finding_where_all_is_well(name: str, sample: Sample) -> None:
    assert watch(NcclOnTcp(), sample, 300) is None, name


def linked(speed_bits: float | None, *, up: bool = True) -> Sample:
    speed = None if speed_bits is None else speed_bits / 8
    return replace(spark_sample(), networks=(Network("rocep1s0f1", "rdma", 0, 0, up, speed),))


def test_link_slower_than_its_cable_is_told() -> None:
    megabits = re.search(r"Speed: (\d+)Mb/s", text("detectors/ethtool_speed_cx7.txt"))
    assert megabits is not None
    full = float(megabits[1]) * 1e6

    finding = watch(SlowRoceLink(), linked(full / 2))

    assert finding is not None
    assert finding.evidence == ("rocep1s0f1 runs at 100 Gb/s",)
    for sample in (linked(full), linked(400e9), linked(None), linked(100e9, up=False)):
        assert watch(SlowRoceLink(), sample) is None
    assert watch(SlowRoceLink(), linked(100e9), machine=Machine()) is None
    assert watch(SlowRoceLink(), linked(100e9), machine=None) is None
