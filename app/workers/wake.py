"""WakeWatch: this computer woke from sleep, or its network is another one."""

from __future__ import annotations

import logging
import os
import socket
import sys
from functools import partial

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from app.core.sleep import SleepWatch

log = logging.getLogger(__name__)

LOOK_MS = 1000
SETTLE_MS = 300
"""Changes come in bursts; one is told when it has been quiet for so long."""
ROUTING_GROUPS = 0x10 | 0x40 | 0x100 | 0x400
"""Linux (rtnetlink.h): addresses and routes of IPv4 and IPv6."""


class WakeWatch(QObject):
    """Costs one look at two clocks a second; the network is told by the system.

    Signals:
        woke: this computer slept, or this program was stopped, and goes on now.
        network_changed: an address or a route came or went.
    """

    woke = Signal()
    network_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sleep = SleepWatch()
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_MS)
        self._clock.timeout.connect(self._look)
        self._settled = QTimer(self, singleShot=True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self.network_changed)
        self._routing = -1

    def start(self) -> None:
        """Watch from now on."""
        self._sleep = SleepWatch()
        self._clock.start()
        if sys.platform.startswith("linux"):
            self._listen_to_kernel()
            self._listen_to_logind()
        else:
            self._listen_to_system()

    def _look(self) -> None:
        if self._sleep.slept(LOOK_MS / 1000):
            self.woke.emit()

    def _listen_to_logind(self) -> None:
        """Where systemd runs it says so, sooner than clocks do."""
        from app.workers.logind import LogindWatch, system_bus_expected

        if system_bus_expected():
            logind = LogindWatch(self)
            logind.woke.connect(self._on_logind)
            logind.start()

    def _on_logind(self) -> None:
        self._sleep = SleepWatch()  # the clocks would tell the same sleep again
        self.woke.emit()

    def _listen_to_kernel(self) -> None:
        """On Linux the kernel says so itself, with NetworkManager or without."""
        try:
            with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK) as told:
                told.bind((0, ROUTING_GROUPS))
                self._routing = told.detach()
        except OSError as error:
            log.info("changes of the network are not told here: %s", error)
            return
        notifier = QSocketNotifier(self._routing, QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._on_routing)
        notifier.destroyed.connect(partial(os.close, self._routing))

    def _on_routing(self) -> None:
        try:
            while os.read(self._routing, 65536):
                pass
        except BlockingIOError:
            pass
        except OSError:  # more than the kernel keeps (ENOBUFS): a change as well
            log.debug("some changes of the network were not told one by one")
        self._settled.start()

    def _listen_to_system(self) -> None:
        """Elsewhere Qt asks the system."""
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadDefaultBackend():
            log.info("changes of the network are not told here")
            return
        information = QNetworkInformation.instance()
        information.reachabilityChanged.connect(self._settled.start)
        information.transportMediumChanged.connect(self._settled.start)
