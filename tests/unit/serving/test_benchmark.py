"""A benchmark against a real llama.cpp, and against servers that do what tests say."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled
from app.services.serving.benchmarks.api import BenchmarkProgress, Ending, Subject, Sweep
from app.services.serving.benchmarks.benchmark import Benchmark, Target, percentile, speed_seen
from app.services.serving.benchmarks.prompts import Length, measured_length, prompt
from app.services.serving.benchmarks.watch import LevelWatch
from app.services.serving.completions import LocalAddress
from app.services.telemetry.api import EngineReading, Sample
from tests.chat_replay import ChatReplay, chat_replay, delta, event
from tests.spark_samples import spark_sample

SUBJECT = Subject("tiny-random", "Tiny", "llama_cpp", "spark-01", machine="SHA256:abc", context=256)
JSON = "application/json"


@pytest.fixture
def server() -> Iterator[ChatReplay]:
    with chat_replay() as replay:
        yield replay


def reply(prompt_tokens: int = 40, tokens: int = 16) -> bytes:
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": tokens}
    chunks = [delta(content="a"), delta(content="b"), delta("length"),
              {"choices": [], "usage": usage}]  # fmt: skip
    return b"".join(event(chunk) for chunk in chunks) + b"data: [DONE]\n\n"


def target(
    address: LocalAddress, *, subject: Subject = SUBJECT, engine: EngineReading | None = None
) -> Target:
    return Target(address, subject, lambda: None, lambda: engine)


def nothing(_progress: BenchmarkProgress) -> None:
    pass


def test_benchmark_of_a_real_llama_cpp_measures_each_level(llama_port: int) -> None:
    address = LocalAddress(f"http://127.0.0.1:{llama_port}/v1")
    told: list[BenchmarkProgress] = []
    sweep = Sweep((2, 1), prompt_tokens=150, answer_tokens=32)
    run = Benchmark(target(address), sweep).run(Cancel(), told.append)
    assert run.ending is Ending.DONE
    assert [level.users for level in run.levels] == [1, 2]
    assert [level.requests for level in run.levels] == [3, 4]
    for level in run.levels:
        assert level.failures == 0
        assert level.prompt_tokens == pytest.approx(150, abs=25), "as long as it was asked for"
        assert level.answer_tokens == 32
        assert level.tokens == 32 * level.requests
        assert level.by_server
        assert level.tokens_per_s
        assert level.total_tokens_per_s
        assert level.first_token_s
        assert level.first_token_p95_s >= level.first_token_s
        assert level.power_w is None
        assert level.reasons["power_w"] == "nothing of the machine was read meanwhile"
    assert told[0].detail == "Warming up"
    assert told[-1].fraction == 1.0
    seen = speed_seen(run)
    assert seen is not None
    assert (seen.machine, seen.engine, seen.how) == ("SHA256:abc", "llama_cpp", "benchmark")
    assert seen.tokens_per_s == run.levels[0].tokens_per_s


def test_questions_are_new_to_the_server_and_answers_as_long_as_wanted(server: ChatReplay) -> None:
    server.answer(reply())
    Benchmark(target(server.address), Sweep((2,), 64, 16)).run(Cancel(), nothing)
    starts = [body["messages"][0]["content"].split()[0] for body in server.asked]
    assert len(set(starts)) == len(starts), "no question begins as another one"
    assert all(body["ignore_eos"] is True for body in server.asked)
    assert [body["max_tokens"] for body in server.asked[3:]] == [16] * 4


def test_strict_server_is_not_asked_for_what_it_does_not_know(server: ChatReplay) -> None:
    server.answer(b'{"error": "ignore_eos: extra inputs are not permitted"}', status=422, kind=JSON)
    server.answer(reply(tokens=9))
    run = Benchmark(target(server.address), Sweep((1,), 64, 16)).run(Cancel(), nothing)
    assert all("ignore_eos" not in body for body in server.asked[1:])
    assert any("before they had the length" in note for note in run.notes)


def test_sweep_stops_at_the_first_level_that_fails(server: ChatReplay) -> None:
    for _ in range(3 + 3 + 1):
        server.answer(reply())
    server.answer(b'{"error": {"message": "queue full"}}', status=503, kind=JSON)
    sweep = Sweep((1, 2, 4), 64, 16)
    run = Benchmark(target(server.address), sweep).run(Cancel(), nothing)
    assert run.ending is Ending.STOPPED
    assert [level.users for level in run.levels] == [1, 2]
    assert run.levels[1].failures == 3
    assert "With 2 users 3 of 4 questions failed" in run.why
    assert "queue full" in run.why


def test_answers_that_were_cut_off_are_failures(server: ChatReplay) -> None:
    for _ in range(3):
        server.answer(reply())
    server.answer(event(delta(content="ha")), whole=False)
    run = Benchmark(target(server.address), Sweep((1,), 64, 16)).run(Cancel(), nothing)
    assert run.ending is Ending.STOPPED
    assert run.levels[0].tokens_per_s is None
    assert "cut off" in run.why


def test_cancel_keeps_the_levels_that_are_over(server: ChatReplay) -> None:
    over, cancel = threading.Event(), Cancel()
    for _ in range(3 + 3):
        server.answer(reply())
    server.answer(cancel.cancel, over.wait)
    run = Benchmark(target(server.address), Sweep((1, 2), 64, 16)).run(cancel, nothing)
    over.set()
    assert run.ending is Ending.CANCELLED
    assert [level.users for level in run.levels] == [1]


def test_cancel_before_the_first_level_leaves_nothing(server: ChatReplay) -> None:
    over, cancel = threading.Event(), Cancel()
    server.answer(cancel.cancel, over.wait)
    with pytest.raises(Cancelled):
        Benchmark(target(server.address), Sweep((1,), 64, 16)).run(cancel, nothing)
    over.set()


@pytest.mark.parametrize(
    ("sweep", "words"),
    [
        (Sweep((0, 1)), "each 1 to 256"),
        (Sweep(()), "each 1 to 256"),
        (Sweep((1, 300)), "each 1 to 256"),
        (Sweep((1,), prompt_tokens=2), "8 to 131,072 tokens"),
        (Sweep((1,), answer_tokens=10**9), "8 to 131,072 tokens"),
        (Sweep((1,), rounds=0), "1 to 50"),
        (Sweep((1,), prompt_tokens=200, answer_tokens=100), "do not fit into the context of 256"),
    ],
)
def test_benchmark_that_cannot_be_run_is_refused(sweep: Sweep, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Benchmark(target(LocalAddress("http://127.0.0.1:1/v1")), sweep)


# What the machine did meanwhile


def readings(*samples: Sample, engine: EngineReading | None = None) -> LevelWatch:
    """Return a watch of two users that saw samples, one a second."""
    now: list[Sample] = [replace(spark_sample(), time=0.0)]
    watch = LevelWatch(lambda: now[-1], lambda: engine, 2)
    for number, sample in enumerate(samples):
        now.append(replace(sample, time=1.0 + number))
        watch.look()
        watch.look()  # the same sample is not counted twice
    return watch


def with_gpu(**changes: Any) -> Sample:
    sample = spark_sample()
    return replace(sample, gpus=tuple(replace(gpu, **changes) for gpu in sample.gpus))


def test_energy_is_power_over_the_time_of_the_level() -> None:
    found, reasons = readings(
        with_gpu(power_w=40.0, temperature_c=60.0, sm_clock_mhz=2400.0),
        with_gpu(power_w=60.0, temperature_c=64.0, sm_clock_mhz=2000.0),
    ).facts(seconds=10.0, tokens=1000)
    assert found["power_w"] == 50.0
    assert found["joules_per_token"] == pytest.approx(0.5)
    assert (found["temperature_c"], found["clock_mhz"], found["samples"]) == (64.0, 2200.0, 2)
    assert reasons["kv_percent"] == "the server tells no metrics"


def test_power_that_is_not_reported_is_none_with_its_reason() -> None:
    found, reasons = readings(with_gpu(power_w=None)).facts(10.0, 1000)
    assert found["power_w"] is None
    assert found["joules_per_token"] is None
    assert reasons["power_w"] == "its GPU does not report it"
    found, reasons = readings(with_gpu(power_w=50.0)).facts(10.0, None)
    assert reasons["joules_per_token"] == "the server does not tell how many tokens it wrote"


def test_requests_of_others_are_those_beyond_ours() -> None:
    engine = EngineReading("vLLM", 8000, None, 5.0, 2.0, 61.0)
    found, _ = readings(spark_sample(), engine=engine).facts(10.0, 100)
    assert found["others"] == 5.0
    assert found["kv_percent"] == 61.0
    mine = replace(engine, requests_running=2.0, requests_waiting=0.0, kv_cache_percent=None)
    found, reasons = readings(spark_sample(), engine=mine).facts(10.0, 100)
    assert found["others"] == 0.0
    assert reasons["kv_percent"] == "the server does not tell it"


def test_others_that_asked_are_told(server: ChatReplay) -> None:
    server.answer(reply())
    busy = EngineReading("vLLM", 8000, None, 3.0)
    run = Benchmark(target(server.address, engine=busy), Sweep((1,), 64, 16)).run(Cancel(), nothing)
    assert run.levels[0].others == 2.0
    assert "3 requests of others ran when it began." in run.notes
    assert any("what was left to us" in note for note in run.notes)


# Questions


def test_length_is_learned_from_two_questions() -> None:
    length = measured_length((4, 66 + 29), (16, 66 + 116))
    assert length == Length(66.0, 7.25, measured=True)
    assert length.words(150) == 12
    assert measured_length((4, 90), (16, 90)) == Length()
    assert Length().words(8) == 1


def test_questions_differ_by_their_seed_and_only_by_it() -> None:
    assert prompt(12, "a-1") == prompt(12, "a-1") != prompt(12, "a-2")
    assert json.dumps(prompt(3, "a-1")).isascii()


def test_percentile_is_the_nearest_rank() -> None:
    assert percentile([], 0.95) is None
    assert percentile([5.0], 0.95) == 5.0
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.95) == 95.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0


def test_speed_is_only_learned_from_a_user_alone() -> None:
    from app.services.serving.benchmarks.api import BenchmarkRun, Level

    alone = Level(1, 3, tokens_per_s=41.0, prompt_tokens=255, answer_tokens=128)
    run = BenchmarkRun("a", replace(SUBJECT, handle="org/tiny"), Sweep(), 5.0, (alone,))
    seen = speed_seen(run)
    assert seen is not None
    assert (seen.model, seen.tokens_per_s, seen.context) == ("org/tiny", 41.0, 383)
    assert speed_seen(replace(run, levels=(replace(alone, others=2.0),))) is None
    assert speed_seen(replace(run, levels=(replace(alone, failures=1),))) is None
    assert speed_seen(replace(run, levels=(replace(alone, users=2),))) is None
