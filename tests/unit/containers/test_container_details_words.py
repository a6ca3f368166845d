"""What the details of a container say, and what they do not claim to know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.panes.containers.details.process_rows import SPEC, rows_of
from app.panes.containers.details.stat_charts import CPU, RECEIVED, SENT, taken
from app.panes.containers.details.words import condition_of, exit_words
from app.services.containers.api import (
    Container,
    ContainerDetails,
    ContainerStats,
    Health,
    State,
)
from app.services.containers.gpu import GpuMemory
from app.services.containers.top import ContainerProcess

ENDED = Container(
    "a" * 64, "vllm", "vllm:1", "", "serve", State.EXITED, "Exited (137) 2 minutes ago",
    exit_code=137,
)  # fmt: skip
DETAILS = ContainerDetails(
    ENDED.id, "vllm", State.EXITED, None, False, 1.0, 2.0, 137, False, "", "no", 0, None, ()
)
LOOK = ContainerStats(
    id=ENDED.id, time=100.0, cpu_percent=320.0, cores=20, memory_bytes=10, memory_limit_bytes=20,
    network_received_bytes=1000, network_sent_bytes=None, disk_read_bytes=None,
    disk_written_bytes=None, processes=1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "0"),
        (127, "127: its command was not found"),
        (137, "137: ended by signal KILL"),
        (139, "139: ended by signal SEGV"),
        (160, "160: ended by signal 32"),
        (3, "3"),
        (255, "255"),
        (None, "n/a"),
    ],
)
def test_exit_code_is_explained_as_far_as_it_says_something(code: int | None, words: str) -> None:
    assert exit_words(code) == words


def test_out_of_memory_is_said_and_nothing_is_made_up() -> None:
    killed = condition_of(ENDED, replace(DETAILS, out_of_memory=True))
    assert "out of memory" in killed.story
    assert killed.is_bad
    assert condition_of(ENDED, DETAILS).story == "Ended by signal KILL"
    assert condition_of(replace(ENDED, exit_code=None), None).story == ""
    running = replace(ENDED, state=State.RUNNING, health=Health.UNHEALTHY)
    assert condition_of(running, None).story == "Its health check fails"
    failed = condition_of(ENDED, replace(DETAILS, error="port 80 is taken"))
    assert failed.story == "port 80 is taken"


def test_rates_need_two_looks_of_one_run() -> None:
    no_gpu = GpuMemory({}, "there is no GPU")
    first = taken(ENDED, LOOK, None, no_gpu)
    assert first.row[CPU] == 3.2
    assert first.reasons[RECEIVED] == "two looks are needed to tell"
    later = replace(LOOK, time=102.0, network_received_bytes=5000)
    assert taken(ENDED, later, LOOK, no_gpu).row[RECEIVED] == 2000.0
    assert taken(ENDED, later, LOOK, no_gpu).row[SENT] is None
    again = replace(LOOK, time=102.0, network_received_bytes=3)
    assert taken(ENDED, again, LOOK, no_gpu).row[RECEIVED] is None
    hosted = replace(ENDED, networks=("host",))
    silent = replace(LOOK, network_received_bytes=None)
    assert "shares the node's network" in taken(hosted, silent, None, no_gpu).reasons[RECEIVED]
    assert taken(ENDED, LOOK, None, no_gpu).reasons["memory.gpu"] == "there is no GPU"


def test_process_without_a_sample_has_an_average_and_no_gpu_number() -> None:
    process = ContainerProcess(7, 1, "root", 50.0, 4096, "S", "serve")
    (row,) = rows_of((process,), None)
    shown = {column.title: column.text(row) for column in SPEC.columns}
    why = {column.title: column.why(row) for column in SPEC.columns if column.why}
    assert shown["CPU"] == "0.50 cores avg"
    assert shown["GPU memory"] == "n/a"
    assert why["GPU memory"] == "the node has not been read yet"
    assert shown["CPU memory"] == "4 KiB"
