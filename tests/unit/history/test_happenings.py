from __future__ import annotations

from dataclasses import replace

from app.services.history.api import Description, EventKind, LastSeen
from app.services.history.happenings import Happenings, describe
from app.services.telemetry.api import (
    EngineReading,
    KernelEvent,
    KernelEventKind,
    Machine,
    MemoryPart,
    Owner,
    PartKind,
    Sample,
)
from tests.spark_samples import spark_sample

GIB = 1 << 30


def at(time: float, *parts: MemoryPart, events: tuple[KernelEvent, ...] = ()) -> Sample:
    sample = spark_sample()
    others = tuple(part for part in sample.memory.parts if part.kind is not PartKind.ENGINE)
    memory = replace(sample.memory, parts=parts + others)
    return replace(sample, time=time, memory=memory, kernel_events=events)


def engine(name: str, size: int, pid: int, container: str = "") -> MemoryPart:
    known_by_id = set(container) <= set("0123456789abcdef")
    whole = (container if known_by_id else container.encode().hex()).ljust(64, "0")
    owner = Owner(container=container, container_id=whole) if container else None
    return MemoryPart(name, PartKind.ENGINE, size, pid, owner)


def test_happenings_tell_an_engine_that_comes_and_goes() -> None:
    seen = Happenings("key")
    assert seen.sample(at(1.0)) == []
    (loading,) = seen.sample(at(2.0, engine("vllm", 4 * GIB, 7, "vllm")))
    assert (loading.kind, loading.title, loading.time) == (EventKind.ENGINE, "vllm is loading", 2.0)
    assert seen.sample(at(3.0, engine("vllm", 60 * GIB, 9, "vllm"))) == []  # another worker of it
    (gone,) = seen.sample(at(4.0))
    assert gone.title == "vllm gave up its GPU memory"
    assert gone.details == "It held 60.0 GiB."


def test_happenings_wait_for_the_name_of_a_container() -> None:
    seen = Happenings("key")
    seen.sample(at(1.0))
    known = engine("b7595ee7402d", 4 * GIB, 7, "b7595ee7402d")
    assert seen.sample(at(2.0, known)) == []
    (told,) = seen.sample(
        at(3.0, replace(known, name="vllm", owner=replace(owner_of(known), container="vllm")))
    )
    assert told.title == "vllm is loading"


def test_happenings_do_not_wait_for_a_name_for_ever() -> None:
    seen = Happenings("key")
    seen.sample(at(1.0))
    known = engine("b7595ee7402d", 4 * GIB, 7, "b7595ee7402d")
    told = [event.title for time in (2.0, 3.0, 4.0, 5.0) for event in seen.sample(at(time, known))]
    assert told == ["b7595ee7402d is loading"]


def answering(time: float, *models: str) -> Sample:
    engines = tuple(EngineReading("vLLM", 8000, model) for model in models)
    return replace(at(time), engines=engines)


def test_happenings_tell_a_model_that_begins_to_answer() -> None:
    seen = Happenings("key")
    told = [event for second in range(100) for event in seen.sample(answering(float(second)))]
    assert told == []
    (ready,) = seen.sample(answering(100.0, "qwen3"))
    assert (ready.kind, ready.title, ready.details) == (
        EventKind.MODEL,
        "qwen3 is ready",
        "vLLM, port 8000",
    )
    assert seen.sample(answering(101.0, "qwen3")) == []


def test_happenings_take_a_model_that_is_found_late_for_one_that_was_there() -> None:
    seen = Happenings("key")
    seen.sample(answering(0.0))
    assert seen.sample(answering(4.0, "qwen3")) == []


def owner_of(part: MemoryPart) -> Owner:
    assert part.owner is not None
    return part.owner


def test_happenings_leave_out_what_is_small() -> None:
    seen = Happenings("key")
    seen.sample(at(1.0))
    assert seen.sample(at(2.0, engine("python", GIB // 2, 7))) == []


def test_happenings_do_not_date_what_changed_while_nobody_looked() -> None:
    seen = Happenings("key")
    seen.sample(at(1.0, engine("vllm", 4 * GIB, 7)))
    assert seen.sample(at(600.0)) == []


def test_happenings_pass_the_kernels_words_on() -> None:
    seen = Happenings("key")
    line = "NVRM: Xid (PCI:000f:01:00): 119, pid=1, Timeout"
    event = KernelEvent(1.0, KernelEventKind.XID, line, 119)
    (told,) = seen.sample(at(1.0, events=(event,)))
    assert (told.kind, told.title, told.details) == (
        EventKind.KERNEL,
        "GPU error (Xid 119)",
        line,
    )


def test_happenings_tell_a_restart_and_an_update() -> None:
    seen = Happenings("key")
    before = Machine(boot_id="a", driver_version="580.95.05", kernel="6.11", uptime_s=90.0)
    assert seen.machine(before, 1.0) == []
    assert seen.machine(replace(before, uptime_s=91.0), 2.0) == []
    after = replace(before, boot_id="b", driver_version="580.142", uptime_s=30.0)
    restart, update = seen.machine(after, 3.0)
    assert (restart.kind, restart.title) == (EventKind.REBOOT, "Restarted")
    assert restart.details == "It runs for 30 s."
    assert (update.kind, update.title) == (EventKind.UPDATE, "driver 580.142")
    assert update.details == "It was 580.95.05."


def test_happenings_tell_what_changed_while_the_program_was_not_running() -> None:
    before = Machine(boot_id="a", driver_version="580.95.05", kernel="6.11")
    now = replace(before, boot_id="b", driver_version="580.142", uptime_s=30.0)
    last_seen = LastSeen(describe("key", before), 1000.0, vanished=False)
    seen = Happenings("key")
    restart, update = seen.machine(now, 5000.0, last_seen)
    assert (restart.kind, restart.time) == (EventKind.REBOOT, 4970.0)
    unseen = "This program was not running then, or not connected."
    assert restart.details == f"It runs for 30 s. {unseen}"
    assert (update.title, update.time) == ("driver 580.142", 5000.0)
    assert update.details == f"It was 580.95.05. {unseen}"
    assert seen.machine(now, 5001.0, last_seen) == [], "told once"
    assert Happenings("key").machine(before, 5000.0, last_seen) == [], "as it was"


def test_happenings_date_no_restart_before_the_machine_was_last_seen() -> None:
    last_seen = LastSeen(Description("key", "a"), 1000.0, vanished=False)
    machine = Machine(boot_id="b", uptime_s=9e9)
    (restart,) = Happenings("key").machine(machine, 5000.0, last_seen)
    assert restart.time == 1000.0


def test_happenings_tell_each_loss_once() -> None:
    seen = Happenings("key")
    assert [event.kind for event in seen.connected(1.0, "LAN")] == [EventKind.CONNECTED]
    assert seen.connected(1.5, "LAN") == []
    (lost,) = seen.lost(2.0, "It does not answer.")
    assert (lost.kind, lost.details) == (EventKind.LOST, "It does not answer.")
    assert seen.lost(3.0, "It does not answer.") == []


def test_happenings_take_a_disconnection_by_the_user_for_no_loss() -> None:
    seen = Happenings("key")
    seen.connected(1.0, "LAN")
    seen.ended()
    assert seen.lost(2.0, "") == []
