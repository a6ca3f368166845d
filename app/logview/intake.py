"""What a worker that follows logs hands its lines to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.i18n import tr
from app.core.units import clock
from app.logview.store import LogStore
from app.services.containers.log_api import Entry

BREATH_S = 0.0001
"""A worker that takes lines without a pause keeps the interpreter from the window, which has to
wait 5 ms for it, at every call of Qt, ten times a frame."""
_FRAME_S = 0.05
"""How long a frame is waited for at most."""


@dataclass(frozen=True, slots=True)
class LogNews:
    """Lines came, or ceased to come. The next news comes only after `Intake.read`."""


class Intake:
    """Fills a store on a worker's thread; tells the window once, and again when that has looked.

    It is a `LogSink`.
    """

    def __init__(self, store: LogStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._closed = self._told = False
        self._is_calm = threading.Event()
        """Unless the window is drawing: then lines wait, so that it is done sooner."""
        self._is_calm.set()
        self._tell: Callable[[LogNews], object] | None = None
        self._lost: float | None = None
        self.trouble = ""
        """Why nothing comes now."""
        self.wanted = True
        """False once the store wanted no more: newer lines are only in the log."""

    def tell_by(self, tell: Callable[[LogNews], object]) -> None:
        """Tell news by this from now on."""
        self._tell = tell

    def close(self) -> None:
        """Take nothing any more, whatever is on its way."""
        self._is_calm.set()
        with self._lock:
            self._closed = True

    def read(self) -> None:
        """The window draws next what the store holds: whatever comes from now on is news."""
        self._told = False
        self._is_calm.clear()

    def drawn(self) -> None:
        """The window is done."""
        self._is_calm.set()

    def take(self, entries: Sequence[Entry]) -> bool:
        """Keep lines."""
        self._is_calm.wait(_FRAME_S)
        with self._lock:
            if self._closed:
                return False
            self.wanted = self._store.append(entries)
        self._news()
        time.sleep(BREATH_S)
        return self.wanted

    def interrupted(self, why: str) -> None:
        """Remember since when nothing comes."""
        if self._lost is None:
            self._lost = time.time()
        self.trouble = tr("{why} Waiting since {clock} …").format(why=why, clock=clock(self._lost))
        self._news()

    def resumed(self) -> None:
        """Say in the log from when to when nothing came."""
        with self._lock:
            if self._lost is not None and not self._closed:
                span = f"{clock(self._lost)} – {clock(time.time())}"
                self._store.note(
                    tr("Connection lost {span}. No line is missing.").format(span=span)
                )
        self._lost, self.trouble = None, ""
        self._news()

    def _news(self) -> None:
        if not self._told and self._tell is not None:
            self._told = True
            self._tell(LogNews())
