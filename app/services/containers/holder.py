"""EngineHolder: the container engine of a node, over whichever session it has by now."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import Cancelled, SessionLost
from app.core.i18n import tr
from app.services.containers.api import EngineUnavailable, Trouble
from app.services.containers.engine import PATIENCE_S, Engine

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.transport.api import Session
    from app.transport.slot import SessionSlot

Answer = TypeVar("Answer")
_COMES_BACK = (Trouble.INTERRUPTED, Trouble.NOT_RUNNING)
_BREATH_S = 0.5


class EngineHolder:
    """Opens a node's engine when it is first asked for, and anew after each reconnect.

    Thread-safe; all who ask share one engine, which must not be closed by them.
    """

    def __init__(self, slot: SessionSlot, name: str) -> None:
        self._slot = slot
        self._name = name
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    def engine(self, cancel: Cancel, *, patience_s: float = 0.0) -> Engine:
        """Return the engine over the present session.

        Raises SessionLost while there is none, EngineUnavailable when it has no engine that can be
        used; with `patience_s` that is waited for.
        """
        session = self._slot.session
        if session is None:
            raise SessionLost(
                tr("{name} is not connected.").format(name=self._name),
                tr("Connect, then try again."),
            )
        with self._lock:
            held = self._engine
            if held is not None and held.session is session:
                return held
        opened = Engine.open(session, cancel, patience_s=patience_s)
        with self._lock:
            held = self._engine
            if held is None or held.session is not session:
                self._engine, spare = opened, held
            else:  # another thread was quicker
                opened, spare = held, opened
        if spare is not None:
            spare.close()
        return opened

    def over_sessions(
        self,
        job: Callable[[Engine], Answer],
        cancel: Cancel,
        on_wait: Callable[[str], object] = lambda _why: None,
    ) -> Answer:
        """Do a job that may be begun again, as often as sessions end and engines start anew.

        Args:
            job: what is done with each engine until it returns.
            cancel: ends the waiting, too.
            on_wait: hears why nothing goes on.

        Raises EngineUnavailable when the engine does not come back, Cancelled, and what `job` does.
        """
        while True:
            engine: Engine | None = None
            try:
                engine = self.engine(cancel, patience_s=PATIENCE_S)
                return job(engine)
            except SessionLost as error:
                on_wait(error.message)
                if cancel.wait(_BREATH_S):  # a session that is lost may not know it yet
                    raise Cancelled from None
                self.wait_for_session(cancel)
            except EngineUnavailable as error:
                if engine is None or error.trouble not in _COMES_BACK:
                    raise
                on_wait(error.message)
                with contextlib.suppress(SessionLost):
                    engine.wait_until_back(error, cancel)

    def wait_for_session(self, cancel: Cancel) -> None:
        """Return when the node has a session (again); raises Cancelled."""
        there = threading.Event()

        def on_change(session: Session | None) -> None:
            if session is not None:
                there.set()

        with contextlib.ExitStack() as stack:
            stack.callback(self._slot.watch(on_change))
            stack.enter_context(cancel.on_cancel(there.set))
            if self._slot.session is None:
                there.wait()
        cancel.raise_if_cancelled()

    def close(self) -> None:
        """Close the engine that is open; the next one who asks opens another."""
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()
