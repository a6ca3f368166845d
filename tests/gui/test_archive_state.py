"""The archive with a real file, in a real program that watches this computer."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.ids import LOCAL_NODE
from app.services.history.api import EventKind
from app.state.archive import EventAdded, StretchRead
from tests.gui.real_program import RealProgram

CPU = "cpu.percent"


def ask(program: RealProgram, start: float, end: float) -> StretchRead:
    """Ask the archive and wait for the answer."""
    answers: list[StretchRead] = []
    program.hub.archive.stretch_read.connect(answers.append)
    request = program.hub.archive.request(LOCAL_NODE, (CPU,), start, end, 600)
    program.wait(lambda: any(answer.request == request for answer in answers))
    return next(answer for answer in answers if answer.request == request)


def test_archive_answers_what_was_asked_before_its_file_was_open(program: RealProgram) -> None:
    answers: list[StretchRead] = []
    program.hub.archive.stretch_read.connect(answers.append)
    request = program.hub.archive.request(LOCAL_NODE, (CPU,), 0.0, 60.0, 100)
    program.hub.archive.start()
    program.wait(lambda: answers)
    assert (answers[0].request, answers[0].error) == (request, None)
    assert answers[0].stretch is not None
    assert not answers[0].stretch.series


def test_archive_keeps_samples_and_events_for_the_next_start(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    began = time.time()
    first = RealProgram(qapp, qtbot, tmp_path / "profile")
    told: list[EventAdded] = []
    first.hub.archive.event_added.connect(told.append)
    first.hub.archive.start()
    first.hub.sessions.set_interval(0.1)
    first.hub.sessions.connect_node(LOCAL_NODE)
    first.wait_sample(LOCAL_NODE)
    first.wait_sample(LOCAL_NODE)
    first.hub.archive.add_event(LOCAL_NODE, EventKind.NOTE, "Changed the fan")
    first.stop()
    kinds = [added.event.kind for added in told]
    assert EventKind.CONNECTED in kinds
    assert EventKind.NOTE in kinds

    second = RealProgram(qapp, qtbot, tmp_path / "profile")
    second.hub.archive.start()
    try:
        answer = ask(second, began - 60, time.time() + 60)
    finally:
        second.stop()
    assert answer.stretch is not None
    series = answer.stretch.series[CPU]
    assert len(series.times) >= 2
    assert "Changed the fan" in [event.title for event in answer.events]


def test_archive_says_what_is_wrong_with_its_file(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    (profile / "data").mkdir(parents=True)
    with sqlite3.connect(profile / "data" / "history.sqlite") as database:
        database.execute("PRAGMA user_version = 999")
        database.execute("CREATE TABLE of_the_future (x)")
    database.close()
    program = RealProgram(qapp, qtbot, profile)
    program.hub.archive.start()
    try:
        program.wait(lambda: program.hub.archive.status.problem)
    finally:
        program.stop()
    assert program.hub.archive.status.hint
