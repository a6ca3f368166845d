"""A question from anywhere: the global shortcut, the tray and `ask` bring up one small window."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.core.i18n import tr
from app.core.instance import MAX_TYPED
from app.core.said import plain
from app.shell.content import undisturbed
from app.shell.hotkeys.desk import Hotkey, HotkeyChanged, KeyState
from app.state.hub import Notice, Severity
from app.workers.worker import once

if TYPE_CHECKING:
    from app.panes.api import PromptSpec
    from app.panes.prompt import PromptWindow
    from app.shell.hotkeys.desk import HotkeyPressed
    from app.shell.remote import Call, Remote
    from app.state.hub import Hub
    from app.workers.job import Ended

_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - a right to come to the front, and no secret


class Asking(QObject):
    """Keeps the small window, made when it is first wanted."""

    def __init__(self, hub: Hub, spec: PromptSpec, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._spec = spec
        self._prompt: PromptWindow | None = None
        self._is_preparing = False
        self._text = ""
        self.hotkey = Hotkey(hub.supervisor, self)
        self.hotkey.pressed.connect(self._on_hotkey)
        self.hotkey.changed.connect(self._on_hotkey_changed)
        self._key = ""

    def serve(self, remote: Remote) -> None:
        """Answer `ask` of the command line."""
        remote.serve("ask", self._on_call)

    def use_key(self, key: str) -> None:
        """Let another global shortcut bring it up; "" none."""
        if key != self._key:
            self._key = key
            self.hotkey.use(key)

    def ask(self, text: str = "", token: str = "") -> None:
        """Bring the small window up; `token` is a Wayland desktop's leave to come to the front."""
        if token and QGuiApplication.platformName() == "wayland":
            os.environ[_TOKEN] = token  # Qt takes it when the window asks for the keyboard
        self._text = text
        if self._prompt is not None:
            self._prompt.ask(text)
        elif not self._is_preparing:
            self._is_preparing = True
            worker = self._hub.supervisor.worker(
                "prepare:prompt", once(lambda _cancel: undisturbed(self._spec.prepare))
            )
            worker.ended.connect(self._on_prepared)
            self._hub.supervisor.start(worker)

    def ask_from_tray(self) -> None:
        """Bring it up empty."""
        self.ask()

    def stop(self) -> None:
        """Go away with the main window."""
        self.hotkey.use("")
        if self._prompt is not None:
            self._prompt.close()
            self._prompt.deleteLater()
            self._prompt = None

    def _on_prepared(self, ended: Ended) -> None:
        self._is_preparing = False
        if ended.error is not None:
            self._hub.tell_error(ended.error, ended.traceback)
        elif not ended.cancelled:
            self._prompt = self._spec.create(self._hub)
            self._prompt.ask(self._text)

    def _on_hotkey(self, pressed: HotkeyPressed) -> None:
        if self._prompt is not None and self._prompt.isActiveWindow():
            self._prompt.close()
        else:
            self.ask(token=pressed.token)

    def _on_hotkey_changed(self, changed: HotkeyChanged) -> None:
        if changed.state is KeyState.REFUSED:
            title = tr("{key} does not bring up the prompt.").format(key=self._key)
            self._hub.tell(Notice(Severity.WARNING, title, changed.words))

    def _on_call(self, call: Call) -> None:
        text, token = (str(call.arguments.get(name, "")) for name in ("text", "token"))
        # Whoever asks: no character that cannot be seen is typed, and nothing is sent.
        self.ask(plain(text[:MAX_TYPED]), token if token.isascii() and token.isprintable() else "")
        call.answer({"asked": True})
