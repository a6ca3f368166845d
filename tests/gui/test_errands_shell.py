"""Errands in the window: the status bar's entry, the list over it, notices, and quitting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.look.components.confirm import ConfirmDialog
from app.shell.errand_desk import ErrandDesk
from app.shell.errand_list import ErrandList
from app.shell.window import MainWindow
from app.state.errands import Progress, Tell, Work
from app.state.hub import Notice, Severity
from app.workers.supervisor import Supervisor
from tests.gui.shell_fakes import CHARTS, CONNECTION, fake_hub, node, paths_in
from tests.gui.test_shell_accessibility import nameless

SPARK = node("spark-01")
PULL = "Pulling nemotron-nano-9b"


class Opened:
    """A window on stand-in state, with errands that end when a test says so."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.hub: Any = fake_hub(folder / "settings.json", SPARK)
        self.hub.supervisor = Supervisor()
        self.window = MainWindow(self.hub, (CHARTS, CONNECTION), paths_in(folder))
        qtbot.addWidget(self.window)
        self.window.resize(1280, 800)
        with qtbot.waitExposed(self.window):
            self.window.show()
        qtbot.waitUntil(lambda: self.window.errands is not None)
        self.may_end = threading.Event()
        self.notices: list[Any] = []
        self.hub.notified.connect(self.notices.append)

    @property
    def desk(self) -> ErrandDesk:
        assert self.window.errands is not None
        return self.window.errands

    @property
    def said(self) -> str:
        button = self.desk.button
        return button.text() if button is not None and button.isVisible() else ""

    def working(self, progress: Progress, error: Exception | None = None) -> Work:
        def work(cancel: Cancel, tell: Tell) -> object:
            tell(progress)
            with cancel.on_cancel(self.may_end.set):
                self.may_end.wait(30)
            cancel.raise_if_cancelled()
            if error is not None:
                raise error
            return None

        return work

    def wait_said(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: self.said == text)

    def question(self) -> ConfirmDialog:
        return next(each for each in self.window.findChildren(ConfirmDialog) if each.isVisible())


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    made = Opened(qtbot, tmp_path)
    yield made
    made.may_end.set()
    made.hub.supervisor.stop_all()


def test_status_bar_says_what_is_done_and_how_far_it_is(opened: Opened) -> None:
    assert opened.desk.button is None
    work = opened.working(Progress(0.6391, "6.2 of 9.8 GB"))
    first = opened.hub.errands.start(SPARK.id, PULL, work)
    opened.wait_said("Pulling nemotron-nano-9b 63 %")

    second = opened.hub.errands.start(SPARK.id, "Pruning", opened.working(Progress()))
    opened.wait_said("2 tasks running")
    for errand in (first, second):
        opened.hub.errands.cancel(errand)
    opened.wait_said("2 tasks not done")
    assert opened.notices == []  # the user did it

    for errand in (first, second):
        opened.hub.errands.forget(errand)
    opened.wait_said("")


def test_errand_that_goes_on_is_never_told_to_be_complete(opened: Opened) -> None:
    opened.hub.errands.start(SPARK.id, PULL, opened.working(Progress(1.0, "Unpacking")))
    opened.wait_said("Pulling nemotron-nano-9b 99 %")
    opened.may_end.set()
    opened.wait_said("")
    (notice,) = opened.notices
    assert notice.title == "Pulling nemotron-nano-9b on spark-01 is done."
    assert notice.announce


def test_failed_errand_stays_until_it_is_tried_again_or_dismissed(opened: Opened) -> None:
    error = RemoteError("No space left on device.", "Prune images.")
    errands = opened.hub.errands
    errands.start(SPARK.id, PULL, opened.working(Progress(), error))
    opened.may_end.set()
    opened.wait_said("Pulling nemotron-nano-9b: failed")
    (notice,) = opened.notices
    assert (notice.severity, notice.hint) == (
        Severity.ERROR,
        "No space left on device. Prune images.",
    )

    assert notice.action is not None
    shown = notice.action.run()
    assert isinstance(shown, ErrandList)
    assert nameless(shown) == []
    (card,) = shown.cards.values()
    assert card.problem.text() == "No space left on device. Prune images."
    opened.may_end.clear()
    card.again.click()
    opened.wait_said("Pulling nemotron-nano-9b")
    (card,) = shown.cards.values()
    assert card.bar.fraction is None  # nobody knows how far

    card.cancel.click()
    opened.qtbot.waitUntil(lambda: card.dismiss.isVisible())
    card.dismiss.click()
    opened.wait_said("")
    opened.qtbot.waitUntil(lambda: not opened.window.findChildren(ErrandList))


def test_list_is_no_place_for_a_notice_of_what_it_shows(opened: Opened) -> None:
    opened.hub.errands.start(SPARK.id, PULL, opened.working(Progress(0.5)))
    opened.wait_said("Pulling nemotron-nano-9b 50 %")
    opened.window.activateWindow()
    opened.qtbot.waitUntil(opened.window.isActiveWindow)
    shown = opened.desk.open_list()
    opened.may_end.set()
    (card,) = shown.cards.values()
    opened.qtbot.waitUntil(lambda: card.errand.is_done)
    assert card.detail.whole_text().startswith("spark-01 · Done after ")
    shown.clear.click()
    opened.qtbot.waitUntil(lambda: not shown.isVisible())


def test_quitting_asks_and_says_what_is_lost(opened: Opened) -> None:
    errands, quits = opened.hub.errands, []
    opened.window.quitting.connect(lambda: quits.append("quit"))
    errands.start(
        SPARK.id, PULL, opened.working(Progress(0.63)), if_stopped="Whole layers stay on the node."
    )
    opened.wait_said("Pulling nemotron-nano-9b 63 %")

    opened.window.close()
    question = opened.question()
    assert question.windowTitle() == "Quit while pulling nemotron-nano-9b?"
    assert question.accessibleDescription() == (
        "Pulling nemotron-nano-9b on spark-01 (63 %). Whole layers stay on the node."
    )
    question.no.click()
    assert opened.window.isVisible()
    assert quits == []

    opened.window.quit()  # as from the tray
    opened.question().yes.click()
    assert quits == ["quit"]


def test_quitting_asks_for_a_shell_that_is_busy(opened: Opened) -> None:
    lost = ["Shell of spark-01: “vim” is hung up and may lose its work."]
    opened.hub.unfinished[opened] = lambda: "".join(lost)
    opened.window.quit()
    question = opened.question()
    assert question.windowTitle() == "Quit while something still runs?"
    assert question.accessibleDescription() == lost[0]
    question.no.click()
    assert opened.window.isVisible()
    lost.clear()
    opened.window.quit()
    assert not opened.window.isVisible()


def test_quitting_does_not_ask_when_nothing_runs_any_more(opened: Opened) -> None:
    opened.hub.errands.start(SPARK.id, PULL, opened.working(Progress(0.63)))
    opened.wait_said("Pulling nemotron-nano-9b 63 %")
    opened.may_end.set()
    opened.wait_said("")
    opened.window.close()
    assert not opened.window.isVisible()


@pytest.mark.parametrize("way", ["its own words", "by whoever started it"])
def test_errand_that_knows_better_is_told_in_its_own_words(opened: Opened, way: str) -> None:
    own = Notice(Severity.SUCCESS, "web runs on spark-01.")
    result = own if way == "its own words" else None
    opened.hub.errands.start(SPARK.id, "Running web", lambda _c, _t: result, tells_itself=True)
    opened.qtbot.waitUntil(lambda: opened.hub.errands.all()[0].is_done)
    assert opened.notices == ([own] if result else [])
