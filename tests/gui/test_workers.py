"""Workers: one job, one thread, exactly one end; the supervisor leaves none behind."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.workers.collector import GuiThreadCollector
from app.workers.job import Ended, Produced
from app.workers.supervisor import Supervisor
from app.workers.watchdog import StallWatchdog
from app.workers.worker import Job, Worker, once, streaming


class Recorder(QObject):
    """Notes what a worker says, and on which thread it is heard."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[object] = []
        self.ends: list[Ended] = []
        self.threads: set[QThread] = set()

    def on_produced(self, produced: Produced) -> None:
        self.values.append(produced.value)
        self.threads.add(QThread.currentThread())

    def on_ended(self, ended: Ended) -> None:
        self.ends.append(ended)


@pytest.fixture
def supervisor(qapp: object) -> Iterator[Supervisor]:
    supervisor = Supervisor()
    yield supervisor
    assert supervisor.stop_all() == ()


def start(supervisor: Supervisor, job: Job) -> tuple[Worker, Recorder]:
    worker, recorder = supervisor.worker("a job", job), Recorder()
    worker.produced.connect(recorder.on_produced)
    worker.ended.connect(recorder.on_ended)
    supervisor.start(worker)
    return worker, recorder


def test_worker_emits_each_item_of_a_stream_in_order_on_the_gui_thread(
    qtbot: QtBot, supervisor: Supervisor
) -> None:
    _worker, recorder = start(supervisor, streaming(lambda _cancel: iter(range(100))))
    qtbot.waitUntil(lambda: bool(recorder.ends))
    assert recorder.values == list(range(100))
    assert recorder.threads == {QThread.currentThread()}
    assert recorder.ends == [Ended("a job")]


def test_worker_reports_an_error_for_the_user(qtbot: QtBot, supervisor: Supervisor) -> None:
    def job(_cancel: Cancel) -> object:
        raise BadInput("No such thing.", "Try another.")

    _worker, recorder = start(supervisor, once(job))
    qtbot.waitUntil(lambda: bool(recorder.ends))
    error = recorder.ends[0].error
    assert isinstance(error, BadInput)
    assert str(error) == "No such thing. Try another."
    assert recorder.values == []


def test_worker_reports_a_bug_with_its_traceback(
    qtbot: QtBot, supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    def job(_cancel: Cancel) -> object:
        raise ZeroDivisionError("password=hunter22 in a message")

    _worker, recorder = start(supervisor, once(job))
    qtbot.waitUntil(lambda: bool(recorder.ends))
    assert "ZeroDivisionError" in recorder.ends[0].traceback
    assert "hunter22" not in recorder.ends[0].traceback
    assert "a job failed" in caplog.text


def test_worker_that_is_stopped_ends_as_cancelled(qtbot: QtBot, supervisor: Supervisor) -> None:
    def wait(cancel: Cancel) -> Iterator[object]:
        while not cancel.wait(10):
            yield None

    worker, recorder = start(supervisor, streaming(wait))
    worker.stop()
    qtbot.waitUntil(lambda: bool(recorder.ends))
    assert recorder.ends[0].error is None


def test_supervisor_forgets_workers_that_ended(qtbot: QtBot, supervisor: Supervisor) -> None:
    _worker, recorder = start(supervisor, once(lambda _cancel: 1))
    qtbot.waitUntil(lambda: bool(recorder.ends) and supervisor.running == ())


def test_supervisor_names_a_straggler_and_goes_on(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    supervisor, release = Supervisor(), threading.Event()
    worker, _recorder = start(supervisor, once(lambda _cancel: release.wait(30)))
    qtbot.waitUntil(worker.isRunning)
    assert supervisor.stop_all(timeout=0.1) == ("a job",)
    assert "a job did not stop" in caplog.text
    release.set()
    assert worker.wait(5000)


def test_supervisor_starts_nothing_after_the_end(qapp: object) -> None:
    supervisor = Supervisor()
    supervisor.stop_all()
    worker, _recorder = start(supervisor, once(lambda _cancel: 1))
    assert not worker.isRunning()
    assert supervisor.running == ()


def test_collector_frees_cycles_on_the_gui_thread_only(qtbot: QtBot) -> None:
    freed_on: list[int] = []

    class Knot:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            freed_on.append(threading.get_ident())

    def make_garbage() -> None:
        for _ in range(5000):
            Knot()

    gc.enable()
    collector = GuiThreadCollector()
    collector.start()
    try:
        thread = threading.Thread(target=make_garbage, daemon=True)
        thread.start()
        thread.join()
        assert freed_on == []
        qtbot.waitUntil(lambda: bool(freed_on))
        assert set(freed_on) == {threading.get_ident()}
    finally:
        collector.stop()
    assert gc.isenabled()
    gc.disable()  # as the fixture left it


def test_watchdog_logs_where_the_gui_thread_stalled(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    watchdog = StallWatchdog()
    watchdog.start()

    def stall_on_purpose() -> None:
        deadline = time.monotonic() + 30
        while "stall_on_purpose" not in caplog.text and time.monotonic() < deadline:
            pass

    try:
        stall_on_purpose()
    finally:
        watchdog.stop()
    assert "GUI thread stalled" in caplog.text
    assert "stall_on_purpose" in caplog.text
