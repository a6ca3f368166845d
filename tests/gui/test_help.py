"""Help: what a person finds there when something is wrong, in the real program."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.core.errors import UserError
from app.services.updates.check import UpdateSettings
from app.services.updates.release import Places
from app.shell.help.about import AboutDialog
from app.shell.help.crash_dialog import CrashReportsDialog
from app.shell.help.desk import HelpDesk
from app.shell.help.licences_dialog import LicencesDialog
from app.shell.help.log_dialog import LogDialog
from app.shell.help.support_dialog import CaptureDialog, SupportBundleDialog
from app.shell.help.update_dialog import UpdateDialog
from app.state.hub import Notice, Severity
from app.state.preferences import Topic
from app.state.updates import UpdateChecked
from tests.gui.real_program import RealProgram, press
from tests.gui.test_shell_accessibility import nameless

LOG = """\
2026-11-21 10:00:00,000 INFO    MainThread app.state: spark-7f3a.local is connected
2026-11-21 10:00:01,000 ERROR   MainThread app.shell: it broke
Traceback (most recent call last):
ValueError: of no use
2026-11-21 10:00:02,000 INFO    MainThread app.state: it goes on
"""


@pytest.fixture
def crashed(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[RealProgram]:
    """The program, after a run that crashed."""
    folder = tmp_path / "profile" / "log"
    folder.mkdir(parents=True)
    (folder / "crash.log").write_text("Fatal Python error: Segmentation fault\n  in paint_event\n")
    (folder / "spark-command-center.log").write_text(LOG)
    running = RealProgram(qapp, qtbot, tmp_path / "profile")
    yield running
    running.stop()


def desk_of(program: RealProgram) -> HelpDesk:
    program.wait(lambda: program.window.findChild(HelpDesk) is not None)
    desk = program.window.findChild(HelpDesk)
    assert isinstance(desk, HelpDesk)
    return desk


def close(dialog: QDialog) -> None:
    assert nameless(dialog) == []
    dialog.reject()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)


def test_after_a_crash_help_has_all_that_is_to_be_handed_over(
    crashed: RealProgram, tmp_path: Path
) -> None:
    told: list[Notice] = []
    crashed.hub.notified.connect(told.append)
    desk = desk_of(crashed)
    texts = [action.text() for action in crashed.window.commands.help_menu.actions()]
    start = texts.index("Log of this program")
    assert texts[start : start + 5] == [
        "Log of this program",
        "Crash reports",
        "Support bundle…",
        "Capture my Spark…",
        "Check for updates…",
    ]
    the_report_is_offered(crashed, told)
    the_log_is_filtered(crashed, desk)
    the_bundle_is_saved_without_what_was_unticked(crashed, desk, tmp_path, told)


def the_report_is_offered(program: RealProgram, told: list[Notice]) -> None:
    program.wait(lambda: told)
    assert told[0].title == "The program crashed when it last ran."
    assert told[0].action is not None
    told[0].action.run()
    dialog = program.dialog(CrashReportsDialog)
    program.wait(lambda: dialog.view.names.count() == 1)
    assert dialog.view.about.text() == "Fatal Python error: Segmentation fault"
    press(dialog, "Copy report")
    copied = QGuiApplication.clipboard().text()
    assert "in paint_event" in copied
    assert "[host-1] is connected" in copied
    press(dialog, "Delete…")
    program.confirm("Delete report")
    program.wait(lambda: dialog.pages.currentWidget() is dialog.empty)
    close(dialog)


def the_log_is_filtered(program: RealProgram, desk: HelpDesk) -> None:
    desk.open_log()
    dialog = program.dialog(LogDialog)
    program.wait(lambda: dialog.panel.store.held.count == 5)
    dialog.panel.bar.levels.findChild(object, "segment_error").click()  # type: ignore[attr-defined]
    program.wait(lambda: "3 of 5 lines" in dialog.panel.state.whole_text())
    close(dialog)


def the_bundle_is_saved_without_what_was_unticked(
    program: RealProgram, desk: HelpDesk, tmp_path: Path, told: list[Notice]
) -> None:
    desk.open_support_bundle()
    dialog = program.dialog(SupportBundleDialog)
    program.wait(lambda: dialog.save.isEnabled())
    assert dialog.state.text().startswith("Taken out: ")
    names = [dialog.view.names.item(row).text() for row in range(dialog.view.names.count())]
    assert names == ["versions.txt", "nodes.json", "settings.json", "log.txt"]
    dialog.view.names.setCurrentRow(3)
    shown = dialog.view.text.toPlainText()
    assert "[host-1] is connected" in shown
    dialog.view.names.item(2).setCheckState(Qt.CheckState.Unchecked)
    (tmp_path / "file").write_text("in the way")
    dialog.save_to(str(tmp_path / "file" / "bundle.zip"))
    program.wait(lambda: "could not be saved" in dialog.state.text())
    target = tmp_path / "bundle.zip"
    dialog.save_to(str(target))
    program.wait(lambda: told[-1].severity is Severity.SUCCESS)
    assert told[-1].title == "Support bundle was saved. Nothing was sent."
    with zipfile.ZipFile(target) as archived:
        assert archived.namelist() == ["README.txt", "versions.txt", "nodes.json", "log.txt"]
        assert archived.read("log.txt").decode() == shown


def test_capture_licences_and_what_is_private(program: RealProgram) -> None:
    desk = desk_of(program)
    program.begin()
    program.wait(lambda: program.hub.sessions.session(program.hub.current_node) is not None)
    program.wait(lambda: program.hub.sessions.status(program.hub.current_node).phase == "connected")
    desk.open_capture()
    capture = program.dialog(CaptureDialog)
    assert capture.node.currentText() == "This computer"
    assert capture.view.text.placeholderText() == ""  # nobody has asked yet
    press(capture, "Capture")
    press(capture, "Stop")
    program.wait(lambda: capture.state.text().startswith("Stopped."))
    press(capture, "Capture")
    program.wait(lambda: capture.save.isEnabled())
    names = {part.name for part in capture.files_of(capture.chosen)}
    assert {"INDEX.md", "meminfo.txt", "uname.txt"} <= names
    assert not names & {"df.txt", "docker-ps.txt", "fastos-release.txt"}
    close(capture)
    program.window.commands.open_about()
    about = program.dialog(AboutDialog)
    about.licences.click()
    licences = program.dialog(LicencesDialog)
    licences.search.setText("lgpl-2.1-or")
    program.wait(lambda: licences.view.names.count() == 1)
    program.wait(lambda: "GNU LESSER GENERAL" in licences.view.text.toPlainText())
    assert licences.view.about.text().startswith("zeroconf ")
    close(licences)
    close(about)
    desk.open_updates()
    updates = program.dialog(UpdateDialog)
    assert updates.title.text() == "This build names no release feed."
    close(updates)
    mine = {each.key: each for each in program.hub.preferences.all()}
    assert mine["updates.look"].obstacle() == "This build names no release feed."
    assert mine["privacy.sent"].read() == "Nothing by itself"
    assert mine["privacy.bundle"].topic is Topic.PRIVACY


def test_newer_version_is_told_once_a_day_and_skipped(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with feed() as address:
        monkeypatch.setattr("app.state.updates.places", lambda: Places(address))
        monkeypatch.setattr("app.shell.help.desk.FIRST_LOOK_MS", 0)
        program = RealProgram(qapp, qtbot, tmp_path / "profile")
        told: list[Notice] = []
        program.hub.notified.connect(told.append)
        program.wait(lambda: any(n.title == "Version 99.1 is there." for n in told))
        assert program.hub.updates.settings.asked > 0
        offline = UpdateChecked(None, UserError("The release feed could not be asked."))
        program.hub.updates.checked.emit(offline)  # is no news of what was told already
        (notice,) = (n for n in told if n.action is not None and n.action.text == "What is new")
        assert notice.action is not None
        notice.action.run()
        dialog = program.dialog(UpdateDialog)
        assert dialog.notes.toPlainText() == "Faster charts."
        assert "Nothing is replaced by itself" in dialog.words.text()
        assert not dialog.get.isHidden()
        press(dialog, "Skip this version")
        assert program.hub.updates.settings.dismissed == "99.1"
        program.hub.preferences.write("updates.look", False)
        kept = program.hub.settings.load(UpdateSettings.SECTION, UpdateSettings)
        assert (kept.look, kept.dismissed) == (False, "99.1")
        program.stop()


@contextmanager
def feed() -> Iterator[str]:
    release = {"tag_name": "v99.1", "body": "Faster charts.", "html_url": "https://get.example/"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps([release]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, name="feed", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/releases"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
