"""Wait until a container that was started runs and is well, over all sessions of its node."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.core.cancel import Cancel, Wake
from app.core.errors import CommandCenterError, RemoteError
from app.core.i18n import numeral, tr
from app.core.said import said
from app.services.containers.api import (
    ContainerDetails,
    Health,
    NotThere,
    State,
)
from app.services.containers.engine import Engine
from app.services.containers.holder import EngineHolder
from app.services.containers.watching import follow_changes

LIMIT_S = 900.0
"""Seconds that a container has to become healthy: loading a big model takes minutes."""
SETTLE_S = 3.0
"""Seconds that a container without a health check has to run without ending."""
MOST_RESTARTS = 3
LOOK_S = 1.0
_LAST_LINES = 5

OnLook = Callable[[ContainerDetails, float], object]
"""Hears what was seen and how many seconds were waited."""


class NotWell(RemoteError):
    """A container ended, or did not become healthy; `hint` has its last words."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a container has."""

    limit_s: float = LIMIT_S
    settle_s: float = SETTLE_S
    may_end: bool = True
    """Whether it is well, too, when it did its work and ended with 0."""


def wait_until_well(
    holder: EngineHolder,
    container: str,
    cancel: Cancel,
    patience: Patience = Patience(),
    on_look: OnLook | None = None,
) -> ContainerDetails:
    """Return when a container is healthy, has run for a while, or did its work (`may_end`).

    Raises NotWell, Cancelled, and RemoteError when the engine does not come back. A session that
    is lost is waited for, and an engine that starts again: the container has its time meanwhile.
    """
    begun = time.monotonic()

    def follow(engine: Engine) -> ContainerDetails:
        return _follow(engine, container, cancel, patience, begun, on_look)

    return holder.over_sessions(follow, cancel)


def _follow(
    engine: Engine,
    container: str,
    cancel: Cancel,
    patience: Patience,
    begun: float,
    on_look: OnLook | None,
) -> ContainerDetails:
    running_since, started = time.monotonic(), None
    with _Bell(engine, container) as bell:
        while True:
            details = _look(engine, container)
            now = time.monotonic()
            if details.started != started or details.state is not State.RUNNING:
                running_since, started = now, details.started
            if on_look is not None:
                on_look(details, now - begun)
            if is_well(details, now - running_since, patience):
                return details
            if why := _why_not(details, now - begun, patience.limit_s):
                raise NotWell(why, _last_words(engine, container))
            bell.wait(min(LOOK_S, patience.settle_s), cancel)


def is_well(details: ContainerDetails, ran_s: float, patience: Patience) -> bool:
    """Tell whether nothing is left to wait for."""
    if details.state is State.EXITED:
        worked = details.exit_code == 0 and details.restart_policy == "no"
        return worked and patience.may_end
    if details.state is not State.RUNNING:
        return False
    if details.health is None:
        return ran_s >= patience.settle_s
    return details.health is Health.HEALTHY


def _why_not(details: ContainerDetails, waited_s: float, limit_s: float) -> str:
    """Say why a container will not be well; empty while it may."""
    name = details.name
    if details.state in (State.EXITED, State.DEAD):
        ended = (
            tr("{name} ended.").format(name=name)
            if details.exit_code is None
            else tr("{name} ended with code {code}.").format(name=name, code=details.exit_code)
        )
        return " ".join((ended, tr("It ran out of memory."))) if details.out_of_memory else ended
    if details.restarts >= MOST_RESTARTS:
        return tr("{name} ends again and again: it was started {restarts} times.").format(
            name=name, restarts=details.restarts
        )
    if details.health is Health.UNHEALTHY:
        return tr("{name} runs, but its health check fails.").format(name=name)
    if waited_s >= limit_s:
        return tr("{name} was not healthy within {span}.").format(name=name, span=_span(limit_s))
    return ""


def _look(engine: Engine, container: str) -> ContainerDetails:
    try:
        return engine.details(container)
    except NotThere:
        raise NotWell(tr("The container ended and was removed.")) from None


def _last_words(engine: Engine, container: str) -> str:
    """Return the last lines that it printed: why it ended, as a rule."""
    try:
        with engine.errors():
            told = engine.api.logs(container, tail=_LAST_LINES)
    except CommandCenterError:
        return ""
    lines = told.decode("utf-8", "replace").splitlines()
    return said(" · ".join(line for line in lines if line.strip()), limit=600)


def _span(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 120
        else tr("{seconds} min").format(seconds=numeral(seconds / 60, grouped=False))
    )


class _Bell:
    """Rings when something happens to a container. For one thread."""

    def __init__(self, engine: Engine, container: str) -> None:
        self._engine = engine
        self._container = container
        self._since_ns = int(engine.clock() * 10**9)
        self._rung = Wake()
        self._cancel = Cancel()
        self._thread = threading.Thread(target=self._listen, name="container-bell", daemon=True)

    def __enter__(self) -> _Bell:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._cancel.cancel()
        self._thread.join(2.0)

    def wait(self, seconds: float, cancel: Cancel) -> None:
        """Return when it rang, or after a while: events are quicker, never needed."""
        self._rung.wait(seconds, cancel)

    def _listen(self) -> None:
        try:
            for change in follow_changes(self._engine, self._cancel, self._since_ns):
                if change.container.startswith(self._container):
                    self._rung.call()
        except CommandCenterError:
            self._rung.call()  # whoever waits looks for itself, and meets the same
