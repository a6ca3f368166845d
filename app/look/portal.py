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
NAMESPACE = "org.freedesktop.appearance"
KEY = "color-scheme"
ANSWER_LIMIT_MS = 1000

_DARK = {1: True, 2: False}  # 0 is "no preference"


@dataclass(frozen=True, slots=True)
class SchemePreferred:
    """What the desktop prefers; None when it has no preference."""

    dark: bool | None


class ColorSchemePortal(QObject):
    """Reads the desktop's colour scheme and follows it.

    Signals:
        preferred: the first answer (no preference where no portal answers), and every change.
    """

    preferred = Signal(SchemePreferred)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = QDBusConnection.sessionBus()
        self._watcher: QDBusPendingCallWatcher | None = None

    def start(self) -> None:
        """Ask once and listen for changes."""
        if not self._bus.isConnected():
            self.preferred.emit(SchemePreferred(None))
            return
        # WORKAROUND: PySide6's stub asks for bytes here, its code for the str of SLOT().
        slot: Any = SLOT("on_setting_changed(QDBusMessage)")
        self._bus.connect("", PATH, INTERFACE, "SettingChanged", self, slot)
        question = QDBusMessage.createMethodCall(SERVICE, PATH, INTERFACE, "Read")
        question.setArguments([NAMESPACE, KEY])
        question.setAutoStartService(True)
        self._watcher = QDBusPendingCallWatcher(
            self._bus.asyncCall(question, ANSWER_LIMIT_MS), self
        )
        self._watcher.finished.connect(self._on_answer)

    @Slot(QDBusMessage)
    def on_setting_changed(self, message: QDBusMessage) -> None:
        """Pass on a change of the one setting that concerns us."""
        arguments = message.arguments()
        if len(arguments) == 3 and arguments[:2] == [NAMESPACE, KEY]:
            self._tell(arguments[2])

    def _on_answer(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = watcher.reply()
        self._watcher = None
        watcher.deleteLater()
        if reply.type() == QDBusMessage.MessageType.ReplyMessage and reply.arguments():
            self._tell(reply.arguments()[0])
        else:
            log.info("the desktop portal gave no colour scheme: %s", reply.errorName())
            self.preferred.emit(SchemePreferred(None))

    def _tell(self, value: object) -> None:
        while isinstance(value, QDBusVariant):  # Read wraps its answer twice
            value = value.variant()
        if isinstance(value, int):
            self.preferred.emit(SchemePreferred(_DARK.get(value)))


def bus_expected() -> bool:
    """Whether there is a session bus: asking without one would try to launch a bus of our own."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(runtime) and Path(runtime or "", "bus").exists()
