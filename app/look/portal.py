"""What the Linux desktop prefers, asked from its portal over D-Bus without ever waiting.

Imported late: it brings QtDBus, which no other system needs.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusVariant,
)

log = logging.getLogger(__name__)

SERVICE = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
INTERFACE = "org.freedesktop.portal.Settings"
APPEARANCE = "org.freedesktop.appearance"
SCHEME = (APPEARANCE, "color-scheme")
CONTRAST = (APPEARANCE, "contrast")
MOTION = (APPEARANCE, "reduced-motion")
ANIMATIONS = ("org.gnome.desktop.interface", "enable-animations")
"""How GNOME and older portals say that motion is to be reduced: false."""
ANSWER_LIMIT_MS = 1000

_DARK = {1: True, 2: False}  # 0 is "no preference"


@dataclass(frozen=True, slots=True)
class SchemePreferred:
    """What the desktop prefers; None when it has no preference."""

    dark: bool | None


@dataclass(frozen=True, slots=True)
class ContrastPreferred:
    """Whether the desktop asks for more contrast."""

    more: bool


@dataclass(frozen=True, slots=True)
class MotionPreferred:
    """Whether the desktop asks for less motion."""

    reduced: bool


class DesktopPortal(QObject):
    """Reads what the desktop prefers and follows it.

    Signals:
        preferred: the first answer (no preference where no portal answers), and every change.
        contrast_preferred: as above, only where a portal answers.
        motion_preferred: as above, only where a portal answers.
    """

    preferred = Signal(SchemePreferred)
    contrast_preferred = Signal(ContrastPreferred)
    motion_preferred = Signal(MotionPreferred)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = QDBusConnection.sessionBus()
        self._asked: list[QDBusPendingCallWatcher] = []
        self._still: dict[tuple[str, str], bool] = {}

    def start(self) -> None:
        """Ask once and listen for changes."""
        if not self._bus.isConnected():
            self.preferred.emit(SchemePreferred(None))
            return
        # WORKAROUND: PySide6's stub asks for bytes here, its code for the str of SLOT().
        slot: Any = SLOT("on_setting_changed(QDBusMessage)")
        self._bus.connect("", PATH, INTERFACE, "SettingChanged", self, slot)
        for key in (SCHEME, CONTRAST, MOTION, ANIMATIONS):
            question = QDBusMessage.createMethodCall(SERVICE, PATH, INTERFACE, "Read")
            question.setArguments(list(key))
            question.setAutoStartService(True)
            watcher = QDBusPendingCallWatcher(self._bus.asyncCall(question, ANSWER_LIMIT_MS), self)
            watcher.setObjectName(" ".join(key))
            watcher.finished.connect(self._on_answer)
            self._asked.append(watcher)

    @Slot(QDBusMessage)
    def on_setting_changed(self, message: QDBusMessage) -> None:
        """Pass on a change of what concerns us."""
        arguments = message.arguments()
        if len(arguments) == 3:
            self._tell((str(arguments[0]), str(arguments[1])), arguments[2])

    def _on_answer(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = watcher.reply()
        namespace, _, key = watcher.objectName().partition(" ")
        self._asked.remove(watcher)
        watcher.deleteLater()
        if reply.type() == QDBusMessage.MessageType.ReplyMessage and reply.arguments():
            self._tell((namespace, key), reply.arguments()[0])
        elif (namespace, key) == SCHEME:
            log.info("the desktop portal gave no colour scheme: %s", reply.errorName())
            self.preferred.emit(SchemePreferred(None))

    def _tell(self, key: tuple[str, str], value: object) -> None:
        while isinstance(value, QDBusVariant):  # Read wraps its answer twice
            value = value.variant()
        if not isinstance(value, int):
            return
        if key == SCHEME:
            self.preferred.emit(SchemePreferred(_DARK.get(value)))
        elif key == CONTRAST:
            self.contrast_preferred.emit(ContrastPreferred(value == 1))
        elif key in (MOTION, ANIMATIONS):
            self._still[key] = value == 1 if key == MOTION else not value
            self.motion_preferred.emit(MotionPreferred(any(self._still.values())))


def bus_expected() -> bool:
    """Whether there is a session bus: asking without one would try to launch a bus of our own."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and Path(runtime or "", "bus").exists()
