"""The last net: what nobody caught is logged and told, once, with secrets masked."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, qCritical, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core import i18n
from app.core.errors import Cancelled, HostUnreachable
from app.core.log import register_secret
from app.shell.exceptions import ExceptionCaught, ExceptionHook


@pytest.fixture
def hook(qapp: QApplication) -> Iterator[ExceptionHook]:
    made = ExceptionHook()
    made.install()
    yield made
    made.uninstall()


@pytest.fixture
def told(hook: ExceptionHook) -> list[ExceptionCaught]:
    caught: list[ExceptionCaught] = []
    hook.caught.connect(caught.append)
    return caught


def fail(error: BaseException) -> None:
    """Let `error` reach the hook as Python would."""
    try:
        raise error
    except BaseException:  # noqa: BLE001 - that is the test
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]


def test_exception_is_logged_and_told_with_its_traceback(
    told: list[ExceptionCaught], caplog: pytest.LogCaptureFixture
) -> None:
    fail(ValueError("no such column"))
    (caught,) = told
    assert caught.title == "Something went wrong: ValueError: no such column"
    assert caught.trace.startswith("Traceback")
    assert "no such column" in caplog.text


def test_exception_secrets_are_masked_everywhere(
    told: list[ExceptionCaught], caplog: pytest.LogCaptureFixture
) -> None:
    register_secret("correct horse")
    fail(ValueError("password=hunter22 and correct horse"))
    for text in (told[0].title, told[0].trace, caplog.text):
        assert "hunter22" not in text
        assert "correct horse" not in text


def test_exception_for_the_user_is_told_in_its_own_words(told: list[ExceptionCaught]) -> None:
    fail(HostUnreachable("spark-01 does not answer.", "Is it switched on?"))
    assert (told[0].title, told[0].hint) == ("spark-01 does not answer.", "Is it switched on?")


@pytest.mark.parametrize("error", [Cancelled(), KeyboardInterrupt(), SystemExit(1)])
def test_exception_of_somebody_leaving_is_not_told(
    told: list[ExceptionCaught], error: BaseException
) -> None:
    fail(error)
    assert told == []


def test_exception_repeated_at_once_is_told_once(told: list[ExceptionCaught]) -> None:
    for _ in range(50):
        fail(ValueError("in a paint event"))
    fail(ValueError("another"))
    assert len(told) == 2


def test_exception_in_a_thread_is_told_in_the_gui_thread(hook: ExceptionHook, qtbot: QtBot) -> None:
    class Receiver(ExceptionHook):
        thread_seen: QThread | None = None

        def on_caught(self, _caught: ExceptionCaught) -> None:
            self.thread_seen = QThread.currentThread()

    receiver = Receiver()
    hook.caught.connect(receiver.on_caught)

    def job() -> None:
        raise RuntimeError("synthetic fault of a thread")

    with qtbot.waitSignal(hook.caught) as told:
        thread = threading.Thread(target=job, daemon=True)
        thread.start()
        thread.join()
    assert "synthetic fault of a thread" in told.args[0].title
    qtbot.waitUntil(lambda: receiver.thread_seen is not None)
    assert receiver.thread_seen is receiver.thread()


def test_exception_while_reporting_is_not_reported(
    hook: ExceptionHook, monkeypatch: pytest.MonkeyPatch, told: list[ExceptionCaught]
) -> None:
    class Unprintable(Exception):
        def __str__(self) -> str:
            raise RuntimeError("even its text fails")

    def broken(*_args: object) -> None:
        fail(ValueError("inside the report"))
        raise OSError("disk full")

    monkeypatch.setattr("app.shell.exceptions.log.error", broken)
    fail(ValueError("first"))
    monkeypatch.undo()
    fail(Unprintable())  # neither raises nor recurses
    fail(ValueError("afterwards"))
    assert told[-1].title.endswith("afterwards")


def test_qt_messages_go_to_the_log_without_the_harmless_ones(
    hook: ExceptionHook, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        qWarning("QObject: something is wrong")
        qWarning("This plugin does not support propagateSizeHints()")
    assert "something is wrong" in caplog.text
    assert "propagateSizeHints" not in caplog.text


def test_hooks_are_given_back() -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    made = ExceptionHook()
    made.install()
    made.install()  # twice is once
    assert sys.excepthook == made.on_exception
    made.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_crash_file_that_cannot_be_written_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    made = ExceptionHook()
    made.install(tmp_path / "file" / "crash.log")
    made.uninstall()
    assert "no crash file" in caplog.text


def test_crash_file_is_open_while_installed(tmp_path: Path) -> None:
    was_on = faulthandler.is_enabled()
    made = ExceptionHook()
    made.install(tmp_path / "log" / "crash.log")
    assert faulthandler.is_enabled()
    assert (tmp_path / "log" / "crash.log").exists()
    made.uninstall()
    if was_on:  # pytest's own
        faulthandler.enable(sys.__stderr__)


def test_crash_file_holds_what_nobody_caught_and_what_qt_found_critical(tmp_path: Path) -> None:
    file = tmp_path / "log" / "crash.log"
    made = ExceptionHook()
    made.install(file)
    i18n.speak(i18n.Manner("pseudo"), lambda text, _comment, _n: f"⟦{text}⟧")
    try:
        fail(ValueError("password=hunter22 in a paint event"))
    finally:
        i18n.speak(i18n.Manner(), None)
    qCritical("QThread: Destroyed while thread is still running")
    qWarning("QObject: of no weight")
    made.uninstall()
    if sys.__stderr__ is not None:  # pytest's own was switched off
        faulthandler.enable(sys.__stderr__)
    kept = file.read_text()
    assert " uncaught exception in MainThread\n" in kept  # English: others read it
    assert "ValueError: password=•••" in kept
    assert "Destroyed while thread" in kept
    assert "of no weight" not in kept
