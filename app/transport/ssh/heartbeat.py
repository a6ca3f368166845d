"""Heartbeat: notices a peer that is gone without a word (half-open), which TCP never tells."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.core.i18n import tr
from app.transport.ssh.transport import SafeTransport

INTERVAL = 1.0
LIMIT = 3
"""Beats without any packet before the peer counts as dead: 3 to 4 s after it fell silent."""


class Heartbeat(threading.Thread):
    """Asks for an answer every second and gives the connection up after three without a packet.

    It counts its own beats, not wall time: after this computer slept or was stopped, only one beat
    has passed, so the peer is asked again before it is declared dead.
    """

    def __init__(self, transport: SafeTransport, on_dead: Callable[[str], object]) -> None:
        super().__init__(name="ssh-heartbeat", daemon=True)
        self._transport = transport
        self._on_dead = on_dead
        self._stop_requested = threading.Event()
        self.latency_s: float | None = None

    def run(self) -> None:
        """Beat until stopped or the peer is dead."""
        silent = 0
        while not self._stop_requested.is_set() and self._transport.is_active():
            heard = self._transport.packets_heard
            started = time.monotonic()
            answered = self._transport.send_ping() and self._transport.wait_pong(INTERVAL)
            if answered and not self._stop_requested.is_set():
                self.latency_s = time.monotonic() - started
            left = INTERVAL - (time.monotonic() - started)
            if left > 0 and self._stop_requested.wait(left):
                return
            silent = 0 if self._transport.packets_heard != heard else silent + 1
            if silent >= LIMIT:
                self._on_dead(tr("no answer for {seconds} s").format(seconds=LIMIT))
                return

    def stop(self) -> None:
        """End the thread soon; does not wait."""
        self._stop_requested.set()
