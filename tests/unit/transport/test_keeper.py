"""Keeper: one session held open, every change of state told in order."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.core import sleep
from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    Cancelled,
    HostKeyChanged,
    HostNotFound,
    HostUnreachable,
    UserError,
)
from app.core.ids import NodeId
from app.hosts.nodes import Node
from app.transport import keeper as keeper_module
from app.transport.keeper import Keeper, retry_wait
from app.transport.status import Phase, SessionStatus, Step, StepState, StepStatus

NODE = Node(NodeId("node-1"), "Spark", "spark.local", user="ann")
STEPS = (StepStatus(Step.RESOLVE, StepState.RUNNING),)


class FakeSession:
    title = "ann@spark.local"
    route = "LAN"
    login = "key id_ed25519"
    latency_s = 0.001

    def __init__(self) -> None:
        self.alive = True
        self._callbacks: list[Callable[[str], object]] = []

    def on_lost(self, callback: Callable[[str], object]) -> None:
        self._callbacks.append(callback)

    def close(self) -> None:
        if self.alive:
            self.alive = False
            for callback in self._callbacks:
                callback("closed")


class Bench:
    """Runs a keeper in a thread; each try takes the next of `outcomes`."""

    def __init__(self, *, seen: bool = True) -> None:
        self.outcomes: queue.Queue[UserError | FakeSession | None] = queue.Queue()
        self.statuses: queue.Queue[SessionStatus] = queue.Queue()
        self.cancel = Cancel()
        self.keeper = Keeper(NODE, self._open, seen_before=seen)
        self.thread = threading.Thread(
            target=self.keeper.run, args=(self.cancel, self.statuses.put), name="keeper"
        )

    def _open(self, _node: Node, cancel: Cancel, report: Callable[[Any], object]) -> Any:
        report(STEPS)
        ready = threading.Event()
        with cancel.on_cancel(ready.set):
            while not cancel.cancelled:
                try:
                    outcome = self.outcomes.get(timeout=0.01)
                except queue.Empty:
                    continue
                if isinstance(outcome, UserError):
                    raise outcome
                return outcome
        raise Cancelled

    def next(self) -> SessionStatus:
        return self.statuses.get(timeout=30)

    def until(self, phase: Phase) -> SessionStatus:
        while (status := self.next()).phase is not phase:
            pass
        return status

    def end(self) -> list[SessionStatus]:
        self.cancel.cancel()
        self.thread.join(30)
        assert not self.thread.is_alive()
        left = []
        while not self.statuses.empty():
            left.append(self.statuses.get())
        return left


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(keeper_module, "retry_wait", lambda *_arguments, **_more: 0.0)
    made = Bench()
    made.thread.start()
    yield made
    made.end()


def test_keeper_tells_each_state_in_order(bench: Bench) -> None:
    session = FakeSession()
    bench.outcomes.put(session)  # type: ignore[arg-type]

    connecting, connected = bench.next(), bench.next()
    assert (connecting.phase, connecting.steps) == (Phase.CONNECTING, STEPS)
    assert (connected.phase, connected.address) == (Phase.CONNECTED, "ann@spark.local")
    assert bench.keeper.session is session
    session.close()
    again = bench.next()
    assert (again.phase, again.message) == (Phase.RECONNECTING, "The connection was lost: closed.")
    assert bench.keeper.session is None
    bench.outcomes.put(FakeSession())  # type: ignore[arg-type]
    assert bench.next().phase is Phase.CONNECTED

    assert [status.phase for status in bench.end()] == [Phase.OFF]


def test_keeper_tries_again_after_a_passing_error(bench: Bench) -> None:
    bench.outcomes.put(HostUnreachable("It refuses.", "Start sshd."))

    waiting = bench.until(Phase.UNREACHED)  # it never was connected: nothing is done again
    assert (waiting.message, waiting.hint) == ("It refuses.", "Start sshd.")
    assert waiting.retry_in_s is not None
    bench.outcomes.put(FakeSession())  # type: ignore[arg-type]

    assert bench.until(Phase.CONNECTED)


@pytest.mark.parametrize("kind", [AuthenticationFailed, HostKeyChanged])
def test_keeper_waits_for_the_user_after_a_permanent_error(
    bench: Bench, kind: type[UserError]
) -> None:
    bench.outcomes.put(kind("No.", "Look."))

    refused = bench.until(Phase.REFUSED)

    assert (refused.message, refused.hint) == ("No.", "Look.")
    assert refused.key_changed is (kind is HostKeyChanged)
    bench.outcomes.put(FakeSession())  # type: ignore[arg-type]
    bench.keeper.retry_now()
    assert bench.next().phase is Phase.CONNECTING
    assert bench.next().phase is Phase.CONNECTED


def test_keeper_asks_about_a_name_that_never_worked() -> None:
    bench = Bench(seen=False)
    bench.thread.start()
    bench.outcomes.put(HostNotFound("Unknown."))

    assert bench.until(Phase.REFUSED).message == "Unknown."
    bench.end()


def test_keeper_asks_another_network_about_a_name_that_never_worked() -> None:
    bench = Bench(seen=False)
    bench.thread.start()
    bench.outcomes.put(HostNotFound("Unknown."))
    bench.until(Phase.REFUSED)

    bench.keeper.look_again()
    bench.outcomes.put(FakeSession())  # type: ignore[arg-type]

    assert bench.until(Phase.CONNECTED)
    bench.end()


def test_keeper_retries_a_name_that_worked_before(bench: Bench) -> None:
    bench.outcomes.put(HostNotFound("Unknown."))

    assert bench.until(Phase.UNREACHED).message == "Unknown."


@pytest.mark.parametrize("phase", list(Phase))
def test_keeper_ends_from_every_phase(phase: Phase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper_module, "retry_wait", lambda *_arguments, **_more: 60.0)
    bench = Bench()
    if phase is Phase.OFF:
        bench.cancel.cancel()
    bench.thread.start()
    if phase is Phase.CONNECTING:
        bench.until(phase)
    elif phase is Phase.CONNECTED:
        bench.outcomes.put(FakeSession())  # type: ignore[arg-type]
        bench.until(phase)
    elif phase is Phase.UNREACHED:
        bench.outcomes.put(HostUnreachable("No."))
        bench.until(phase)
    elif phase is Phase.RECONNECTING:
        session = FakeSession()
        bench.outcomes.put(session)  # type: ignore[arg-type]
        bench.until(Phase.CONNECTED)
        session.close()
        bench.until(phase)
    elif phase is Phase.REFUSED:
        bench.outcomes.put(AuthenticationFailed("No."))
        bench.until(phase)

    assert bench.end()[-1].phase is Phase.OFF


def test_keeper_retry_now_ends_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper_module, "retry_wait", lambda *_arguments, **_more: 600.0)
    bench = Bench()
    bench.thread.start()
    bench.outcomes.put(HostUnreachable("No."))
    while bench.next().retry_in_s is None:
        pass

    bench.keeper.retry_now()
    bench.outcomes.put(FakeSession())  # type: ignore[arg-type]

    assert bench.until(Phase.CONNECTED)
    bench.end()


def test_keeper_waits_when_sessions_die_at_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "FAST_WAIT", 600.0)
    monkeypatch.setattr(keeper_module, "SHORT_LIFE", 600.0)  # however slow this computer is
    for _ in range(2):  # the first time may be chance: it is retried at once
        session = FakeSession()
        bench.outcomes.put(session)
        bench.until(Phase.CONNECTED)
        session.close()
    bench.outcomes.put(FakeSession())
    assert bench.until(Phase.RECONNECTING).retry_in_s is not None
    with pytest.raises(queue.Empty):
        bench.statuses.get(timeout=0.3)
    bench.keeper.retry_now()
    bench.until(Phase.CONNECTED)


def test_retry_wait_grows_with_the_time_away() -> None:
    away = {
        seconds: max(retry_wait(50, seconds) for _ in range(50))
        for seconds in (1, 60, 600, 3600, 86400)
    }

    assert retry_wait(1, 0.0) <= 0.05
    assert away[1] <= 0.25
    assert away[60] <= 0.5
    assert away[600] <= 5
    assert 20 < away[3600] <= 30
    assert 20 < away[86400] <= 30


def test_retry_wait_leaves_a_node_that_turned_us_away_in_peace() -> None:
    waits = [retry_wait(attempt, 1.0, turned_away=True) for attempt in range(2, 12)]

    assert waits[0] >= 0.7
    assert waits[4] >= 10
    assert max(waits) <= 30


def test_retry_wait_of_a_node_never_reached_is_a_second() -> None:
    assert 0.7 <= retry_wait(1, 0.1, was_connected=False) <= 1.0


def test_keeper_since_is_when_the_phase_began(bench: Bench) -> None:
    bench.outcomes.put(HostUnreachable("No."))
    first = bench.until(Phase.UNREACHED)
    bench.outcomes.put(HostUnreachable("No."))
    bench.until(Phase.UNREACHED)
    later = bench.until(Phase.UNREACHED)

    assert later.since == first.since
    assert later.at >= first.at
    assert later.attempt == 2


def test_keeper_retry_now_begins_a_try_anew_that_nobody_answers(bench: Bench) -> None:
    bench.next()
    bench.keeper.retry_now()

    assert bench.next().phase is Phase.CONNECTING
    assert bench.keeper.session is None


def test_keeper_does_not_ask_again_because_the_network_changed(bench: Bench) -> None:
    bench.outcomes.put(AuthenticationFailed("No."))
    bench.until(Phase.REFUSED)

    bench.keeper.look_again()

    with pytest.raises(queue.Empty):
        bench.statuses.get(timeout=0.2)


def test_keeper_retry_now_leaves_a_try_alone_that_asks_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking = (StepStatus(Step.AUTHENTICATE, StepState.RUNNING),)
    monkeypatch.setattr(sys.modules[__name__], "STEPS", asking)
    bench = Bench()
    bench.thread.start()
    bench.next()

    bench.keeper.retry_now()
    bench.outcomes.put(FakeSession())  # type: ignore[arg-type]

    connected = bench.next()
    bench.end()
    assert (connected.phase, connected.attempt) == (Phase.CONNECTED, 1)


def test_keeper_asks_once_though_the_network_changed_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking = (StepStatus(Step.AUTHENTICATE, StepState.RUNNING),)
    monkeypatch.setattr(sys.modules[__name__], "STEPS", asking)
    bench = Bench()
    bench.thread.start()
    bench.next()

    bench.keeper.look_again()
    bench.outcomes.put(AuthenticationFailed("No."))

    assert bench.next().phase is Phase.REFUSED
    with pytest.raises(queue.Empty):
        bench.statuses.get(timeout=0.2)
    bench.end()


def test_keeper_wait_ends_when_the_computer_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper_module, "retry_wait", lambda *_arguments, **_more: 600.0)
    monkeypatch.setattr(keeper_module, "LOOK_EVERY", 0.01)
    asleep = threading.Event()
    real = sleep.now
    monkeypatch.setattr(
        sleep,
        "now",
        lambda: replace(real(), with_sleep=real().with_sleep + 100 * asleep.is_set()),
    )
    bench = Bench()
    bench.thread.start()
    bench.outcomes.put(HostUnreachable("No."))
    while bench.next().retry_in_s is None:
        pass

    asleep.set()
    bench.outcomes.put(FakeSession())  # type: ignore[arg-type]

    assert bench.until(Phase.CONNECTED)
    bench.end()
