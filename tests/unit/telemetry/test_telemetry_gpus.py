from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.telemetry import gb10, smi
from app.services.telemetry.gpus import read_gpus
from app.services.telemetry.raw import GpuReport, NvmlDevice, SmiRows
from tests.unit.telemetry.replay import capture

HOST = 127_600_748 * 1024
UUID = "GPU-00000000-0000-0000-0000-000000000001"
NOT_SUPPORTED = "NVML_ERROR_NOT_SUPPORTED"
# What NVML of driver 580.173.02 answered on a GB10 (nvitop pull request 208): memory is an error.
# The other values are those of a power-delivery wedge (NVIDIA forum, thread 361296).
GB10 = NvmlDevice(
    name="NVIDIA GB10",
    uuid=UUID,
    pci=0x2E1210DE,
    addressing="ATS",
    v={"utilization": 19, "temperature": 39, "power_mw": 4390, "sm_mhz": 513, "pstate": 0,
       "throttle": 0},
    e={"memory": NOT_SUPPORTED, "limit_mw": NOT_SUPPORTED},
    p=[(62928, "VLLM::EngineCore", 63693 * 1024**2, False)],
)  # fmt: skip


def gb10_row(**cells: str) -> str:
    """Return a row of `smi.GPU_FIELDS` as a GB10 prints it."""
    values = {
        "uuid": UUID,
        "name": "NVIDIA GB10",
        "driver_version": "580.142",
        "pci.device_id": "0x2E1210DE",
        "utilization.gpu": "19",
        "memory.total": "[N/A]",
        "memory.used": "[N/A]",
        "temperature.gpu": "39",
        "power.draw": "4.39",
        "power.limit": "[N/A]",
        "clocks.sm": "513",
        "pstate": "P0",
    } | cells
    return ", ".join(values[field] for field in smi.GPU_FIELDS)


def smi_report(*rows: str, optional: str = "", apps: str = "", age: float = 0.1) -> GpuReport:
    return GpuReport(
        via="nvidia-smi",
        gpu=SmiRows(list(rows), age),
        optional=SmiRows(optional.splitlines(), age),
        apps=SmiRows(apps.splitlines(), age),
    )


def test_nvml_of_gb10_gives_values_and_says_why_memory_is_missing() -> None:
    facts = read_gpus(GpuReport(via="nvml", driver="580.173.02", devices=[GB10]), HOST)
    gpu = facts.gpus[0]
    assert facts.has_gb10
    assert gpu.unified_memory
    assert (gpu.utilization_percent, gpu.power_w, gpu.sm_clock_mhz) == (19, 4.39, 513)
    assert (gpu.performance_state, gpu.throttle_reasons) == ("P0", ())
    assert (gpu.memory_total_bytes, gpu.memory_used_bytes, gpu.power_limit_w) == (None, None, None)
    assert facts.reasons["gpus.0.memory_total_bytes"] == (
        "not reported by GB10: GPU and CPU share one memory, see memory.parts"
    )
    assert facts.reasons["gpus.0.power_limit_w"] == "power limit: not reported by GB10"
    assert gpu.processes[0].memory_bytes == 63693 * 1024**2


def test_power_limit_of_nothing_is_none() -> None:
    """NVIDIA's own Dashboard is told `power_limit_in_w: 0` on GB10."""
    device = NvmlDevice(name="NVIDIA GB10", v={"limit_mw": 0, "power_mw": 4390, "utilization": 0})
    facts = read_gpus(GpuReport(via="nvml", devices=[device]), HOST)
    assert (facts.gpus[0].power_limit_w, facts.gpus[0].utilization_percent) == (None, 0)
    assert facts.reasons["gpus.0.power_limit_w"] == "power limit: not reported by GB10"


def test_nvml_that_reports_host_memory_as_vram_is_not_believed() -> None:
    device = NvmlDevice(name="NVIDIA GB10", pci=0x2E1210DE, v={"memory": [HOST, HOST // 2]})
    gpu = read_gpus(GpuReport(via="nvml", devices=[device]), HOST).gpus[0]
    assert gpu.unified_memory
    assert gpu.memory_total_bytes is None


@pytest.mark.parametrize(
    ("facts", "unified"),
    [
        ({"pci_id": gb10.PCI_ID}, True),
        ({"name": "NVIDIA GB10"}, True),
        ({"addressing": "ATS"}, True),
        ({"addressing": "ATS", "memory_error": NOT_SUPPORTED}, True),
        ({"addressing": "ATS", "memory_error": "NVML_ERROR_GPU_IS_LOST"}, False),
        ({"addressing": "ATS", "memory_total": HOST}, True),
        ({"name": "NVIDIA GB10", "memory_total": int(HOST * 0.97)}, True),
        ({"name": "NVIDIA GB10", "pci_id": 0x2E1310DE}, True),
        # a card of 15360 MiB in a computer with as much memory, and a driver that knows no mode
        ({"name": "Tesla T4", "memory_total": int(HOST * 0.97)}, False),
        ({"memory_total": int(HOST * 0.97), "addressing": "HMM"}, False),
        ({"memory_total": 24 * 1024**3}, False),
        # Grace Hopper: ATS, and memory of its own
        ({"name": "NVIDIA GH200 480GB", "addressing": "ATS", "memory_total": 96 << 30}, False),
        ({"name": "NVIDIA H200"}, False),
    ],
)
def test_is_unified_follows_address_mode_pci_id_name_and_size(
    facts: dict[str, object], unified: bool
) -> None:
    known = {
        "name": None, "pci_id": None, "addressing": None, "memory_total": None,
        "memory_error": "", "host_total": HOST,
    } | facts  # fmt: skip
    assert gb10.is_unified(**known) is unified  # type: ignore[arg-type]


def test_discrete_gpu_keeps_its_memory() -> None:
    device = NvmlDevice(name="NVIDIA H200", v={"memory": [150 << 30, 3 << 30], "power_mw": 80_500})
    gpu = read_gpus(GpuReport(via="nvml", devices=[device]), HOST).gpus[0]
    assert not gpu.unified_memory
    assert (gpu.memory_total_bytes, gpu.memory_used_bytes) == (150 << 30, 3 << 30)


def test_one_failing_field_costs_no_other() -> None:
    device = NvmlDevice(
        name="NVIDIA H200", v={"temperature": 40}, e={"utilization": "NVML_ERROR_GPU_IS_LOST"}
    )
    facts = read_gpus(GpuReport(via="nvml", devices=[device]), HOST)
    assert facts.gpus[0].temperature_c == 40
    assert facts.reasons["gpus.0.utilization_percent"] == "utilization: NVML_ERROR_GPU_IS_LOST"


def test_driver_that_hangs_gives_no_gpu_and_a_reason() -> None:
    facts = read_gpus(GpuReport(via="nvml", devices=[GB10], age=9.0), HOST)
    assert facts.gpus == ()
    assert "9 s" in facts.problem


def test_nvml_without_devices_says_so() -> None:
    assert read_gpus(GpuReport(via="nvml"), HOST).problem == "No devices were found"


def test_smi_rows_of_gb10_match_nvml() -> None:
    report = smi_report(
        gb10_row(),
        optional=f"{UUID}, ATS, 0x0000000000000000",
        apps=f"{UUID}, 62928, VLLM::EngineCore, 63693\n{UUID}, 3094, /usr/lib/xorg/Xorg, 43",
    )
    facts = read_gpus(report, HOST)
    gpu = facts.gpus[0]
    assert gpu.unified_memory
    assert (gpu.utilization_percent, gpu.power_w, gpu.sm_clock_mhz) == (19, 4.39, 513)
    assert gpu.throttle_reasons == ()
    assert [(item.name, item.memory_bytes, item.graphics) for item in gpu.processes] == [
        ("VLLM::EngineCore", 63693 * 1024**2, False),
        ("/usr/lib/xorg/Xorg", 43 * 1024**2, True),
    ]
    assert facts.driver_version == "580.142"


@pytest.mark.parametrize(
    "cell", ["[N/A]", "N/A", "[Not Supported]", "Not Supported", "[Unknown Error]", "", "-"]
)
def test_smi_sentinels_are_none_with_a_reason(cell: str) -> None:
    row = gb10_row(**dict.fromkeys(smi.GPU_FIELDS[4:], cell))
    facts = read_gpus(smi_report(row), HOST)
    gpu = facts.gpus[0]
    for field in ("utilization_percent", "temperature_c", "power_w", "sm_clock_mhz"):
        assert getattr(gpu, field) is None
        assert "not reported by GB10" in facts.reasons[f"gpus.0.{field}"]
    assert gpu.performance_state is None


def test_smi_units_and_decimal_commas_are_understood() -> None:
    row = gb10_row(**{"power.draw": "11,17 W", "clocks.sm": "2418 MHz", "utilization.gpu": "0 %"})
    gpu = read_gpus(smi_report(row), HOST).gpus[0]
    assert (gpu.power_w, gpu.sm_clock_mhz, gpu.utilization_percent) == (11.17, 2418, 0)


def test_smi_garbage_in_one_cell_is_quoted_and_costs_no_other() -> None:
    facts = read_gpus(smi_report(gb10_row(**{"temperature.gpu": "hot"})), HOST)
    assert facts.gpus[0].temperature_c is None
    assert "'hot'" in facts.reasons["gpus.0.temperature_c"]
    assert facts.gpus[0].power_w == 4.39


def test_smi_that_finds_no_devices_says_so() -> None:
    text = capture("nvidia-smi_no_devices_found.txt")
    facts = read_gpus(smi_report(*text.splitlines()), HOST)
    assert facts.gpus == ()
    assert facts.problem == "nvidia-smi says: No devices were found"


def test_smi_that_prints_garbage_gives_its_words_as_reason() -> None:
    assert "Segmentation" in read_gpus(smi_report("Segmentation fault"), HOST).problem


def test_smi_that_hangs_gives_no_stale_values() -> None:
    assert "20 s" in read_gpus(smi_report(gb10_row(), age=20.0), HOST).problem


def test_smi_rows_of_real_captures_are_split() -> None:
    rows = capture("probe_query_inventory_noheader.csv").splitlines()
    assert all(smi.split_row(row, 8) is not None for row in rows)
    cells = smi.split_row(capture("query_device_addressing_mode_noheader_nounits.csv"), 6)
    assert cells == ["0x2E1210DE", "12.1", "ATS", "0", "4.52", "47"]
    header, values = capture("nvidia-smi_query_memory_csv_580.173.02.txt").splitlines()
    cells = smi.split_row(values, len(header.split(", ")))
    assert cells is not None
    assert [smi.parse_number(cell) for cell in cells] == [None, None, None, 0, 11.17, 35]


def test_smi_process_name_may_have_commas() -> None:
    found, other = smi.parse_process_rows([f"{UUID}, 12, python3 a, b.py, 300 MiB"])
    assert other == []
    assert (found[0].name, found[0].memory_bytes) == ("python3 a, b.py", 300 * 1024**2)


def test_smi_process_without_memory_is_kept() -> None:
    facts = read_gpus(smi_report(gb10_row(), apps=f"{UUID}, 12, x, [N/A]"), HOST)
    assert facts.gpus[0].processes[0].memory_bytes is None
    assert (
        facts.reasons["gpus.0.processes.0.memory_bytes"]
        == "memory of a process: not reported by GB10"
    )


def test_smi_rows_that_are_no_process_are_quoted() -> None:
    facts = read_gpus(smi_report(gb10_row(), apps="Insufficient Permissions"), HOST)
    assert facts.gpus[0].processes == ()
    assert "Insufficient Permissions" in facts.reasons["gpus.0.processes"]


CELLS = st.sampled_from(["GPU-1", "NVIDIA GB10", "[N/A]", "1,5", "0x2E1210DE", "9" * 30, "P0", ""])


@given(st.lists(st.text() | st.lists(CELLS, max_size=14).map(", ".join)))
def test_smi_rows_never_raise(rows: list[str]) -> None:
    smi.parse_optional_rows(rows)
    smi.parse_process_rows(rows)
    report = GpuReport(
        via="nvidia-smi", gpu=SmiRows(rows, 0), optional=SmiRows(rows, 0), apps=SmiRows(rows, 0)
    )
    read_gpus(report, HOST)
