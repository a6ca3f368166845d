"""Extra sources beside the one that works: found, read, gone stale, standing in."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import (
    ChannelRefused,
    CommandFailed,
    RemoteError,
    SessionLost,
    SourceUnavailable,
    UserError,
)
from app.core.settings import SettingsStore
from app.services.telemetry import extras as extras_module
from app.services.telemetry import watch as watch_module
from app.services.telemetry.api import (
    Cpu,
    EngineReading,
    ExtraSpec,
    KernelEvent,
    KernelEventKind,
    Machine,
    Place,
    Reading,
    Sample,
    SourceSpec,
    SourceState,
)
from app.services.telemetry.extras import Extras, find_extras
from app.services.telemetry.merge import blank
from app.services.telemetry.source_settings import (
    NodeSources,
    SourcesSettings,
    load_sources,
    save_sources,
)
from app.services.telemetry.watch import watch
from app.services.telemetry.watcher import Watcher
from app.transport.api import Completed, Session
from tests.unit.telemetry.replay import ReplaySession
from tests.waiting import wait_for

LISTENING = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
"""
"""/proc/net/tcp with one listener, on port 8000."""


class Node(ReplaySession):
    """A node that says what listens on it."""

    def __init__(self, listening: str = LISTENING) -> None:
        super().__init__()
        self.listening = listening
        self.asked = 0

    def exec(self, argv: Sequence[str], **_options: object) -> Completed:
        self.asked += 1
        if not self.listening:
            raise CommandFailed("no cat there.")
        return Completed(tuple(argv), 0, self.listening.encode(), b"")


class Scripted:
    """A place whose readings a test hands out one by one."""

    def __init__(self, name: str, port: int | None = None, poll_s: float = 60.0) -> None:
        self.steps: queue.Queue[Reading | Exception | None] = queue.Queue()
        self.opened = 0
        self.spec = ExtraSpec(name, name.title(), 1, lambda settings, login: ())
        self.place = Place(f"127.0.0.1:{port}", self._read, port, poll_s)

    def say(self, *steps: Reading | Exception | None) -> Scripted:
        for step in steps:
            self.steps.put(step)
        return self

    def _read(self, session: Session, node: str, cancel: Cancel) -> Iterator[Reading]:
        self.opened += 1
        with cancel.on_cancel(lambda: self.steps.put(None)):
            while (step := self.steps.get()) is not None:
                if isinstance(step, Exception):
                    raise step
                yield step


def engine(running: float) -> Reading:
    told = EngineReading("vLLM", 8000, requests_running=running)
    return Reading(replace(blank("spark", "engines"), engines=(told,)))


def load(value: float, machine: Machine | None = None) -> Reading:
    return Reading(replace(blank("spark", "node-exporter"), cpu=Cpu(None, (), value)), machine)


@pytest.fixture
def start() -> Iterator[Callable[..., Extras]]:
    """Start extras; they are stopped after the test."""
    started: list[Extras] = []

    def begin(*scripted: Scripted, session: ReplaySession | None = None) -> Extras:
        places = [(each.spec, each.place) for each in scripted]
        extras = Extras(session or Node(), "spark", places)
        extras.start()
        started.append(extras)
        assert extras.looked.wait(10)
        return extras

    yield begin
    for extras in started:
        extras.stop()


Start = Callable[..., Extras]


def states(extras: Extras) -> list[SourceState]:
    return [each.state for each in extras.status()]


def test_what_an_extra_tells_is_in_the_next_sample(start: Start) -> None:
    scripted = Scripted("engines").say(engine(1.0))
    extras = start(scripted)
    base = blank("spark", "agent")
    assert extras.fill(base).engines[0].requests_running == 1.0
    scripted.say(engine(2.0))
    wait_for(lambda: extras.fill(base).engines[0].requests_running == 2.0)
    (status,) = extras.status()
    assert (status.state, status.reason) == (SourceState.READING, "")
    assert status.last_seen is not None


def test_only_ports_that_listen_are_asked(start: Start) -> None:
    there, not_there = Scripted("engines", 8000).say(engine(1.0)), Scripted("dcgm", 9400)
    extras = start(there, not_there)
    assert (there.opened, not_there.opened) == (1, 0)
    assert states(extras) == [SourceState.READING, SourceState.ABSENT]
    assert "listens" in extras.status()[1].reason


def test_every_port_is_asked_where_listeners_are_not_known(start: Start) -> None:
    scripted = Scripted("dcgm", 9400).say(ChannelRefused("nothing answers there."))
    extras = start(scripted, session=Node(""))
    assert scripted.opened == 1
    assert states(extras) == [SourceState.ABSENT]


def test_who_comes_later_is_found(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras_module, "LOOK_S", 0.02)
    scripted = Scripted("engines").say(RemoteError("not ready."), engine(5.0))
    extras = start(scripted)
    wait_for(lambda: extras.fill(blank("spark", "agent")).engines)
    assert scripted.opened == 2


def test_a_stranger_is_left_in_peace(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's own web server on port 8000 is not asked for metrics all the time."""
    monkeypatch.setattr(extras_module, "LOOK_S", 0.01)
    stranger, node = Scripted("engines").say(SourceUnavailable("a web page.")), Node()
    start(stranger, session=node)
    wait_for(lambda: node.asked > 5)
    assert stranger.opened == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SourceUnavailable("It answers with a web page."), SourceState.FAILED),
        (SessionLost("gone."), SourceState.ABSENT),
        (ValueError("a bug"), SourceState.FAILED),
    ],
)
def test_one_that_fails_costs_no_other(start: Start, error: Exception, state: SourceState) -> None:
    bad, good = Scripted("bad").say(error), Scripted("engines").say(engine(1.0))
    extras = start(bad, good)
    assert states(extras) == [state, SourceState.READING]
    if isinstance(error, UserError):
        assert extras.status()[0].reason


def test_one_that_hangs_holds_up_no_other_once_it_was_there(start: Start) -> None:
    hanging, good = Scripted("hanging").say(engine(1.0)), Scripted("load").say(load(3.0))
    extras = start(hanging, good)
    good.say(load(4.0))
    wait_for(lambda: extras.fill(blank("spark", "agent")).cpu.load_1m == 4.0)


def test_values_that_are_too_old_are_dropped_and_the_reason_says_so(start: Start) -> None:
    extras = start(Scripted("engines", poll_s=0.01).say(engine(1.0)))
    base = blank("spark", "agent")
    wait_for(lambda: not extras.fill(base).engines)
    assert "Engines has not answered for" in extras.fill(base).reasons["engines"]
    assert states(extras) == [SourceState.STALE]


def test_what_no_longer_listens_is_gone_not_silent(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras_module, "LOOK_S", 0.01)
    node = Node()
    scripted = Scripted("engines", 8000).say(engine(1.0))
    extras = start(scripted, session=node)
    base = blank("spark", "agent")
    node.listening = LISTENING.replace("1F40", "0016")
    assert extras.fill(base).engines
    scripted.say(ChannelRefused("nothing answers there."))
    wait_for(lambda: not extras.fill(base).engines)
    assert extras.fill(base).reasons == {}


def test_a_stale_value_that_the_source_knows_needs_no_reason(start: Start) -> None:
    extras = start(Scripted("load", poll_s=0.01).say(load(1.0)))
    base = replace(blank("spark", "agent"), cpu=Cpu(None, (), 7.0))
    wait_for(lambda: states(extras) == [SourceState.STALE])
    assert extras.fill(base).reasons == {}


def test_each_event_of_the_kernel_is_told_once(start: Start) -> None:
    event = KernelEvent(1.0, KernelEventKind.XID, "Xid", 79)
    told = Reading(replace(blank("spark", "kernel-log"), kernel_events=(event,)))
    extras = start(Scripted("kernel-log", poll_s=float("inf")).say(told, told))
    seen: list[KernelEvent] = []

    def both() -> bool:
        seen.extend(extras.fill(blank("spark", "agent")).kernel_events)
        return len(seen) == 2

    wait_for(both)
    assert extras.fill(blank("spark", "agent")).kernel_events == ()


def test_stopping_ends_every_thread(start: Start) -> None:
    extras = start(Scripted("engines").say(engine(1.0)), Scripted("load").say(load(1.0)))
    extras.stop()
    wait_for(lambda: not any(each.name.startswith("extra") for each in threading.enumerate()))


def test_where_nothing_answers_one_thread_sleeps(start: Start) -> None:
    node = Node()
    extras = start(*(Scripted(f"s{port}", port) for port in range(9000, 9020)), session=node)
    names = [each.name for each in threading.enumerate() if each.name.startswith("extra")]
    assert names == ["extras:spark"]
    assert node.asked == 1
    assert set(states(extras)) == {SourceState.ABSENT}


# With the source of the node


def base_source(*steps: Sample | Exception) -> SourceSpec:
    def read(session: Session, node: str, interval_s: float, cancel: Cancel) -> Iterator[Reading]:
        for step in steps:
            if isinstance(step, Exception):
                raise step
            yield Reading(step)

    return SourceSpec("agent", "Agent", 1, lambda session: True, read)


def watched(source: SourceSpec, *scripted: Scripted) -> tuple[Iterator[Reading], Extras, Cancel]:
    node, cancel = Node(), Cancel()
    extras = Extras(node, "spark", [(each.spec, each.place) for each in scripted])
    return watch(node, "spark", 1.0, cancel, [source], extras), extras, cancel


def test_extras_start_after_the_first_reading_of_the_source() -> None:
    """A server that allows one channel gives it to the source."""
    scripted = Scripted("engines").say(engine(1.0))
    readings, extras, _ = watched(base_source(*[blank("spark", "agent")] * 3), scripted)
    assert scripted.opened == 0
    next(readings)
    assert extras.looked.wait(10)
    assert next(readings).sample.origins == {"engines.0": "engines"}
    readings.close()  # type: ignore[attr-defined]


def test_an_exporter_stands_in_where_no_source_works(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = Scripted("node-exporter").say(load(2.5, Machine(hostname="spark-1")))
    readings, _, cancel = watched(base_source(SourceUnavailable("no python3.")), scripted)
    monkeypatch.setattr(extras_module, "ALONE_S", (0.0, 10.0))
    first = next(readings)
    assert first.sample.source == "node-exporter"
    assert first.sample.cpu.load_1m == 2.5
    assert first.sample.origins == {}
    assert first.machine is not None
    assert first.machine.hostname == "spark-1"
    scripted.say(load(3.5))
    assert next(readings).sample.cpu.load_1m == 3.5
    cancel.cancel()
    readings.close()  # type: ignore[attr-defined]


def test_the_source_is_tried_again_while_an_exporter_stands_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch_module, "ONLY_EXTRAS_S", 0.0)
    monkeypatch.setattr(watch_module, "RESTART_S", 0.0)
    tries: list[int] = []

    def read(session: Session, node: str, interval_s: float, cancel: Cancel) -> Iterator[Reading]:
        tries.append(1)
        if len(tries) < 2:
            raise SourceUnavailable("not yet.")
        yield Reading(blank("spark", "agent"))

    source = SourceSpec("agent", "Agent", 1, lambda session: True, read)
    readings, _, _ = watched(source, Scripted("node-exporter").say(load(2.5)))
    assert [next(readings).sample.source for _ in range(2)] == ["node-exporter", "agent"]
    readings.close()  # type: ignore[attr-defined]


def test_nothing_at_all_is_told_by_the_sources_reasons() -> None:
    readings, _, _ = watched(
        base_source(SourceUnavailable("no python3.")),
        Scripted("node-exporter").say(SourceUnavailable("web page.")),
    )
    with pytest.raises(SourceUnavailable, match=r"no python3\."):
        next(readings)


# Settings


def test_settings_are_kept_per_node(tmp_path: Path) -> None:
    settings = SettingsStore(tmp_path / "settings.json")
    assert load_sources(settings, "SHA256:a") == NodeSources("SHA256:a")
    wanted = NodeSources(
        "SHA256:a", engine_ports=(8005,), prometheus_url="http://m:9090", prometheus_instance="a"
    )
    save_sources(settings, wanted)
    save_sources(settings, NodeSources("SHA256:b", automatic=False))
    again = SettingsStore(tmp_path / "settings.json")
    assert load_sources(again, "SHA256:a") == wanted
    assert not load_sources(again, "SHA256:b").automatic


def test_everything_automatic_can_be_turned_off_at_once(tmp_path: Path) -> None:
    settings = SettingsStore(tmp_path / "settings.json")
    save_sources(settings, NodeSources("SHA256:a", engine_ports=(8005,)))
    kept = settings.load("sources", SourcesSettings)
    settings.save("sources", replace(kept, automatic=False))
    found = load_sources(settings, "SHA256:a")
    places = [place for spec in find_extras() for place in spec.places(found, None)]
    assert [place.port for place in places] == [8005]
    assert load_sources(settings, "SHA256:new").automatic is False


def test_a_prometheus_is_asked_only_where_one_is_named() -> None:
    names = {spec.name for spec in find_extras() if spec.places(NodeSources("k"), None)}
    assert names == {"engines", "node-exporter", "dcgm-exporter", "kernel-log"}
    named = NodeSources("k", prometheus_url="http://m:9090", prometheus_instance="spark")
    assert "prometheus" in {spec.name for spec in find_extras() if spec.places(named, None)}


def test_status_is_empty_for_a_node_that_is_not_watched(tmp_path: Path) -> None:
    watcher = Watcher(SettingsStore(tmp_path / "settings.json"))
    assert watcher.status("spark") == ()
    assert not watcher.has_looked("spark")


def test_the_dashboards_password_is_asked_for_only_with_an_account(tmp_path: Path) -> None:
    settings = SettingsStore(tmp_path / "settings.json")
    asked: list[tuple[str, str]] = []

    def recall(owner: str, kind: str) -> str:
        asked.append((owner, kind))
        return "correct horse"

    watcher = Watcher(settings, recall)
    assert watcher._login(NodeSources("SHA256:a")) is None
    assert asked == []
    login = watcher._login(NodeSources("SHA256:a", dashboard_user="nvidia"))
    assert login is not None
    assert login.password == "correct horse"
    assert asked == [("SHA256:a", "dgx-dashboard")]
