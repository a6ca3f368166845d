"""What waits to be written: done one after the other, and never given up for a full disk."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.core.i18n import tr
from app.services.chat.library.api import LibraryUnavailable
from app.services.chat.library.library import Library

log = logging.getLogger(__name__)

RETRY_S = 2.0
"""Seconds after which what could not be written is tried again."""
_LAST_S = 2.0
"""Seconds that are left for what waits when the program ends."""

Work: TypeAlias = Callable[[Library, Cancel], object]


@dataclass(slots=True)
class _Order:
    number: int
    key: str
    work: Work


class Orders:
    """Does work on a library in its order, in the thread that calls `run`.

    Error policy: while the file cannot be used, orders wait and are tried again; whatever else
    goes wrong with one is told, and the next one follows. `put` may be called from any thread.

    Args:
        library: Is closed when `run` ends.
        on_done: Called with an order's number and what came of it.
        on_refused: Called with an order's number and why nothing came of it.
        on_trouble: Called when the file cannot be used, and with None when it can again.
    """

    def __init__(
        self,
        library: Library,
        *,
        on_done: Callable[[int, object], object],
        on_refused: Callable[[int, UserError], object],
        on_trouble: Callable[[LibraryUnavailable | None], object],
    ) -> None:
        self.library = library
        self._on_done = on_done
        self._on_refused = on_refused
        self._on_trouble = on_trouble
        self._changed = threading.Condition()
        self._waiting: deque[_Order] = deque()
        self._serial = 0
        self._in_trouble = False

    @property
    def waiting(self) -> int:
        """How many orders are not done."""
        return len(self._waiting)

    def put(self, work: Work, key: str = "") -> int:
        """Have work done after all that was put before; return its number.

        One that waits under the same key is replaced, at its place: the newest state counts.
        """
        with self._changed:
            self._serial += 1
            same = next((each for each in self._later() if key and each.key == key), None)
            if same is None:
                self._waiting.append(_Order(self._serial, key, work))
            else:
                same.number, same.work = self._serial, work
            self._changed.notify_all()
            return self._serial

    def _later(self) -> tuple[_Order, ...]:
        """Return the orders that nobody works at: the first one may be under way."""
        return tuple(self._waiting)[1:]

    def run(self, cancel: Cancel) -> None:
        """Work until cancelled, then do what still waits."""
        try:
            with cancel.on_cancel(self._wake):
                while not cancel.cancelled:
                    with self._changed:
                        if not self._waiting and not cancel.cancelled:
                            self._changed.wait()
                    if self._waiting and not self._do_first(cancel):
                        cancel.wait(RETRY_S)
            deadline = time.monotonic() + _LAST_S
            while self._waiting and time.monotonic() < deadline and self._do_first(cancel):
                pass
            if self._waiting:
                log.error("conversations: %d changes were not kept", len(self._waiting))
        finally:
            self.library.close()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _do_first(self, cancel: Cancel) -> bool:
        """Do the first order; return whether the file can be used."""
        order = self._waiting[0]
        number, work = order.number, order.work
        try:
            value = work(self.library, cancel)
        except LibraryUnavailable as error:
            self._in_trouble = True
            self._on_trouble(error)
            return False
        except Cancelled:
            pass
        except UserError as error:
            self._on_refused(number, error)
        except Exception:  # a bug of ours: those after it are done all the same
            log.exception("conversations: an order failed")
            self._on_refused(
                number, UserError(tr("Something went wrong."), tr("The log has the details."))
            )
        else:
            self._on_done(number, value)
        with self._changed:
            self._waiting.popleft()
        if self._in_trouble:
            self._in_trouble = False
            self._on_trouble(None)
        return True
