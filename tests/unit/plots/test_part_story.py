from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.units import GIB
from app.panes.ending import end_text
from app.plots.memory_parts import guard_line, map_parts, map_words
from app.plots.part_story import COMMANDS, PartStory, story_of
from app.services.telemetry.api import (
    GpuProcess,
    MemoryPart,
    Owner,
    PartKind,
    Pressure,
    Process,
    Sample,
)
from app.services.telemetry.memory import UNACCOUNTED
from tests.spark_samples import spark_sample

ENGINE = GpuProcess(62928, "VLLM::EngineCore", 62 * GIB)
VLLM = Process(
    62928,
    "VLLM::EngineCore",
    "vllm serve openai/gpt-oss-120b --port 8000",
    Owner("vllm", "a" * 64, None, "ann"),
    320.0,
    4 * GIB,
    62 * GIB,
    started=4711,
)


def story(kind: PartKind, sample: Sample) -> PartStory:
    part = next(each for each in map_parts(sample.memory) if each.part.kind is kind)
    return story_of(part.part, part.share, sample)


def test_engine_tells_whose_it_is_and_can_be_ended() -> None:
    told = story(PartKind.ENGINE, replace(spark_sample(ENGINE), processes=(VLLM,)))

    assert told.size.startswith("62.0 GiB, 50.9 %")
    assert dict(told.facts) == {
        "Process": "62928",
        "Container": "vllm",
        "User": "ann",
        "Command": "vllm serve openai/gpt-oss-120b --port 8000",
    }
    assert told.process == VLLM


@pytest.mark.parametrize("processes", [(), (replace(VLLM, started=None),)])
def test_engine_that_cannot_be_told_from_another_is_not_offered_to_be_ended(
    processes: tuple[Process, ...],
) -> None:
    told = story(PartKind.ENGINE, replace(spark_sample(ENGINE), processes=processes))
    assert told.process is None
    assert dict(told.facts)["Process"] == "62928"


def test_retained_memory_is_explained_only_where_the_driver_shares_the_pool() -> None:
    sample = spark_sample()
    assert "driver keeps after a program" in story(PartKind.UNACCOUNTED, sample).what
    without = replace(sample, gpus=())
    told = story(PartKind.UNACCOUNTED, without)
    assert told.what.startswith("In no line of /proc/meminfo")
    assert told.advice == ""


def test_memory_that_an_engine_may_hold_unseen_is_not_said_to_be_kept_by_the_driver() -> None:
    part = MemoryPart(UNACCOUNTED, PartKind.UNACCOUNTED, 70 * GIB)
    told = story_of(part, 0.5, spark_sample())
    assert told.what.startswith("In no line of /proc/meminfo")
    assert (told.advice, told.command) == ("", "")


def test_cache_offers_its_command_and_says_that_it_is_rarely_worth_it() -> None:
    told = story(PartKind.CACHE, spark_sample())
    assert told.command == COMMANDS[PartKind.CACHE]
    assert "rarely a reason" in told.advice


@pytest.mark.parametrize("kind", list(PartKind))
def test_every_kind_of_part_has_a_story(kind: PartKind) -> None:
    part = replace(map_parts(spark_sample().memory)[0].part, kind=kind)
    assert story_of(part, 0.1, None).what


def test_guard_line_stands_where_memory_in_use_must_not_go() -> None:
    memory = spark_sample().memory
    assert memory.total_bytes is not None
    line = guard_line(memory, 8 * GIB, works=True)
    assert line is not None
    assert line.share == pytest.approx(1 - 8 * GIB / memory.total_bytes)
    assert line.words == "guard 113.7"
    assert guard_line(memory, 2 * memory.total_bytes, works=True) is None


def test_words_below_tell_swap_and_pressure() -> None:
    sample = spark_sample()
    memory = replace(
        sample.memory,
        swap_total_bytes=16 * GIB,
        swap_free_bytes=15 * GIB,
        swap_in_bytes_per_s=43e6,
        swap_out_bytes_per_s=0.0,
    )
    told = map_words(replace(sample, memory=memory, pressure=Pressure(2.54, 0.1, None, None)))
    assert told.below == ("Swap 1.0 of 16.0 GiB · 43.0 MB/s in, 0 B/s out · memory pressure 2.5 %")
    unknown = replace(memory, swap_total_bytes=None, swap_in_bytes_per_s=None)
    assert map_words(replace(sample, memory=unknown, pressure=None)).below == ""


def test_end_text_names_the_process_its_owner_and_what_is_lost() -> None:
    text = end_text(VLLM, "spark-01")
    assert "Process 62928 of ann on spark-01 in container vllm: vllm serve" in text
    assert "holds 62.0 GiB on the GPU" in text
    assert "container may start it again" in text

    service = replace(VLLM, owner=Owner(unit="ollama.service"), gpu_memory_bytes=None)
    assert "sudo systemctl stop ollama.service" in end_text(service, "spark-01")
