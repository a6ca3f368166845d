"""What other starts of this program may ask of the window: requests cross to the GUI thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.i18n import tr
from app.core.instance import WINDOW, InstanceServer
from app.core.paths import Paths

log = logging.getLogger(__name__)

ANSWER_TIMEOUT = 20.0
"""Seconds the GUI thread has for an answer; the caller waits a little longer."""


class Call:
    """One request, waiting for its answer. Give the answer once, now or later."""

    def __init__(self, command: str, arguments: dict[str, Any]) -> None:
        self.command = command
        self.arguments = arguments
        self._answered = threading.Event()
        self._reply: dict[str, Any] = {"error": tr("The window did not answer in time.")}

    def answer(self, reply: dict[str, Any]) -> None:
        """Answer; only the first one counts."""
        if not self._answered.is_set():
            self._reply = reply
            self._answered.set()

    def wait(self) -> dict[str, Any]:
        """Return the answer; called on the endpoint's thread."""
        self._answered.wait(ANSWER_TIMEOUT)
        return self._reply


@dataclass(frozen=True, slots=True)
class Asked:
    """A request arrived."""

    call: Call = field(compare=False)


class Remote(QObject):
    """The window's endpoint: `serve` says which slot answers a command.

    Signals:
        asked: a request arrived; emitted on the endpoint's thread.
    """

    asked = Signal(Asked)

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = InstanceServer(paths.runtime, WINDOW, self._on_request)
        self._slots: dict[str, Callable[[Call], object]] = {}
        self.asked.connect(self._on_asked)

    def serve(self, command: str, slot: Callable[[Call], object]) -> None:
        """Let `slot(call)` answer a command, on the GUI thread."""
        self._slots[command] = slot

    def start(self) -> None:
        """Listen soon; without an endpoint the window works all the same."""
        # What it imports takes 40 ms, which the window shall not wait for.
        threading.Thread(target=self._listen, name="instance-start", daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.stop()

    def _listen(self) -> None:
        try:
            self._server.start()
        except OSError as error:
            log.warning("other starts of this program cannot reach this window: %s", error)

    def _on_request(self, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if command not in self._slots:
            return {
                "error": tr(
                    "The window does not know “{command}”; it may be an older version."
                ).format(command=command)
            }
        call = Call(command, arguments)
        self.asked.emit(Asked(call))
        return call.wait()

    def _on_asked(self, asked: Asked) -> None:
        call = asked.call
        try:
            self._slots[call.command](call)
        except Exception:
            call.answer({"error": tr("Something went wrong there; its log has the details.")})
            raise  # the exception hook tells the user of this window
