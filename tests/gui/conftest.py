"""Fixtures for tests with Qt: no window and no worker outlives its test."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.look.fonts import load_fonts, ui_font
from app.look.theme import ThemeMode, theme
from app.look.tokens import LIGHT
from app.workers.worker import Worker
from tests.gui.real_program import RealProgram

# Before there is a QApplication, which would look and measure as this computer's desktop does.
for _name in ("QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "QT_SCALE_FACTOR", "QT_FONT_DPI"):
    os.environ.pop(_name, None)


@pytest.fixture(scope="session", autouse=True)
def own_fonts(qapp: QApplication) -> None:
    """Lay everything out with the program's fonts, whatever this computer has."""
    load_fonts()
    qapp.setFont(ui_font())


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep each test from this computer's desktop: its colours, its tray and its keyring."""
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    """Take back the colours that a test chose: the next one begins as most do."""
    yield
    look = theme()
    if look.tokens != LIGHT:
        look.set_more_contrast(False)
        look.set_mode(ThemeMode.LIGHT)


@pytest.fixture(autouse=True)
def clipboard_is_empty(qapp: QApplication) -> Iterator[None]:
    """Leave nothing on the clipboard: no test reads what another one copied.

    WORKAROUND: Qt destroys what Python put there after Python's own end, which crashes.
    """
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[RealProgram]:
    """The whole program, with a profile of its own."""
    running = RealProgram(qapp, qtbot, tmp_path / "profile")
    yield running
    running.stop()


PATIENCE_MS = 30_000
"""A busy computer may need it; only a test that fails waits so long."""


class PatientBot(QtBot):
    """Waits longer than pytest-qt does by itself."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Replace pytest-qt's own."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def garbage_stays_on_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect here only, as the program does: a worker must not destroy a test's QObjects.

    What is there before a test is frozen: a collection then walks what the test made, not all
    modules, which takes a quarter of a second. A program freezes by itself, and thaws all at its
    end, when its last remains are not collected yet.
    """
    gc.disable()
    if gc.get_freeze_count() == 0 and "program" not in request.fixturenames:
        gc.collect()
        gc.collect()  # what the first one took apart: each QObject has two halves
        gc.freeze()
    yield
    gc.collect()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Collect all that is left before tests without Qt begin: their threads collect, too."""
    done = yield
    if nextitem is None or nextitem.path.parent != item.path.parent:
        gc.unfreeze()
        gc.collect()
        gc.collect()
    return done


@pytest.fixture(autouse=True)
def no_leaked_windows(qapp: QApplication) -> Iterator[None]:
    """Fail when a top-level widget that the test made is still on screen."""
    before = {id(widget) for widget in qapp.topLevelWidgets()}
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [
        widget
        for widget in qapp.topLevelWidgets()
        if id(widget) not in before and widget.isVisible()
    ]
    names = [f"{type(widget).__name__} “{widget.windowTitle()}”" for widget in left]
    for widget in left:
        widget.close()
    assert not names, f"windows left open: {names}"


@pytest.fixture(autouse=True)
def no_dangling_workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail when a worker that the test started still runs: dropped, it would abort the process."""
    started: weakref.WeakSet[Worker] = weakref.WeakSet()
    run = Worker.run

    def noted(worker: Worker) -> None:
        started.add(worker)
        run(worker)

    monkeypatch.setattr(Worker, "run", noted)
    yield
    alive = [worker for worker in started if isValid(worker)]
    left = [worker for worker in alive if worker.isRunning() and not worker.wait(2000)]
    for worker in left:
        worker.stop()
        worker.wait(5000)
    assert not left, f"workers left running: {[worker.name for worker in left]}"
