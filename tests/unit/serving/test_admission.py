"""Whether a launch may begin: the planning rule, refusals, and what is offered instead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.serving.api import CheckVerdict, LaunchSettings
from app.services.serving.fit.api import GIB, Demand, Fit, Overhead, Room, Verdict
from app.services.serving.fit.judge import judge
from app.services.serving.launching.admission import (
    SPARK_TOTAL_BYTES,
    admit,
    idle_spark,
    room_of,
    safe_settings,
    why_no_room,
)
from app.services.telemetry.api import (
    Cpu,
    Gpu,
    Machine,
    Memory,
    MemoryPart,
    Owner,
    PartKind,
    Process,
    Sample,
)
from tests.fit_cases import LLAMA70, QWEN36, VLLM, shape_of, weights

SPARK = Machine(is_gb10=True)
ID = "ab" * 32


def part(name: str, gib: float, container: str | None = None) -> MemoryPart:
    owner = Owner(container=container, container_id=ID if container else None)
    return MemoryPart(name, PartKind.ENGINE, int(gib * GIB), pid=1, owner=owner)


def process(gib: float, container: str | None) -> Process:
    owner = Owner(container=container, container_id=ID if container else None)
    return Process(7, "python", "python", owner, 0.0, int(gib * GIB), None, None)


def gpu(**fields: object) -> Gpu:
    known: dict[str, object] = {
        "name": "NVIDIA GB10",
        "uuid": None,
        "utilization_percent": None,
        "memory_total_bytes": None,
        "memory_used_bytes": None,
        "temperature_c": None,
        "power_w": None,
        "power_limit_w": None,
        "sm_clock_mhz": None,
        "unified_memory": True,
    }
    return Gpu(**(known | fields))  # type: ignore[arg-type]


def sample(
    *,
    total: float | None = SPARK_TOTAL_BYTES,
    available_gib: float | None = 117.0,
    parts: tuple[MemoryPart, ...] = (),
    processes: tuple[Process, ...] = (),
    gpus: tuple[Gpu, ...] = (gpu(),),
    reasons: dict[str, str] | None = None,
) -> Sample:
    available = None if available_gib is None else int(available_gib * GIB)
    memory = Memory(None if total is None else int(total), available, None, None, parts)
    cpu = Cpu(None, (), None)
    return Sample(
        0.0, "spark", "agent", memory, gpus, cpu, processes=processes, reasons=reasons or {}
    )


def room(*args: object, **fields: object) -> Room:
    found = room_of(sample(**fields), SPARK)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_an_idle_spark_has_what_the_planning_rule_says() -> None:
    found = room()

    assert found.bytes / GIB == pytest.approx(101.7, abs=0.05)
    assert found.bytes == idle_spark().bytes
    assert found.unified
    assert found.bandwidth == 273e9


def test_engines_and_containers_that_run_are_taken_off() -> None:
    found = room(
        available_gib=45.0, parts=(part("vllm", 60, "qwen"),), processes=(process(5, "qdrant"),)
    )

    assert [(taker.title, taker.bytes / GIB) for taker in found.takers] == [
        ("vllm", 60),
        ("qdrant", 5),
    ]
    assert found.bytes / GIB == pytest.approx(101.7 - 65, abs=0.05)


def test_memory_that_a_stopped_engine_still_has_is_not_given_out() -> None:
    found = room(available_gib=37.0)  # nobody is seen to hold it, and it is not there

    assert found.bytes == 33 * GIB
    assert "at this moment" in found.limited_by


def test_a_spark_whose_gpu_is_not_told_is_still_one() -> None:
    found = room(gpus=())

    assert found.unified
    assert found.bandwidth == 273e9


def test_the_page_cache_is_available() -> None:
    cache = MemoryPart("Page cache", PartKind.CACHE, 70 * GIB)

    assert room(parts=(cache,)).bytes == room().bytes


def test_what_leaves_before_is_counted_as_there() -> None:
    seen = sample(available_gib=50.0, parts=(part("vllm", 60, "qwen"),))

    for name in ("qwen", ID):
        found = room_of(seen, SPARK, leaving=(name,))
        assert found is not None
        assert found.takers == ()
        assert found.bytes / GIB == pytest.approx(101.7, abs=0.05)


def test_a_gpu_with_its_own_memory_has_what_is_free_there() -> None:
    own = gpu(
        name="NVIDIA GeForce RTX 4090",
        unified_memory=False,
        memory_total_bytes=24 * GIB,
        memory_used_bytes=2 * GIB,
    )
    found = room_of(sample(gpus=(own,)), Machine())
    assert found is not None
    assert (found.bytes, found.gpus, found.bandwidth) == (21 * GIB, 1, 1008e9)

    fuller = replace(own, memory_used_bytes=10 * GIB)
    both = room_of(sample(gpus=(own, fuller)), Machine())
    assert both is not None
    assert (both.bytes, both.gpus) == (2 * 13 * GIB, 2)  # the fullest decides


def test_a_small_machine_keeps_a_quarter() -> None:
    found = room_of(sample(total=8 * GIB, available_gib=7.0, gpus=()), Machine())

    assert found is not None
    assert found.bytes == 6 * GIB
    assert not found.unified


def test_memory_that_is_not_told_gives_no_room_and_the_reason() -> None:
    untold = sample(total=None, reasons={"memory.total_bytes": "not in /proc/meminfo there"})
    assert room_of(untold, SPARK) is None
    assert why_no_room(untold, SPARK) == "not in /proc/meminfo there"

    silent = sample(gpus=(gpu(unified_memory=False),), reasons={"gpus": "the driver is not loaded"})
    assert room_of(silent, Machine()) is None
    assert why_no_room(silent, Machine())


def judged(demand: Demand, gib: float = 67.7, where: Room | None = None) -> Fit:
    return judge(shape_of(LLAMA70), weights(gib), demand, VLLM, where or idle_spark())


def test_a_refusal_says_how_much_and_offers_a_context() -> None:
    check = admit(judged(Demand(131_072)), "spark-1")

    assert check.verdict is CheckVerdict.REFUSED
    assert check.message == "It takes 114.7 GiB, and spark-1 has room for 101.7 GiB."
    assert check.hint == "83,968 tokens for 1 user fit."  # with the pages of the engine


def test_a_refusal_for_a_little_shows_two_figures() -> None:
    takes = idle_spark().bytes + 10 * 1024**2
    found = judge(shape_of(LLAMA70), weights(39.8), Demand(8192), VLLM, idle_spark())
    check = admit(replace(found, verdict=Verdict.NO, takes_bytes=takes), "spark")

    assert check.verdict is CheckVerdict.REFUSED
    assert "takes 101.699 GiB" in check.message
    assert "room for 101.690 GiB" in check.message


def test_a_refusal_offers_fewer_users_where_less_context_would_be_too_little() -> None:
    found = judged(Demand(8192, users=60))
    check = admit(found, "spark-1")

    assert found.max_context < 2048
    assert check.hint == "8,192 tokens for 10 users fit."
    assert safe_settings(found, LaunchSettings()) == LaunchSettings(context=8192, users=10)


def test_a_refusal_offers_the_share_that_is_safe() -> None:
    found = judged(Demand(8192, memory_fraction=0.92))
    check = admit(found, "spark-1")

    assert check.verdict is CheckVerdict.REFUSED
    assert check.hint == "It fits with a share of 0.83."
    assert safe_settings(found, LaunchSettings(memory_fraction=0.92)) == LaunchSettings(
        memory_fraction=0.83
    )


def test_a_refusal_without_any_way_names_who_has_the_memory() -> None:
    seen = room(available_gib=50.0, parts=(part("gpt-oss", 62, "gpt-oss"),))
    check = admit(judged(Demand(8192), 67.7, seen), "spark-1")

    assert check.verdict is CheckVerdict.REFUSED
    assert check.hint == "Stop gpt-oss, which has 62.0 GiB."
    assert safe_settings(judged(Demand(8192), 131.4), LaunchSettings()) is None
    assert "smaller model" in admit(judged(Demand(8192), 131.4), "spark-1").hint


def test_what_fits_is_told_with_what_it_leaves() -> None:
    check = admit(judged(Demand(8192)), "spark-1")

    assert check.verdict is CheckVerdict.GOOD
    assert check.message == "It takes 77.2 of the 101.7 GiB that spark-1 has room for."


@settings(max_examples=200, deadline=None)
@given(
    weights_gib=st.floats(0.5, 140),
    context=st.integers(1, 300_000),
    users=st.integers(1, 64),
    dtype=st.sampled_from(["bf16", "fp8"]),
    available_gib=st.floats(0, 121),
    engine_gib=st.floats(0, 100),
    fraction=st.none() | st.floats(0.05, 1.0),
    handle=st.sampled_from([LLAMA70, QWEN36]),
)
def test_what_would_exceed_memory_is_refused_and_nothing_that_leaves_the_reserve(
    weights_gib: float,
    context: int,
    users: int,
    dtype: str,
    available_gib: float,
    engine_gib: float,
    fraction: float | None,
    handle: str,
) -> None:
    now = room(available_gib=available_gib, parts=(part("engine", engine_gib),))
    demand = Demand(context, users, dtype, memory_fraction=fraction)
    overhead = Overhead(7 * GIB, transient_bytes=30 * 10**9, preallocates=fraction is not None)
    found = judge(shape_of(handle), weights(weights_gib), demand, overhead, now)
    refused = admit(found, "spark").verdict is CheckVerdict.REFUSED
    available = now.available_bytes or 0

    if found.takes_bytes > available - 4 * GIB:
        assert refused
    starts = fraction is None or judge_one(found, handle, weights_gib, demand, overhead)
    if starts and found.takes_bytes + 20 * GIB <= available:
        assert not refused
    offered = safe_settings(found, LaunchSettings())
    if refused and offered is not None:
        changed = replace(
            demand,
            context=offered.context or context,
            users=offered.users or users,
            memory_fraction=offered.memory_fraction,
        )
        again = judge(shape_of(handle), weights(weights_gib), changed, overhead, now)
        assert again.verdict is not Verdict.NO


def judge_one(
    found: Fit, handle: str, weights_gib: float, demand: Demand, overhead: Overhead
) -> bool:
    """Return whether the share does for one user: else the engine would not start."""
    one = replace(demand, users=1, memory_fraction=None)
    need = judge(shape_of(handle), weights(weights_gib), one, overhead, found.room).need_bytes
    return need <= found.takes_bytes
