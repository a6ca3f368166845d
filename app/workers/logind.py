"""What systemd's log-in manager says of sleep, over the system's D-Bus.

Imported late: it brings QtDBus, which no other system needs.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage

log = logging.getLogger(__name__)

SERVICE = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
INTERFACE = "org.freedesktop.login1.Manager"
SOCKETS = ("/run/dbus/system_bus_socket", "/var/run/dbus/system_bus_socket")


def system_bus_expected() -> bool:
    """Whether there is a system bus: Qt complains where there is none."""
    if os.environ.get("DBUS_SYSTEM_BUS_ADDRESS"):
        return True
    return any(Path(socket).exists() for socket in SOCKETS)


class LogindWatch(QObject):
    """Listens, asks for nothing and holds nothing up.

    Signals:
        woke: the computer slept and goes on now.
    """

    woke = Signal()

    def start(self) -> None:
        """Listen from now on."""
        bus = QDBusConnection.systemBus()
        if not bus.isConnected():
            log.info("the system bus cannot be reached: sleep is seen by the clocks only")
            return
        # WORKAROUND: PySide6's stub asks for bytes here, its code for the str of SLOT().
        slot: Any = SLOT("on_prepare_for_sleep(QDBusMessage)")
        bus.connect(SERVICE, PATH, INTERFACE, "PrepareForSleep", self, slot)

    @Slot(QDBusMessage)
    def on_prepare_for_sleep(self, message: QDBusMessage) -> None:
        """Tell the end of a sleep: `True` comes before it, `False` after."""
        if message.arguments() == [False]:
            log.info("the computer woke")
            self.woke.emit()
