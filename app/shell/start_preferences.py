"""What can be set about starting the program and leaving it in the tray."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.services.desktop import autostart
from app.services.desktop.autostart import Autostart
from app.shell.settings import ShellSettings
from app.state.preferences import Choices, Note, Preference, PreferenceChanged, Switch, Topic
from app.workers.worker import once

if TYPE_CHECKING:
    from app.shell.presence import Presence
    from app.shell.settings import Saved
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced

AT_LOGIN = "start.at_login"
CLOSE_TO_TRAY = "start.close_to_tray"
NO_TRAY = tr(
    "This desktop shows no tray, so closing the window quits. On GNOME the AppIndicator extension "
    "adds one."
)


class StartPreferences(QObject):
    """Reads and writes the entry of the desktop in workers, and says what a tray allows."""

    def __init__(self, hub: Hub, saved: Saved, presence: Presence) -> None:
        super().__init__(presence)
        self._hub = hub
        self._saved = saved
        self._presence = presence
        self._entry = autostart.entry_here()
        self._at_login: Autostart | None = None
        """None until the entry was looked at."""
        self._wanted = Autostart.OFF
        self._writing = Lock()
        self._serial = 0
        self._newest = ""
        """Name of the worker that was asked last: what others answer is out of date."""
        if presence.tray is not None:
            presence.tray.host_changed.connect(self._on_host_changed)

    def make(self) -> tuple[Preference, ...]:
        """Return the preferences; looks what the desktop's entry says."""
        self._look()
        return (
            Preference(
                AT_LOGIN,
                Topic.START,
                tr("Start at log-in"),
                tr("The program begins with your desktop, so that nodes are watched from then on."),
                Choices(
                    (
                        (Autostart.OFF, tr("Off")),
                        (Autostart.WINDOW, tr("With its window")),
                        (Autostart.TRAY, tr("In the tray")),
                    )
                ),
                read=lambda: (self._at_login or Autostart.OFF).value,
                write=self._write_at_login,
                default=Autostart.OFF.value,
                words=tr("autostart boot launch hidden background"),
                obstacle=autostart.obstacle,
                note=self._note_at_login,
            ),
            Preference(
                CLOSE_TO_TRAY,
                Topic.START,
                tr("Keep running in the tray when the window is closed"),
                tr("Sessions stay open and the icon shows how the nodes are."),
                Switch(),
                read=lambda: self._saved.settings.close_to_tray,
                write=self._write_close_to_tray,
                default=ShellSettings().close_to_tray,
                words=tr("quit background close button"),
                obstacle=lambda: "" if self._presence.tray_shown else NO_TRAY,
            ),
        )

    def _note_at_login(self) -> Note:
        if self._at_login is Autostart.TRAY and not self._presence.tray_shown:
            return Note(tr("This desktop shows no tray: the window opens."), "warn")
        return Note()

    def _write_at_login(self, value: object) -> None:
        self._at_login = self._wanted = Autostart(str(value))

        def write(_cancel: Cancel) -> object:
            with self._writing:  # of two wishes the later one stays, whichever worker is faster
                self._entry.write(self._wanted)
                return self._entry.read()

        self._run("write", write)

    def _write_close_to_tray(self, value: object) -> None:
        self._saved.change_settings(replace(self._saved.settings, close_to_tray=bool(value)))

    def _look(self) -> None:
        self._run("read", lambda _cancel: self._entry.read())

    def _run(self, what: str, job: Callable[[Cancel], object]) -> None:
        self._serial += 1
        self._newest = f"autostart-{what}:{self._serial}"
        worker = self._hub.supervisor.worker(self._newest, once(job))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._hub.supervisor.start(worker)

    def _on_produced(self, produced: Produced) -> None:
        if not isinstance(produced.value, Autostart) or produced.job != self._newest:
            return
        if produced.value is not self._at_login:
            self._at_login = produced.value
            self._hub.preferences.changed.emit(PreferenceChanged(AT_LOGIN))

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            self._hub.tell_error(ended.error, ended.traceback)
            self._look()

    def _on_host_changed(self) -> None:
        for key in (AT_LOGIN, CLOSE_TO_TRAY):
            self._hub.preferences.changed.emit(PreferenceChanged(key))
