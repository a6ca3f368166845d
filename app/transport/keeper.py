"""Keeper: holds one node's session open for as long as it is wanted.

Policy: a lost session is tried again at once, then every quarter second for the first 15 s (a
restarting server or a changed network is back within that), then with doubling waits and jitter up
to 30 s. A node that did not answer yet starts with the doubling waits. What only the user can mend
(a changed key, a rejected login, no SSH there) is not tried again until `retry_now`; a name that
never resolved on a node never reached is such a case too.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable

from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    ConnectError,
    HostKeyChanged,
    HostNotFound,
    SettingsUnwritable,
    UserError,
)
from app.hosts.nodes import Node
from app.transport.api import Session
from app.transport.slot import SessionSlot
from app.transport.status import Phase, SessionStatus, StepStatus

log = logging.getLogger(__name__)

FAST_PERIOD = 15.0
FAST_WAIT = 0.25
MAX_WAIT = 30.0
SHORT_LIFE = 2.0
"""Seconds; a session that lived shorter was not worth an immediate retry the second time."""

ReportSteps = Callable[[tuple[StepStatus, ...]], object]
OpenSession = Callable[[Node, Cancel, ReportSteps], Session]


class Keeper:
    """Keeps one session; `run` is the job, the rest may be called from any thread."""

    def __init__(
        self,
        node: Node,
        open_session: OpenSession,
        *,
        seen_before: bool | None = None,
        slot: SessionSlot | None = None,
    ) -> None:
        self.node = node
        self._open_session = open_session
        self._seen = bool(node.host_key) if seen_before is None else seen_before
        self._connected_once = False
        self._opened_at = 0.0
        self._short_lived = 0
        self._wake = threading.Event()
        self._slot = slot if slot is not None else SessionSlot()
        self._steps: tuple[StepStatus, ...] = ()

    @property
    def session(self) -> Session | None:
        """The open session, None while there is none."""
        return self._slot.session

    def retry_now(self) -> None:
        """Try at once instead of waiting: the user asked, the network changed, we woke up."""
        self._wake.set()

    def run(self, cancel: Cancel, report: Callable[[SessionStatus], object]) -> None:
        """Connect, hold, reconnect until cancelled; `report` gets every change of state."""
        attempt, lost_at, reason = 0, time.monotonic(), ""
        with cancel.on_cancel(self._wake.set):
            while not cancel.wait(0):
                self._wake.clear()
                phase = Phase.RECONNECTING if reason else Phase.CONNECTING
                attempt += 1
                failure = self._hold_once(cancel, report, phase, attempt, reason)
                if cancel.cancelled:
                    break
                if failure is None:  # it was connected, then lost
                    attempt, lost_at, reason = 0, time.monotonic(), "The connection was lost."
                    self._calm_down(report, reason)
                    continue
                reason = failure.message
                if self._needs_user(failure):
                    report(
                        SessionStatus(
                            self.node.id,
                            Phase.REFUSED,
                            steps=self._steps,
                            message=failure.message,
                            hint=failure.hint,
                            key_changed=isinstance(failure, HostKeyChanged),
                            attempt=attempt,
                        )
                    )
                    self._wake.wait()
                    attempt, lost_at, reason = 0, time.monotonic(), ""
                    continue
                self._pause(report, failure, attempt, time.monotonic() - lost_at)
        report(SessionStatus(self.node.id, Phase.OFF))

    def _calm_down(self, report: Callable[[SessionStatus], object], reason: str) -> None:
        """Wait longer each time a session is lost right after it was opened."""
        held = time.monotonic() - self._opened_at
        self._short_lived = self._short_lived + 1 if held < SHORT_LIFE else 0
        if self._short_lived > 1:
            wait = min(MAX_WAIT, FAST_WAIT * 2.0**self._short_lived)
            report(
                SessionStatus(
                    self.node.id,
                    Phase.RECONNECTING,
                    steps=self._steps,
                    message=reason,
                    hint="The server closes it right after login; its log may say why.",
                    retry_in_s=wait,
                )
            )
            self._wake.wait(wait)

    def _hold_once(
        self,
        cancel: Cancel,
        report: Callable[[SessionStatus], object],
        phase: Phase,
        attempt: int,
        reason: str,
    ) -> UserError | None:
        """Open a session and wait for its end; return why it could not be opened, if so."""
        since = time.time()
        self._steps = ()

        def on_steps(steps: tuple[StepStatus, ...]) -> None:
            self._steps = steps
            report(
                SessionStatus(self.node.id, phase, since, steps, message=reason, attempt=attempt)
            )

        lost = threading.Event()
        try:
            session = self._open_session(self.node, cancel, on_steps)
        except (ConnectError, SettingsUnwritable) as error:
            return error
        except Cancelled:
            return None
        self._seen = self._connected_once = True
        self._opened_at = time.monotonic()
        self._slot.put(session)
        session.on_lost(lambda _reason: lost.set())
        try:
            report(
                SessionStatus(
                    self.node.id,
                    Phase.CONNECTED,
                    time.time(),
                    self._steps,
                    address=session.title,
                    latency_s=session.latency_s,
                )
            )
            with cancel.on_cancel(lost.set):
                lost.wait()
        finally:
            self._slot.clear(session)
            session.close()
        return None

    def _needs_user(self, failure: UserError) -> bool:
        if isinstance(failure, ConnectError) and not failure.permanent:
            return isinstance(failure, HostNotFound) and not self._seen
        return True

    def _pause(
        self,
        report: Callable[[SessionStatus], object],
        failure: UserError,
        attempt: int,
        down_for: float,
    ) -> None:
        wait = retry_wait(attempt, down_for, was_connected=self._connected_once)
        status = SessionStatus(
            self.node.id,
            Phase.RECONNECTING,
            time.time(),
            self._steps,
            message=failure.message,
            hint=failure.hint,
            attempt=attempt,
            retry_in_s=wait,
        )
        report(status)
        self._wake.wait(wait)


def retry_wait(attempt: int, down_for: float, *, was_connected: bool = True) -> float:
    """Return seconds to wait after the `attempt`-th failure in a row, `down_for` seconds long."""
    if was_connected and down_for < FAST_PERIOD:
        return FAST_WAIT if attempt > 1 else FAST_WAIT / 5
    doubling: float = 2.0 ** min(5, attempt // 10 if was_connected else attempt)
    jitter = random.uniform(0.7, 1.0)  # noqa: S311 - not a secret
    return min(MAX_WAIT, doubling * jitter)
