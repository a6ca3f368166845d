"""HelpDesk: what the Help menu offers, what is told about crashes and newer versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.crash_file import left_by_earlier
from app.core.i18n import tr
from app.state.hub import Notice, NoticeAction, Severity
from app.state.preferences import Fact, Note, Preference, Press, Switch, Topic

if TYPE_CHECKING:
    from app.shell.window import MainWindow
    from app.state.hub import Hub
    from app.state.support import CrashFound
    from app.state.updates import UpdateChecked

FIRST_LOOK_MS = 20_000
"""Milliseconds after the start before the release feed may be asked: nodes come first."""


class HelpDesk(QObject):
    """Made after the first paint; its dialogs are imported when they are opened."""

    def __init__(self, hub: Hub, window: MainWindow) -> None:
        super().__init__(window)
        self._hub, self._window = hub, window
        add = window.commands.add_help
        add(tr("Log of this program"), self.open_log, icon="scroll", words=tr("messages"))
        add(tr("Crash reports"), self.open_crash_reports, icon="bug", words=tr("errors"))
        add(tr("Support bundle…"), self.open_support_bundle, icon="lifebuoy", words=tr("help"))
        capture = tr("Capture my Spark…")
        add(capture, self.open_capture, icon="camera", words=tr("nvidia-smi fixtures"))
        look = tr("Check for updates…")
        add(look, self.open_updates, icon="cloud-arrow-down", words=tr("version release"))
        hub.preferences.add(*self._preferences())
        hub.support.crash_found.connect(self._on_crash)
        if left_by_earlier(hub.support.paths.crash_file).exists():
            from app.shell.help.about import support_versions

            hub.support.take_left(support_versions())
        hub.updates.checked.connect(self._on_checked)
        QTimer.singleShot(FIRST_LOOK_MS, self, hub.updates.start)

    def open_log(self) -> None:
        """Show the program's own log."""
        from app.shell.help.log_dialog import LogDialog

        dialog = self._window.findChild(LogDialog)
        if dialog is None or not dialog.isVisible():
            dialog = LogDialog(self._hub, self._window)
            dialog.folder.clicked.connect(self._window.commands.open_log_folder)
        dialog.show()  # beside the window: what is done there is seen here
        dialog.raise_()

    def open_crash_reports(self) -> None:
        """Show what went wrong in earlier runs."""
        from app.shell.help.crash_dialog import CrashReportsDialog

        CrashReportsDialog(self._hub, self._window).open()

    def open_support_bundle(self) -> None:
        """Gather what somebody who helps has to know."""
        from app.shell.help.support_dialog import SupportBundleDialog

        SupportBundleDialog(self._hub, self._window).open()

    def open_capture(self) -> None:
        """Gather what a node prints."""
        from app.shell.help.support_dialog import CaptureDialog

        CaptureDialog(self._hub, self._window).open()

    def open_updates(self) -> None:
        """Ask whether there is a newer version."""
        from app.shell.help.update_dialog import UpdateDialog

        UpdateDialog(self._hub, self._window).open()

    def _preferences(self) -> tuple[Preference, ...]:
        updates = self._hub.updates
        return (
            Preference(
                "updates.look",
                Topic.UPDATES,
                tr("Look for newer versions"),
                tr("Once a day; it tells, and replaces nothing. Who asks is not said."),
                Switch(),
                read=lambda: updates.settings.look,
                write=lambda value: updates.set_looking(bool(value)),
                default=True,
                words=tr("release version check"),
                obstacle=self._no_feed,
            ),
            Preference(
                "updates.now",
                Topic.UPDATES,
                tr("Newer version"),
                tr("Asks the release feed now and shows what is new."),
                Press(tr("Check now…")),
                read=lambda: None,
                write=lambda _value: self.open_updates(),
                note=self._update_note,
            ),
            *self._private(),
        )

    def _private(self) -> tuple[Preference, ...]:
        return (
            Preference(
                "privacy.sent",
                Topic.PRIVACY,
                tr("What leaves this computer"),
                tr(
                    "No usage data, no account. It speaks with your nodes, with registries and "
                    "model hubs when you look something up, and with endpoints and alert targets "
                    "that you set up."
                ),
                Fact(),
                read=lambda: tr("Nothing by itself") if self._no_feed() else tr("Update check"),
                words=tr("telemetry tracking data"),
            ),
            Preference(
                "privacy.crashes",
                Topic.PRIVACY,
                tr("Crash reports"),
                tr("Made on this computer, redacted, and kept here until you delete them."),
                Press(tr("Show…")),
                read=lambda: None,
                write=lambda _value: self.open_crash_reports(),
            ),
            Preference(
                "privacy.bundle",
                Topic.PRIVACY,
                tr("Support bundle"),
                tr("Shows each file, redacted, before it is saved; nothing is sent."),
                Press(tr("Look at it…")),
                read=lambda: None,
                write=lambda _value: self.open_support_bundle(),
            ),
        )

    def _no_feed(self) -> str:
        return "" if self._hub.updates.places.feed else tr("This build names no release feed.")

    def _update_note(self) -> Note:
        latest = self._hub.updates.latest
        if latest is None:
            return Note()
        return Note(tr("Version {version} is there.").format(version=latest.version), "ok")

    def _on_crash(self, found: CrashFound) -> None:
        """Offer the report of a crash; errors that the program survived were told then."""
        if found.report.crashed:
            action = NoticeAction(tr("Look at the report"), self.open_crash_reports)
            title = tr("The program crashed when it last ran.")
            hint = tr("A report is kept on this computer. Nothing was sent.")
            self._hub.tell(Notice(Severity.WARNING, title, hint, action=action))

    def _on_checked(self, checked: UpdateChecked) -> None:
        latest = checked.checked.newer if checked.checked is not None else None
        if checked.by_hand or latest is None:
            return
        if latest.version != self._hub.updates.settings.dismissed:
            title = tr("Version {version} is there.").format(version=latest.version)
            action = NoticeAction(tr("What is new"), self.open_updates)
            self._hub.tell(Notice(Severity.INFO, title, action=action))
