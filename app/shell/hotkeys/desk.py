"""The global shortcut: held by a worker in the way that this desktop knows."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app import APP_SLUG
from app.core.errors import UserError
from app.core.i18n import tr
from app.shell.hotkeys.api import Held, Holder, KeyRefused, Pressed
from app.shell.hotkeys.keys import read_keys
from app.workers.worker import streaming

if TYPE_CHECKING:
    from app.workers.job import Ended, Produced
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Worker


class KeyState(StrEnum):
    """How the shortcut is."""

    OFF = "off"
    ASKING = "asking"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class HotkeyChanged:
    """The shortcut works, or why not."""

    state: KeyState
    words: str = ""
    """What the desktop chose, or why there is none."""


@dataclass(frozen=True, slots=True)
class HotkeyPressed:
    """The shortcut was pressed; `token` is a Wayland desktop's leave to come to the front."""

    token: str = ""


class Hotkey(QObject):
    """One shortcut that works whichever program is in front.

    Signals:
        pressed: it was pressed.
        changed: it works now, or not any more.
    """

    pressed = Signal(HotkeyPressed)
    changed = Signal(HotkeyChanged)

    def __init__(self, supervisor: Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._worker: Worker | None = None
        self._wanted = ""
        self._serial = 0
        self.status = HotkeyChanged(KeyState.OFF)

    def use(self, text: str) -> None:
        """Hold another key, `Ctrl+Alt+Space`; "" none."""
        self._wanted = text
        if self._worker is not None:
            self._worker.stop()  # the next one begins when it has given up its key
        else:
            self._begin()

    def _begin(self) -> None:
        text = self._wanted
        if not text:
            self._tell(KeyState.OFF)
            return
        try:
            keys, hold = read_keys(text), holder()
        except UserError as error:
            self._tell(KeyState.REFUSED, f"{error.message} {error.hint}".strip())
            return
        self._serial += 1
        self._tell(KeyState.ASKING)
        worker = self._worker = self._supervisor.worker(
            f"hotkey:{self._serial}", streaming(lambda cancel: hold(keys, cancel))
        )
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._supervisor.start(worker)

    def _tell(self, state: KeyState, words: str = "") -> None:
        self.status = HotkeyChanged(state, words)
        self.changed.emit(self.status)

    def _on_produced(self, produced: Produced) -> None:
        if self._worker is None or self._worker.cancel.cancelled:
            return
        if isinstance(produced.value, Pressed):
            self.pressed.emit(HotkeyPressed(produced.value.token))
        elif isinstance(produced.value, Held):
            self._tell(KeyState.HELD, produced.value.words)

    def _on_ended(self, ended: Ended) -> None:
        self._worker = None
        if ended.cancelled:
            self._begin()
        elif ended.error is not None:
            self._tell(KeyState.REFUSED, f"{ended.error.message} {ended.error.hint}".strip())


def holder() -> Holder:
    """Return what holds a key on this desktop; KeyRefused where nothing can."""
    if sys.platform == "win32":
        from app.shell.hotkeys.windows import hold

        return hold
    if QGuiApplication.platformName() == "wayland" or _is_wayland():
        from app.shell.hotkeys.portal import hold

        return hold
    if QGuiApplication.platformName() == "xcb":
        from app.shell.hotkeys.x11 import hold

        return hold
    raise KeyRefused(
        tr("Keys that work everywhere are not available on this system."),
        tr("Its own settings can bind one to “{command} ask”.").format(command=APP_SLUG),
    )


def _is_wayland() -> bool:
    """Whether X11 is only played to us: a grab would see nothing of other programs' keys."""
    return os.environ.get("XDG_SESSION_TYPE") == "wayland" and bool(
        os.environ.get("WAYLAND_DISPLAY")
    )
