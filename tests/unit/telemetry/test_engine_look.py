"""Tokens of engines that count them late: some at a time, or when a request has ended."""

from __future__ import annotations

import itertools
import json
import socket
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.services.telemetry.api import EngineReading
from app.services.telemetry.engine_look import EngineLook, read_slots
from app.services.telemetry.engine_metrics import WANTED, EngineMetrics, UnderWay, engine_of
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.rates import FIRST, NOT_COUNTED, RESET, Steps
from app.transport.local import LocalSession
from tests.captures import captured
from tests.exporters import Answer, exporter, page


class Moment(NamedTuple):
    """What a real server said while it answered two requests of 14 and 24 tokens."""

    at: float
    metrics: bytes
    slots: bytes


MOMENTS = [
    Moment(seen["at"], seen["metrics"].encode(), json.dumps(seen["slots"]).encode())
    for seen in map(json.loads, captured("llm/llamacpp_two_requests.jsonl").splitlines())
]
BUSY = MOMENTS[3]


def told(
    counters: EngineMetrics, body: bytes, at: float, under_way: UnderWay | None = None
) -> tuple[EngineReading, dict[str, str]]:
    metrics = parse_exposition(body, WANTED)
    engine = engine_of(metrics)
    assert engine is not None
    return counters.reading(metrics, engine, at, under_way)


def test_a_real_llama_server_tells_tokens_while_it_writes_them() -> None:
    counters = EngineMetrics(8080)
    rates, tokens, before = [], 0.0, MOMENTS[0].at
    for moment in MOMENTS:
        reading, why = told(counters, moment.metrics, moment.at, read_slots(moment.slots))
        rate = reading.generated_tokens_per_s
        if moment is MOMENTS[0]:
            assert why["generated_tokens_per_s"] == FIRST
            continue
        assert rate is not None
        rates.append(rate)
        tokens += rate * (moment.at - before)
        before = moment.at
    assert tokens == pytest.approx(38)  # each token once, though both requests ended in between
    assert all(0.4 < rate < 2.5 for rate in rates[1:-1])
    assert rates[-1] == 0


def test_a_long_prompt_is_told_while_it_is_read() -> None:
    """30,000 tokens in 10 s are 3,000 a second, and no 15,000 in the look in which they end."""
    idle = MOMENTS[0].metrics
    busy = idle.replace(b"requests_processing 0", b"requests_processing 1")
    counters, rates = EngineMetrics(8080), []
    told(counters, idle, 0.0, UnderWay())
    for look in range(1, 5):
        slots = f'[{{"is_processing":true,"n_prompt_tokens_processed":{6000 * look}}}]'
        reading, _why = told(counters, busy, 2.0 * look, read_slots(slots.encode()))
        rates.append(reading.prompt_tokens_per_s)
    read_all = busy.replace(b"prompt_tokens_total 0", b"prompt_tokens_total 30000")
    begun = (
        b'[{"is_processing":true,"n_prompt_tokens_processed":30000,"next_token":[{"n_decoded":1}]}]'
    )
    rates.append(told(counters, read_all, 10.0, read_slots(begun))[0].prompt_tokens_per_s)
    assert rates == [3000] * 5


def test_without_slots_tokens_are_told_when_a_request_has_ended() -> None:
    counters = EngineMetrics(8080)
    seen = [told(counters, moment.metrics, moment.at) for moment in MOMENTS]
    rates = [reading.generated_tokens_per_s for reading, _why in seen]
    assert rates[1:5] == [None] * 4  # one of them said 0 tok/s for as long as it wrote
    assert seen[4][1]["generated_tokens_per_s"] == NOT_COUNTED
    assert rates[5] == pytest.approx(14 / (MOMENTS[5].at - MOMENTS[0].at))
    assert rates[7] == pytest.approx(24 / (MOMENTS[7].at - MOMENTS[5].at))  # not 24 in 4 s
    assert rates[8] == 0


def sglang(decoded: int, running: int, computed: int = 900) -> bytes:
    return (
        f'sglang:num_running_reqs{{model_name="m"}} {running}\n'
        f'sglang:realtime_tokens_total{{model_name="m",mode="prefill_compute"}} {computed}\n'
        f'sglang:realtime_tokens_total{{model_name="m",mode="decode"}} {decoded}\n'
        'sglang:generation_tokens_total{model_name="m"} 0\n'
    ).encode()


def test_sglang_tells_what_it_decodes_and_not_what_has_ended() -> None:
    counters = EngineMetrics(30000)
    told(counters, sglang(0, 0), 0.0)
    rates = [
        told(counters, sglang(decoded, 1), at)[0].generated_tokens_per_s
        for at, decoded in ((2.0, 0), (4.0, 40), (6.0, 40), (8.0, 80), (60.0, 80))
    ]
    assert rates == [0, 10, 10, 10, 0]  # it counts after 40 steps; then it hangs
    reading, _why = told(counters, sglang(80, 1, computed=2900), 62.0)
    assert reading.prompt_tokens_per_s == 1000


def test_what_was_begun_before_the_first_look_is_no_spike() -> None:
    steps = Steps()
    assert steps.per_second(0, 10.0, busy=True) == (None, FIRST)
    assert steps.per_second(2000, 12.0, busy=True) == (None, FIRST)
    assert steps.per_second(2300, 22.0, busy=False) == (30.0, "")
    assert steps.per_second(5, 24.0, busy=False) == (None, RESET)
    assert steps.per_second(5, 26.0, busy=False) == (0.0, "")


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.floats(0.1, 60), st.booleans()), min_size=1, max_size=30
    )
)
def test_no_token_is_told_twice(looks: list[tuple[int, float, bool]]) -> None:
    """The mean since it last grew, over that time, is what it grew by; the rest is not known."""
    steps, value, now, grew = Steps(), 0, 0.0, 0.0
    steps.per_second(0, 0.0, busy=False)
    for more, seconds, busy in looks:
        value, now = value + more, now + seconds
        rate, why = steps.per_second(value, now, busy=busy)
        assert (rate is None) == bool(why)
        if more:
            assert rate is not None
            assert rate * (now - grew) == pytest.approx(more)
        if more or not busy:
            grew = now


@pytest.fixture
def node() -> Iterator[LocalSession]:
    session = LocalSession()
    yield session
    session.close()


def look_twice(node: LocalSession, answer: Answer) -> tuple[EngineReading, list[str]]:
    """Return the second reading of a server, and what it was asked for then."""
    seconds = itertools.count()
    with exporter(answer) as server:
        look = EngineLook(server.port, clock=lambda: float(next(seconds)))
        for _ in range(2):
            asked = len(server.requests)
            found = look.look(node, "/metrics", Cancel())
        assert found is not None
        return found[0], [path_of(request) for request in server.requests[asked:]]


def path_of(request: bytes) -> str:
    return request.split(b" ", 2)[1].decode()


def llama(metrics: list[bytes], slots: bytes | None) -> Answer:
    """Answer with one page after the other, the last for ever; without slots as `--no-slots`."""

    def answer(sock: socket.socket, request: bytes) -> None:
        if path_of(request) != "/slots":
            page(metrics.pop(0) if len(metrics) > 1 else metrics[0])(sock, request)
        elif slots is None:
            page(b"{}", "application/json", "501 Not Implemented")(sock, request)
        else:
            page(slots, "application/json")(sock, request)

    return answer


def test_slots_are_asked_between_two_looks_at_the_counter(node: LocalSession) -> None:
    reading, asked = look_twice(node, llama([MOMENTS[0].metrics, BUSY.metrics], BUSY.slots))
    assert asked == ["/metrics", "/slots", "/metrics"]
    assert reading.generated_tokens_per_s is not None
    assert reading.generated_tokens_per_s > 0


def test_a_request_that_ends_meanwhile_is_not_counted_twice(node: LocalSession) -> None:
    pages = [MOMENTS[0].metrics, MOMENTS[4].metrics, MOMENTS[5].metrics]
    reading, _asked = look_twice(node, llama(pages, MOMENTS[4].slots))
    assert reading.requests_running == 1
    assert reading.generated_tokens_per_s == 14 / 2  # the slots still have 25


def test_a_server_that_hides_its_slots_is_asked_once(node: LocalSession) -> None:
    reading, asked = look_twice(node, llama([BUSY.metrics], None))
    assert asked == ["/metrics"]
    assert reading.generated_tokens_per_s is None


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_slots_raise_anything(body: bytes) -> None:
    assert read_slots(body) is None or body.strip().startswith(b"[")


@pytest.mark.parametrize(
    ("slots", "under_way"),
    [
        ('[{"id":0,"is_processing":true,"next_token":{"n_decoded":7}}]', UnderWay(0, 7)),
        ('[{"is_processing":false,"next_token":[{"n_decoded":7}]}]', UnderWay()),
        ('[{"is_processing":true,"next_token":[{"n_decoded":-1}]}]', None),
        ('[{"is_processing":true,"n_prompt_tokens_processed":-1}]', None),
        ("[]", UnderWay()),
        ("{}", None),
    ],
)
def test_slots_of_other_versions(slots: str, under_way: UnderWay | None) -> None:
    assert read_slots(slots.encode()) == under_way
