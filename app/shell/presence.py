"""The window's place on the desktop: its tray icon, what closing means, notices while away."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QSessionManager

from app import APP_NAME
from app.core.i18n import tr
from app.shell.settings import Saved
from app.shell.single import ACTIVATION_VARIABLE
from app.state.hub import Notice, PaneRequested, Severity

if TYPE_CHECKING:
    from app.core.paths import Paths
    from app.panes.api import PromptSpec
    from app.shell.asking import Asking
    from app.shell.link_desk import LinkDesk
    from app.shell.remote import Call, Remote
    from app.shell.tray import ShowRequested, Tray
    from app.shell.window import MainWindow
    from app.state.hub import Hub
    from app.state.preferences import Preference

HOST_PATIENCE_MS = 10_000
"""How long a tray may take to appear after the log-in."""
MAX_TOKEN = 200

HINT = Notice(
    Severity.INFO,
    tr("{name} is still running").format(name=APP_NAME),
    tr("Use the tray icon to open the window or to quit. Settings can change this."),
)
NO_TRAY = Notice(
    Severity.INFO,
    tr("This desktop shows no tray, so the window opened."),
    tr("On GNOME the AppIndicator extension adds one."),
)


class Presence(QObject):
    """Decides whether closing hides or quits: it hides only while the desktop shows our icon."""

    def __init__(
        self,
        window: MainWindow,
        hub: Hub,
        saved: Saved,
        paths: Paths,
        prompt: PromptSpec | None = None,
    ) -> None:
        super().__init__(window)
        self._prompt = prompt
        self._window = window
        self._hub = hub
        self._saved = saved
        self._paths = paths
        self.logging_out = False
        """Whether the desktop's session ends: nothing may hold it up."""
        self.tray: Tray | None = None
        self.remote: Remote | None = None
        self.asking: Asking | None = None
        self._links: LinkDesk | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._on_log_out)

    @property
    def tray_shown(self) -> bool:
        """Whether a hidden window can be found again."""
        return self.tray is not None and self.tray.host_present

    @property
    def closing_hides(self) -> bool:
        """Whether the close button hides the window instead of quitting."""
        return self._saved.settings.close_to_tray and self.tray_shown and not self.logging_out

    def start(self) -> None:
        """Appear on the desktop; called after the first paint."""
        from app.shell.remote import Remote
        from app.shell.remote_alerts import RemoteAlerts
        from app.shell.remote_tunnels import RemoteTunnels
        from app.shell.tray import Tray
        from app.shell.tray_icon import app_icon

        self._window.setWindowIcon(app_icon())
        self.tray = Tray(self._hub, self)
        self.tray.show_requested.connect(self._on_show_requested)
        self.tray.quit_requested.connect(self._window.quit)
        self.tray.host_lost.connect(self._on_host_lost)
        self.tray.start()
        self.remote = Remote(self._paths, self)
        self.remote.serve("raise", self._on_raise)
        RemoteTunnels(self._hub, self.remote)
        RemoteAlerts(self._hub, self.remote)
        if self._prompt is not None:
            self._start_asking(self._prompt)
        self._hub.window_requested.connect(self._window.bring_up)
        self._hub.preferences.add_later(self._preferences)
        self.remote.start()

    def use_key(self, key: str) -> None:
        """Let another global shortcut bring up the prompt."""
        if self.asking is not None:
            self.asking.use_key(key)

    def stay_unseen(self) -> None:
        """Leave the window hidden while the tray shows our icon; a tray may come a little late."""
        if self.tray is None or not self.tray.host_may_come:
            self._come_without_tray()
        else:
            QTimer.singleShot(HOST_PATIENCE_MS, self._come_without_tray)

    def follow(self, link: str) -> None:
        """Bring the window up and follow a deep link, which may come from anybody."""
        if self._links is None:
            from app.shell.link_desk import LinkDesk

            self._links = LinkDesk(self._hub, self._window)
        self._window.bring_up()
        self._links.follow(link)

    def stop(self) -> None:
        """Leave the desktop."""
        if self.remote is not None:
            self.remote.stop()
        if self.asking is not None:
            self.asking.stop()
        if self.tray is not None:
            self.tray.stop()

    def tell(self, notice: Notice) -> None:
        """Tell the desktop what happened while nobody looks at the window."""
        wanted = notice.announce or notice.severity in (Severity.WARNING, Severity.ERROR)
        if wanted and self.tray is not None and not self._window.isActiveWindow():
            from app.state.desktop_notices import desktop_allows  # no start needs it

            if desktop_allows(self._hub.settings, notice.severity):
                self.tray.tell(notice)

    def hint_once(self) -> None:
        """Say, the first time, that the window went into the tray."""
        if self.tray is not None and not self._saved.state.tray_hint_given:
            self.tray.tell(HINT)
            self._saved.change_state(tray_hint_given=True)

    def _start_asking(self, prompt: PromptSpec) -> None:
        from app.shell.asking import Asking

        assert self.remote is not None
        assert self.tray is not None
        self.asking = Asking(self._hub, prompt, self)
        self.asking.serve(self.remote)
        self.tray.ask_requested.connect(self.asking.ask_from_tray)
        self.asking.use_key(self._saved.settings.ask_key)

    def _on_show_requested(self, request: ShowRequested) -> None:
        if request.node is not None:
            self._hub.select_node(request.node)
        if request.pane:
            self._hub.pane_requested.emit(PaneRequested(request.pane))
        self._window.bring_up()

    def _on_raise(self, call: Call) -> None:
        token, link = call.arguments.get("activation"), call.arguments.get("link")
        if isinstance(token, str) and 0 < len(token) <= MAX_TOKEN and token.isprintable():
            os.environ[ACTIVATION_VARIABLE] = token  # Qt looks for it when a window comes up
        self._window.bring_up()
        call.answer({"raised": True})
        if isinstance(link, str) and link:
            self.follow(link)

    def _come_without_tray(self) -> None:
        if self.tray_shown or self._window.isVisible():
            return
        self._window.bring_up()
        self._hub.tell(NO_TRAY)

    def _preferences(self) -> tuple[Preference, ...]:
        from app.shell.start_preferences import StartPreferences

        return StartPreferences(self._hub, self._saved, self).make()

    def _on_host_lost(self) -> None:
        if not self._window.isVisible():
            self._window.bring_up()

    def _on_log_out(self, _manager: QSessionManager) -> None:
        self.logging_out = True  # hiding in the tray would hold up the log-out
