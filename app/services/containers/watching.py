"""Containers as they are now: the list, again whenever the engine tells of a change."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.core.cancel import Cancel, Wake
from app.core.errors import Cancelled, RemoteError, SessionLost, UserError
from app.core.i18n import tr
from app.services.containers.api import EngineUnavailable, Listing, Trouble
from app.services.containers.engine import PATIENCE_S, Engine
from app.services.containers.holder import EngineHolder
from app.services.containers.log_lines import MAX_LINE

CHANGES = (
    "create", "start", "restart", "stop", "die", "kill", "oom", "pause", "unpause", "rename",
    "update", "destroy", "health_status",
)  # fmt: skip
"""What changes a row. Health checks tell of two `exec_…` each, which are asked not to come."""
GATHER_S = 0.1
"""Seconds in which several changes make one list: `docker compose up` tells of dozens."""
SETTLE_S = 1.0
"""Seconds after the last change until the list is taken once more."""
ENDING_S = 2.0
RETRY_S = 30.0
"""Seconds until an engine that could not be used is looked for again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One event of the engine."""

    time_ns: int
    action: str
    container: str
    """Its id."""


def follow_changes(engine: Engine, cancel: Cancel, since_ns: int | None = None) -> Iterator[Change]:
    """Yield what happens to containers, from `since_ns` on (the engine's clock) without a gap.

    Ends with EngineUnavailable or SessionLost; go on from the last one's time.
    """
    asked = {"filters": json.dumps({"type": ["container"], "event": list(CHANGES)})}
    if since_ns is not None:
        asked["since"] = f"{since_ns // 10**9}.{since_ns % 10**9:09d}"
    kept = bytearray()
    with engine.stream("/events", asked, cancel) as stream:
        for chunk in stream.chunks():
            kept += chunk
            *whole, rest = kept.split(b"\n")
            kept = bytearray(rest) if len(rest) < MAX_LINE else bytearray()
            yield from (change for line in whole if (change := parse_change(line)) is not None)
    raise EngineUnavailable(
        tr("{title} ended the connection.").format(title=engine.endpoint.title),
        tr("It may be starting again."),
        trouble=Trouble.INTERRUPTED,
    )


def parse_change(line: bytes | bytearray) -> Change | None:
    """Read one line of events; None when it is none."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    time_ns, action, actor = told.get("timeNano"), told.get("Action"), told.get("Actor")
    container = actor.get("ID") if isinstance(actor, dict) else None
    if (
        not isinstance(time_ns, int)
        or not isinstance(action, str)
        or not isinstance(container, str)
    ):
        return None
    return Change(time_ns, action, container)


def watch_containers(engine: Engine, cancel: Cancel) -> Iterator[Listing]:
    """Yield all containers now, and again soon after each change, until cancelled.

    While the engine is away the last list comes once more with `trouble`; it is waited for. Raises
    Cancelled, SessionLost, or EngineUnavailable when it is away at first or for too long.
    """
    last: Listing | None = None
    while True:
        try:
            for last in _listings(engine, cancel):
                yield last
        except EngineUnavailable as error:
            if last is None:
                raise
            yield replace(last, trouble=error)
            for why in engine.until_back(error, cancel):
                yield replace(last, trouble=why)


def watch_node(holder: EngineHolder, cancel: Cancel, retry: Wake) -> Iterator[Listing | UserError]:
    """Yield a node's containers at each change, over all its sessions, until cancelled.

    An error stands for all of them: why nothing is known now. It is tried again with the next
    session, or when `retry` is called, or after a while.
    """
    patience = 0.0
    while True:
        try:
            for listing in watch_containers(holder.engine(cancel, patience_s=patience), cancel):
                patience = PATIENCE_S
                yield listing
        except SessionLost as error:
            yield error
            holder.wait_for_session(cancel)
        except RemoteError as error:
            patience = 0.0
            yield error
            retry.wait(RETRY_S, cancel)


def _listings(engine: Engine, cancel: Cancel) -> Iterator[Listing]:
    """Yield lists until the events break off."""
    feed = _Feed(engine, int(engine.clock() * 10**9))
    try:
        with cancel.on_cancel(feed.stop):
            last = Listing(engine.containers())
            yield last
            changed = False
            while True:
                # The engine tells that a container died before its own list says so.
                changed = feed.wait(cancel, SETTLE_S if changed else None)
                listing = Listing(engine.containers())
                if changed or listing != last:
                    yield listing
                last = listing
    finally:
        feed.end()


class _Feed:
    """The changes since a moment, read on a thread of its own, so that a burst can be gathered."""

    def __init__(self, engine: Engine, since_ns: int) -> None:
        self._engine = engine
        self._since_ns = since_ns
        self._cancel = Cancel()
        self._told: queue.SimpleQueue[Exception | None] = queue.SimpleQueue()
        """None for a change, or what ended the thread."""
        self._thread = threading.Thread(target=self._read, name="container-events", daemon=True)
        self._thread.start()

    def wait(self, cancel: Cancel, seconds: float | None) -> bool:
        """Return when something changed, and all that changed with it was told; False: nothing."""
        try:
            told = [self._told.get(timeout=seconds)]
        except queue.Empty:
            return False
        if cancel.wait(GATHER_S):
            raise Cancelled
        while not self._told.empty():
            told.append(self._told.get())
        for error in filter(None, told):
            raise error
        return True

    def stop(self) -> None:
        """Have the thread end, and `wait` with it."""
        self._cancel.cancel()

    def end(self) -> None:
        """End the thread."""
        self.stop()
        self._thread.join(ENDING_S)

    def _read(self) -> None:
        try:
            for _change in follow_changes(self._engine, self._cancel, self._since_ns):
                self._told.put(None)
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits
            self._told.put(error)
