"""Samples of a DGX Spark, made by our own parsers from captures in tests/data/telemetry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.services.telemetry.api import Cpu, Gpu, GpuProcess, Sample, Temperature
from app.services.telemetry.memory import memory_map
from app.services.telemetry.procfs import parse_meminfo

DATA = Path(__file__).parent / "data" / "telemetry"

GB10 = Gpu(
    # As nvidia-smi 580.95.05 printed an idle GB10 (0 %, 32C, 4W, P8); its idle clock is 208 MHz.
    name="NVIDIA GB10",
    uuid=None,
    utilization_percent=0.0,
    memory_total_bytes=None,
    memory_used_bytes=None,
    temperature_c=32.0,
    power_w=4.0,
    power_limit_w=None,
    sm_clock_mhz=208.0,
    unified_memory=True,
    performance_state="P8",
    throttle_reasons=(),
)


def spark_sample(*processes: GpuProcess, at: float = 0.0) -> Sample:
    """Return the reading of a Spark whose driver kept 80 GiB after its engine ended."""
    text = (DATA / "proc_meminfo_spark_driver_pool_retained.txt").read_text(encoding="utf-8")
    memory, reasons = memory_map(parse_meminfo(text), processes, unified=True)
    return Sample(
        time=1_790_000_000.0 + at,
        node="spark",
        source="agent",
        memory=memory,
        gpus=(replace(GB10, processes=processes),),
        cpu=Cpu(3.5, (1.0, 2.0, 30.0, None), 0.4, ("Cortex-A725",) * 2 + ("Cortex-X925",) * 2),
        temperatures=(
            Temperature("TSOC (acpitz)", "acpitz/TSOC", 41.7),
            Temperature("TGPU (acpitz)", "acpitz/TGPU", 38.9),
            Temperature("NVMe Composite", "nvme/temp1", 44.85),
        ),
        reasons={"gpus.0.power_limit_w": "not reported by GB10", **reasons},
        monotonic_s=at,
    )
