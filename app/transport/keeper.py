"""Keeper: holds one node's session open for as long as it is wanted.

Policy: a lost session is tried again at once and, while nobody answers, every quarter second; the
longer the node is away the longer the waits, with jitter, up to 30 s (`retry_wait`). A node that
answers and turns us away is given time by doubling waits. Waking from sleep ends every wait. What
only the user can mend (a changed key, a rejected login, no SSH there) is not tried again until
`retry_now`; a name that never resolved on a node never reached is such a case too.
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
from app.core.i18n import tr
from app.core.sleep import SleepWatch
from app.hosts.nodes import Node
from app.transport.api import Session
from app.transport.slot import SessionSlot
from app.transport.status import Phase, SessionStatus, Step, StepState, StepStatus

log = logging.getLogger(__name__)

FAST_WAIT = 0.25
MAX_WAIT = 30.0
PATIENCE = 120.0
"""A node that is silent is tried again after this part of the time it has been away: 1 s later
when it left two minutes ago."""
SHORT_LIFE = 2.0
"""Seconds; a session that lived shorter was not worth an immediate retry the second time."""
LOOK_EVERY = 2.0
"""Seconds between two looks at the clocks while it waits: waking from sleep ends the wait."""

UNANSWERED = {Step.RESOLVE, Step.CONNECT, Step.NEGOTIATE}
"""Steps that wait for the network alone."""

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
        self._slot = slot if slot is not None else SessionSlot()
        self._wake = threading.Event()
        self._report: Callable[[SessionStatus], object] = lambda _status: None
        self._connected_once = False
        self._phase = Phase.OFF
        self._since = 0.0
        self._steps: tuple[StepStatus, ...] = ()
        self._opening: Cancel | None = None
        self._name_unknown = False
        self._attempt = 0
        self._down_since = 0.0
        self._short_lived = 0

    @property
    def session(self) -> Session | None:
        """The open session, None while there is none."""
        return self._slot.session

    def retry_now(self) -> None:
        """Try at once instead of waiting, because the user asked.

        A try that nobody has answered yet is begun anew; one that asks the user is left alone.
        """
        self._wake.set()
        attempt = self._opening
        running = {step.step for step in self._steps if step.state is StepState.RUNNING}
        if attempt is not None and running & UNANSWERED:
            attempt.cancel()

    def look_again(self) -> None:
        """Try at once, because the network changed; what only the user can mend stays refused.

        A name that was not known may be known in another network.
        """
        if self._phase is not Phase.REFUSED or self._name_unknown:
            self.retry_now()

    def run(self, cancel: Cancel, report: Callable[[SessionStatus], object]) -> None:
        """Connect, hold, reconnect until cancelled; `report` gets every change of state."""
        self._report = report
        self._begin_anew()
        with cancel.on_cancel(self._wake.set):
            reason = ""
            while not cancel.cancelled:
                self._forget_wishes(cancel)
                reason = self._hold_once(cancel, reason)
        self._steps = ()
        self._tell(Phase.OFF, message=tr("It was disconnected."))

    def _hold_once(self, cancel: Cancel, reason: str) -> str:
        """Open a session and hold it, or wait after a failure; return why there is none now."""
        self._attempt += 1
        phase = self._trying if reason else Phase.CONNECTING
        try:
            session = self._open(cancel, phase, reason)
        except Cancelled:  # by the user, or to be begun anew
            self._begin_anew()
            return reason
        except (ConnectError, SettingsUnwritable) as failure:
            return self._after(failure, cancel)
        reason = self._hold(session, cancel)
        self._forget_wishes(cancel)
        if not cancel.cancelled:
            self._begin_anew()
            self._calm_down(reason)
        return reason

    def _open(self, cancel: Cancel, phase: Phase, reason: str) -> Session:
        self._steps = ()
        attempt = Cancel()

        def on_steps(steps: tuple[StepStatus, ...]) -> None:
            self._steps = steps
            self._tell(phase, message=reason)

        self._opening = attempt
        try:
            with cancel.on_cancel(attempt.cancel):
                return self._open_session(self.node, attempt, on_steps)
        finally:
            self._opening = None

    def _hold(self, session: Session, cancel: Cancel) -> str:
        """Be the node's session until it ends; return why it did."""
        self._seen = self._connected_once = True
        opened_at = time.monotonic()
        lost = threading.Event()
        reasons: list[str] = []

        def on_lost(why: str) -> None:
            reasons.append(why)
            lost.set()

        self._slot.put(session)
        session.on_lost(on_lost)
        try:
            self._tell(Phase.CONNECTED, session=session)
            with cancel.on_cancel(lost.set):
                lost.wait()
        finally:
            self._slot.clear(session)
            session.close()
        held = time.monotonic() - opened_at
        self._short_lived = self._short_lived + 1 if held < SHORT_LIFE else 0
        return (
            tr("The connection was lost: {reasons}.").format(reasons=reasons[0])
            if reasons
            else tr("It was closed.")
        )

    def _after(self, failure: UserError, cancel: Cancel) -> str:
        """Say why it could not be opened, and wait until it is worth another try."""
        key_of = (failure.host, failure.port) if isinstance(failure, HostKeyChanged) else None
        self._name_unknown = isinstance(failure, HostNotFound)
        if self._needs_user(failure):
            self._forget_wishes(cancel)  # whoever wished it has not seen this answer
            self._tell(Phase.REFUSED, message=failure.message, hint=failure.hint, key_of=key_of)
            self._wake.wait()
            self._begin_anew()
            return ""
        wait = retry_wait(
            self._attempt,
            time.monotonic() - self._down_since,
            was_connected=self._connected_once,
            turned_away=self._answered,
        )
        self._tell(
            self._trying,
            message=failure.message,
            hint=failure.hint,
            key_of=key_of,  # of one route, while another may still come back
            retry_in_s=wait,
        )
        self._pause(wait)
        return failure.message

    def _calm_down(self, reason: str) -> None:
        """Wait longer each time a session is lost right after it was opened."""
        if self._short_lived > 1:
            wait = min(MAX_WAIT, FAST_WAIT * 2.0**self._short_lived)
            hint = tr("The server closes it right after login; its log may say why.")
            self._tell(Phase.RECONNECTING, message=reason, hint=hint, retry_in_s=wait)
            self._pause(wait)

    def _pause(self, seconds: float) -> None:
        """Wait, but not through a sleep of the computer; what ends it early begins anew."""
        until = time.monotonic() + seconds
        watch = SleepWatch()
        while (left := until - time.monotonic()) > 0:
            step = min(left, LOOK_EVERY)
            if self._wake.wait(step) or watch.slept(step):
                self._begin_anew()
                return

    def _forget_wishes(self, cancel: Cancel) -> None:
        """Forget that it was to try at once; to be cancelled is never forgotten."""
        self._wake.clear()
        if cancel.cancelled:
            self._wake.set()

    def _begin_anew(self) -> None:
        self._attempt, self._down_since = 0, time.monotonic()

    @property
    def _trying(self) -> Phase:
        return Phase.RECONNECTING if self._connected_once else Phase.UNREACHED

    @property
    def _answered(self) -> bool:
        """Whether the machine took the connection in the last try."""
        return any(
            step.step is Step.CONNECT and step.state is StepState.DONE for step in self._steps
        )

    def _needs_user(self, failure: UserError) -> bool:
        if isinstance(failure, ConnectError) and not failure.permanent:
            return self._name_unknown and not self._seen
        return True

    def _tell(
        self,
        phase: Phase,
        *,
        message: str = "",
        hint: str = "",
        key_of: tuple[str, int] | None = None,
        retry_in_s: float | None = None,
        session: Session | None = None,
    ) -> None:
        now = time.time()
        if phase is not self._phase:
            self._phase, self._since = phase, now
        self._report(
            SessionStatus(
                self.node.id,
                phase,
                self._since or now,
                self._steps,
                message=message,
                hint=hint,
                key_changed=key_of is not None,
                key_of=key_of,
                attempt=self._attempt,
                retry_in_s=retry_in_s,
                latency_s=session.latency_s if session is not None else None,
                address=session.title if session is not None else "",
                route=session.route if session is not None else "",
                login=session.login if session is not None else "",
                at=now,
            )
        )


def retry_wait(
    attempt: int, away_for: float, *, was_connected: bool = True, turned_away: bool = False
) -> float:
    """Return seconds to wait after the `attempt`-th failure in a row, `away_for` seconds long.

    A try that nobody answers costs a packet, so it is repeated soon; one that is `turned_away` is
    work for the node.
    """
    if attempt <= 1 and was_connected:
        return FAST_WAIT / 5
    jitter = random.uniform(0.7, 1.0)  # noqa: S311 - not a secret
    if turned_away:
        wait = FAST_WAIT * 2.0 ** min(attempt, 10)
    else:
        wait = max(FAST_WAIT if was_connected else 4 * FAST_WAIT, away_for / PATIENCE)
    return min(MAX_WAIT, wait) * jitter
