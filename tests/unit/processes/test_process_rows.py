from __future__ import annotations

from dataclasses import replace

import pytest

from app.panes.processes.rows import COLUMNS, cores_text, facts_of, matches, why_unknown
from app.services.processes.control import why_not
from app.services.telemetry.api import Owner, Process
from tests.spark_samples import spark_sample

VLLM = Process(
    62928,
    "VLLM::EngineCore",
    "vllm serve\n--port 8000",
    Owner("vllm", "b" * 64, "docker.service", "ann"),
    320.0,
    4 * 1024**3,
    62 * 1024**3,
    started=4711,
    state="D",
)


@pytest.mark.parametrize(
    ("percent", "text"),
    [(None, "n/a"), (0.0, "0 cores"), (1.0, "0.01 cores"), (320.0, "3.2 cores")],
)
def test_cores_text(percent: float | None, text: str) -> None:
    assert cores_text(percent) == text


def test_columns_of_a_process() -> None:
    assert [column.text(VLLM) for column in COLUMNS] == [
        "VLLM::EngineCore",
        "62.0 GiB",
        "3.2 cores",
        "4.0 GiB",
        "vllm",
        "ann",
        "62928",
        "vllm serve --port 8000",
    ]


def test_columns_say_why_a_value_is_missing_and_nothing_where_there_is_none() -> None:
    unknown = replace(VLLM, cpu_percent=None, gpu_memory_bytes=None)
    sample = replace(
        spark_sample(),
        processes=(VLLM, unknown),
        reasons={"processes.1.cpu_percent": "needs a second reading"},
    )
    whys = [why_unknown(sample, 1, column) for column in COLUMNS]
    assert whys == ["", "", "needs a second reading", "", "", "", "", ""]
    assert COLUMNS[1].text(unknown) == ""


@pytest.mark.parametrize("wanted", ["", "vllm", "8000 ANN", "62928", "docker.service"])
def test_filter_finds_every_word_anywhere(wanted: str) -> None:
    assert matches(VLLM, wanted)
    assert not matches(VLLM, f"{wanted} ollama")


def test_facts_leave_out_what_is_unknown() -> None:
    assert dict(facts_of(VLLM))["Process"] == "62928, waiting for a device"
    bare = Process(7, "x", "x", Owner(), None, None, None, None)
    assert facts_of(bare) == (("Command", "x"), ("Process", "7"))


def test_kernel_and_unknown_processes_are_not_to_be_ended() -> None:
    assert why_not(VLLM) == ""
    assert "when it started" in why_not(replace(VLLM, started=None))
    assert "kernel" in why_not(replace(VLLM, command="[kworker/0:1]"))
    assert "system itself" in why_not(replace(VLLM, pid=1))
