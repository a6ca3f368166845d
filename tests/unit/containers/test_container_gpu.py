from __future__ import annotations

from dataclasses import replace

from app.services.containers.gpu import UNTOLD, gpu_memory
from app.services.telemetry.api import GpuProcess, Owner, Process, Sample
from tests.spark_samples import GB10, spark_sample

GIB = 1024**3
VLLM, OLLAMA = "a" * 64, "b" * 64


def process(pid: int, container: str | None) -> Process:
    return Process(pid, "engine", "engine", Owner(container_id=container), None, None, None, 1)


def sample(*processes: GpuProcess, owners: tuple[Process, ...]) -> Sample:
    return replace(spark_sample(*processes), processes=owners)


def test_gpu_memory_is_the_sum_of_a_containers_processes() -> None:
    found = gpu_memory(
        sample(
            GpuProcess(1, "rank0", 10 * GIB),
            GpuProcess(2, "rank1", 20 * GIB),
            GpuProcess(3, "python3", 5 * GIB),
            owners=(process(1, VLLM), process(2, VLLM), process(3, None)),
        )
    )
    assert found.of(VLLM) == 30 * GIB
    assert found.of(OLLAMA) == 0
    assert found.reason == ""


def test_gpu_memory_that_the_driver_does_not_tell_is_unknown_not_nothing() -> None:
    found = gpu_memory(
        sample(
            GpuProcess(1, "rank0", 10 * GIB),
            GpuProcess(2, "rank1", None),
            owners=(process(1, VLLM), process(2, VLLM)),
        )
    )
    assert found.of(VLLM) is None
    assert found.why_unknown(VLLM) == UNTOLD
    assert found.of(OLLAMA) == 0


def test_gpu_memory_of_a_process_that_cannot_be_seen_may_be_anyones() -> None:
    found = gpu_memory(
        sample(
            GpuProcess(1, "rank0", 10 * GIB),
            GpuProcess(9, "hidden", 7 * GIB),
            owners=(process(1, VLLM),),
        )
    )
    assert found.of(VLLM) == 10 * GIB
    assert found.of(OLLAMA) is None
    assert "cannot be seen" in found.why_unknown(OLLAMA)


def test_gpu_memory_of_several_gpus_is_added_up() -> None:
    two = replace(
        spark_sample(),
        gpus=tuple(replace(GB10, processes=(GpuProcess(1, "e", n * GIB),)) for n in (1, 2)),
        processes=(process(1, VLLM),),
    )
    assert gpu_memory(two).of(VLLM) == 3 * GIB


def test_gpu_memory_says_why_it_is_unknown() -> None:
    untold = replace(spark_sample(), reasons={"gpus.0.processes": "nvidia-smi says: no"})
    assert gpu_memory(None).why_unknown(VLLM) == "the node has not been read yet"
    assert gpu_memory(untold).of(VLLM) is None
    assert gpu_memory(untold).why_unknown(VLLM) == "nvidia-smi says: no"
    bare = replace(spark_sample(), gpus=(), reasons={"gpus": "no NVIDIA driver"})
    assert gpu_memory(bare).of(VLLM) is None
    assert gpu_memory(bare).why_unknown(VLLM) == "no NVIDIA driver"
    assert gpu_memory(replace(bare, reasons={})).of(VLLM) == 0
