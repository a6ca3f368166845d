"""GPUs as a DCGM exporter tells them."""

from __future__ import annotations

import csv

import pytest

from app.core.errors import SourceUnavailable
from app.services.telemetry import gpu_metrics
from app.services.telemetry.exposition import NO_NUMBER, parse_exposition
from app.services.telemetry.gpu_metrics import PREFIX, read_gpus
from app.services.telemetry.promql import read_answer, read_vector
from app.services.telemetry.sources.dcgm_exporter import understand
from tests.captures import captured

GB10 = captured("dcgm/synthetic_gb10_shaped_values.prom")


def gpus(body: bytes) -> tuple[tuple[gpu_metrics.Gpu, ...], dict[str, str]]:
    return read_gpus(parse_exposition(body, (PREFIX,)))


def test_gb10_has_no_memory_of_its_own_and_says_why() -> None:
    (gpu,), reasons = gpus(GB10)
    assert (gpu.name, gpu.utilization_percent, gpu.temperature_c) == ("NVIDIA GB10", 85, 61)
    assert (gpu.power_w, gpu.sm_clock_mhz, gpu.xid) == (64.064176, 2095, 0)
    assert gpu.unified_memory
    assert gpu.memory_total_bytes is None
    assert "share one memory" in reasons["gpus.0.memory_total_bytes"]


def test_gb10_with_framebuffer_numbers_still_has_none() -> None:
    """An exporter that reports the host's pool as VRAM must not make it count twice."""
    more = b"".join(
        b'DCGM_FI_DEV_FB_%s{gpu="0",UUID="GPU-2dee1e25-b3b5-007e-2b55-79f2d0f2ebe5"} 60000\n' % name
        for name in (b"USED", b"FREE")
    )
    (gpu,), _ = gpus(GB10 + more)
    assert gpu.memory_total_bytes is None


@pytest.mark.parametrize(
    ("label", "host"), [(b"Hostname", "spark-01"), (b"hostname", "spark-01"), (b"renamed", None)]
)
def test_the_machine_is_named_by_either_spelling(label: bytes, host: str | None) -> None:
    machine = understand(GB10.replace(b"Hostname", label), "spark").machine
    assert machine is not None
    assert (machine.hostname, machine.driver_version, machine.is_gb10) == (host, "580.142", True)


def test_eight_gpus_keep_the_drivers_order() -> None:
    found, _ = gpus(captured("dcgm/dcgm_h100x8_k8s_aicr.prom"))
    assert len(found) == 8
    assert [gpu.temperature_c for gpu in found] == [30, 29, 26, 29, 28, 26, 28, 26]
    assert found[0].uuid == "GPU-c4529c8d-69c4-b61d-e0bc-7b2460096005"


def test_a_discrete_gpu_has_memory() -> None:
    (gpu,), _ = gpus(captured("dcgm/dcgm_t4_datadog_genuine_part.prom"))
    assert gpu.name == "Tesla T4"
    assert not gpu.unified_memory
    assert gpu.memory_total_bytes == 15109 * 1024**2
    assert gpu.memory_used_bytes == 0


def test_lines_without_an_identity_are_told_by_their_number() -> None:
    (gpu,), _ = gpus(captured("dcgm/dcgm_gb10_fields_lines.txt"))
    assert (gpu.uuid, gpu.power_w, gpu.temperature_c) == (None, 9.823, 38)


@pytest.mark.parametrize("value", ["NaN", "+Inf", "2147483632", "9223372036854775792", "-1"])
def test_what_dcgm_writes_for_unknown_is_no_value(value: str) -> None:
    labels = '{gpu="0",UUID="GPU-1"}'
    body = f"DCGM_FI_DEV_GPU_TEMP{labels} 40\nDCGM_FI_DEV_GPU_UTIL{labels} {value}\n"
    (gpu,), reasons = gpus(body.encode())
    assert gpu.utilization_percent is None
    assert reasons["gpus.0.utilization_percent"] == NO_NUMBER


def test_a_power_limit_of_nothing_is_none() -> None:
    labels = '{gpu="0",UUID="GPU-1"}'
    body = f"DCGM_FI_DEV_GPU_TEMP{labels} 40\nDCGM_FI_DEV_POWER_MGMT_LIMIT{labels} 0\n"
    assert gpus(body.encode())[0][0].power_limit_w is None


def test_instances_of_a_split_gpu_add_up() -> None:
    body = "".join(
        f'DCGM_FI_DEV_FB_{name}{{gpu="0",UUID="GPU-1",GPU_I_ID="{number}"}} {value}\n'
        for number in (1, 2)
        for name, value in (("USED", 100), ("FREE", 900))
    )
    (gpu,), _ = gpus(body.encode())
    assert gpu.memory_used_bytes == 200 * 1024**2
    assert gpu.memory_total_bytes == 2000 * 1024**2


def test_every_name_that_is_read_is_one_of_nvidias() -> None:
    names = {
        row[0].strip()
        for row in csv.reader(captured("dcgm/default-counters.csv").decode().splitlines())
        if row
    }
    known = {name.lstrip("# ").strip() for name in names}
    read = {*gpu_metrics._FIELDS.values(), gpu_metrics._USED, gpu_metrics._FREE, gpu_metrics._XID}
    assert read - known <= {"DCGM_FI_DEV_POWER_MGMT_LIMIT"}  # a field of DCGM, not exported unasked


def test_the_same_metrics_out_of_prometheus_read_the_same() -> None:
    text = captured("dcgm/prometheus_query_DCGM_GPU_UTIL_h100_aicr.md").decode()
    answer = text[text.index("{") : text.rindex("}") + 1] + "]}}"  # its source cut it there
    data = read_answer(answer.encode(), 200)
    found, _ = read_gpus(read_vector(bytes(data.result)))
    assert found[0].uuid == "GPU-bc5610b9-79c8-fedd-8899-07539c7f868a"
    assert {gpu.name for gpu in found} == {"NVIDIA H100 80GB HBM3"}


def test_a_page_without_gpus_is_another_exporters() -> None:
    with pytest.raises(SourceUnavailable, match="no metrics of a GPU"):
        understand(captured("prometheus/node_exporter_metrics.txt"), "spark")
