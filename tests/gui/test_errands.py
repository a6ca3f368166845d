"""Long work that a person started: how far it is, cancelled, failed, done again."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.core.ids import NodeId
from app.state.errands import KEPT, ErrandChanged, ErrandPhase, ErrandsState, Progress, Tell
from app.workers.supervisor import Supervisor

NODE = NodeId("node-1")


@pytest.fixture
def errands(qtbot: QtBot) -> Iterator[ErrandsState]:
    supervisor = Supervisor()
    yield ErrandsState(supervisor)
    assert supervisor.stop_all() == ()


def phase_is(errands: ErrandsState, errand: int, phase: ErrandPhase) -> bool:
    found = errands.get(errand)
    return found is not None and found.phase is phase


def test_errand_tells_how_far_it_is_and_what_came_of_it(
    errands: ErrandsState, qtbot: QtBot
) -> None:
    told: list[ErrandChanged] = []
    errands.changed.connect(told.append)

    def work(_cancel: Cancel, tell: Tell) -> object:
        tell(Progress(0.5, "3 of 6 GB"))
        return "image"

    errand = errands.start(NODE, "Pulling x", work)
    qtbot.waitUntil(lambda: phase_is(errands, errand, ErrandPhase.DONE))
    assert told[0].errand.phase is ErrandPhase.RUNNING
    assert Progress(0.5, "3 of 6 GB") in [each.errand.progress for each in told]
    done = errands.get(errand)
    assert done is not None
    assert done.result == "image"
    assert done.ended is not None
    errands.forget(errand)
    assert errands.all() == ()


def test_errand_that_is_cancelled_can_be_done_again(errands: ErrandsState, qtbot: QtBot) -> None:
    def work(cancel: Cancel, _tell: Tell) -> object:
        cancel.wait()
        cancel.raise_if_cancelled()
        return None

    first = errands.start(NODE, "Waiting", work)
    assert errands.again(first) is None
    errands.cancel(first)
    qtbot.waitUntil(lambda: phase_is(errands, first, ErrandPhase.CANCELLED))
    second = errands.again(first)
    assert second is not None
    assert [each.id for each in errands.all()] == [second]
    assert phase_is(errands, second, ErrandPhase.RUNNING)


def test_errand_that_fails_says_why(errands: ErrandsState, qtbot: QtBot) -> None:
    def work(_cancel: Cancel, _tell: Tell) -> object:
        raise RemoteError("No space left on device.", "Prune images.")

    errand = errands.start(NODE, "Pulling x", work)
    qtbot.waitUntil(lambda: phase_is(errands, errand, ErrandPhase.FAILED))
    failed = errands.get(errand)
    assert failed is not None
    assert failed.error is not None
    assert failed.error.hint == "Prune images."


def test_only_the_last_errands_are_kept_and_none_that_runs_is_dropped(
    errands: ErrandsState, qtbot: QtBot
) -> None:
    go = threading.Event()
    running = errands.start(NODE, "Running", lambda cancel, _tell: go.wait())
    for number in range(KEPT + 5):
        errand = errands.start(NODE, f"Errand {number}", lambda _cancel, _tell: None)
        qtbot.waitUntil(lambda errand=errand: phase_is(errands, errand, ErrandPhase.DONE))
    assert len(errands.all()) <= KEPT + 2
    assert errands.get(running) is not None
    go.set()
    qtbot.waitUntil(lambda: phase_is(errands, running, ErrandPhase.DONE))
