"""Every detector is found, takes whatever a machine may report, and costs the others nothing."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import NodeId
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.engine import AlertEngine
from app.services.alerts.monitor import Monitor
from app.services.alerts.opening import all_detectors
from app.services.detectors.api import DetectorSpec
from app.services.telemetry.api import (
    Cpu,
    Disk,
    EngineReading,
    Gpu,
    GpuProcess,
    KernelEvent,
    KernelEventKind,
    Machine,
    Memory,
    MemoryPart,
    Network,
    PartKind,
    Pressure,
    Sample,
    Temperature,
)
from app.services.telemetry.metrics import row_of
from tests.spark_samples import GB10, spark_sample

NODE = NodeId("node-1")
ODD = (None, 0.0, 1.0, 90.0, 1e12, -5.0, math.nan, math.inf, -math.inf)
SIZES = (None, 0, 1, 2**33, 2**37, 2**42)
NAMES = ("", "rocep1s0f0", "enp1s0f0np0", "roce", "NVIDIA GB10")
KINDS = ("ethernet", "rdma", "wifi")
MACHINES = (
    None,
    Machine(),
    Machine(boot_id="one", is_gb10=True, driver_version="1", loaded_driver_version="2"),
    Machine(boot_id="two", kernel_driver_versions=("580.142",), restart_required=True),
)


def odd_gpu(pick: Random) -> Gpu:
    return Gpu(
        name=pick.choice(NAMES),
        uuid=None,
        utilization_percent=pick.choice(ODD),
        memory_total_bytes=pick.choice(SIZES),
        memory_used_bytes=pick.choice(SIZES),
        temperature_c=pick.choice(ODD),
        power_w=pick.choice((*ODD, 8.0)),
        power_limit_w=pick.choice(ODD),
        sm_clock_mhz=pick.choice((*ODD, 513.0)),
        unified_memory=pick.random() < 0.5,
        processes=pick.choice([(), (GpuProcess(1, "x", None),)]),
        throttle_reasons=pick.choice([None, (), ("SW Thermal Slowdown",)]),
        performance_state=pick.choice([None, "P0", "P8"]),
        xid=pick.choice([None, 0, 13, 999]),
    )


def odd_memory(pick: Random) -> Memory:
    kinds = pick.sample(list(PartKind), k=3)
    parts = tuple(MemoryPart(kind.value, kind, pick.choice(SIZES) or 0) for kind in kinds)
    return Memory(
        total_bytes=pick.choice(SIZES),
        available_bytes=pick.choice(SIZES),
        swap_total_bytes=pick.choice(SIZES),
        swap_free_bytes=pick.choice(SIZES),
        parts=pick.choice([(), parts]),
        swap_in_bytes_per_s=pick.choice(ODD),
        swap_out_bytes_per_s=pick.choice(ODD),
    )


def odd_network(pick: Random) -> Network:
    rates = pick.choice(ODD), pick.choice(ODD)
    up = pick.choice([None, True, False])
    return Network(pick.choice(NAMES), pick.choice(KINDS), *rates, up, pick.choice(ODD))


def odd_sample(pick: Random) -> Sample:
    """Return what no machine should report, and some will."""
    kind = pick.choice(list(KernelEventKind))
    odd = [pick.choice(ODD) for _ in range(14)]
    return Sample(
        time=1.7e9 + pick.choice([0.0, 1.0, 2.0, 30.0, 400.0]) + pick.random(),
        node="x",
        source="agent",
        memory=odd_memory(pick),
        gpus=tuple(odd_gpu(pick) for _ in range(pick.randrange(3))),
        cpu=Cpu(odd[0], (odd[1],), odd[2]),
        temperatures=(Temperature("a", "acpitz/a", odd[3], odd[4]),),
        disks=(Disk("nvme0n1", odd[5], odd[6], odd[7], "/", pick.choice(SIZES), None),),
        networks=tuple(odd_network(pick) for _ in range(pick.randrange(4))),
        pressure=pick.choice([None, Pressure(*odd[8:12])]),
        engines=(
            EngineReading("vLLM", 8000, requests_running=odd[12], generated_tokens_per_s=odd[13]),
        ),
        kernel_events=pick.choice([(), (KernelEvent(odd[0], kind, "text", 119),)]),
        reasons=pick.choice([{}, {"gpus": "No devices were found"}]),
    )


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_no_sample_stops_a_detector_or_a_rule(seed: int) -> None:
    pick = Random(seed)
    detectors = [(spec.name, spec.create()) for spec in all_detectors()]
    monitor = Monitor(AlertEngine(DEFAULT_RULES), all_detectors())
    for _ in range(12):
        sample, machine = odd_sample(pick), pick.choice(MACHINES)
        for name, detector in detectors:
            finding = detector.observe(sample, machine)
            if finding is not None:
                assert finding.detector == name
                assert finding.evidence
                assert all(finding.evidence)
                assert finding.advice
        monitor.take(NODE, sample, row_of(sample), machine)


class Broken:
    def observe(self, sample: Sample, machine: Machine | None) -> None:
        raise ZeroDivisionError


def test_broken_detector_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    specs = [DetectorSpec("broken", "Broken", Broken), *all_detectors()]
    monitor = Monitor(AlertEngine(DEFAULT_RULES), specs)
    for second in range(40):
        sample = spark_sample(at=float(second))
        monitor.take(NODE, sample, row_of(sample), None)

    assert [finding.detector for finding in monitor.findings(NODE)] == ["memory-retained"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_machine_that_was_restarted_is_looked_at_afresh() -> None:
    monitor = Monitor(AlertEngine(DEFAULT_RULES), all_detectors())
    stuck = replace(GB10, utilization_percent=96.0, sm_clock_mhz=513.0, power_w=8.0)
    for second in range(30):
        sample = replace(spark_sample(at=float(second)), gpus=(stuck,))
        monitor.take(NODE, sample, row_of(sample), Machine(boot_id="one"))
    assert "power-wedge" in {finding.detector for finding in monitor.findings(NODE)}

    sample = spark_sample(at=90.0)
    monitor.take(NODE, sample, row_of(sample), Machine(boot_id="two"))

    assert monitor.findings(NODE) == ()
