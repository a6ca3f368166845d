"""GuardKeeper: keeps one node's memory guard armed across sessions, and records what it did."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec

from app.core.audit import BEGUN, AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    SettingsUnwritable,
    SourceUnavailable,
    UserError,
)
from app.core.i18n import numeral, tr
from app.core.units import memory
from app.services.guard.api import (
    GuardAction,
    GuardPhase,
    GuardPolicy,
    GuardStatus,
    check_policy,
)
from app.services.guard.raw import (
    HELLO,
    PROTOCOL,
    ActionLine,
    Line,
    OutcomeLine,
    StatusLine,
    decode_hello,
    decode_line,
)
from app.services.remote_program import command, pack
from app.services.telemetry.admission import Pace
from app.services.telemetry.hello import ended_because, find_hello
from app.services.telemetry.raw import Garbage
from app.transport.api import Session, Stream
from app.transport.slot import SessionSlot

log = logging.getLogger(__name__)

MODULES = (
    "agent_smi",
    "agent_gpu",
    "guard_docker",
    "guard_targets",
    "guard_acts",
    "guard",
)
RETRY_S = 10.0
"""Seconds before a guard that ended while the session goes on is started again."""
SILENT_S = 15.0
"""It speaks every 2 s: without a word for so long nobody knows whether it guards."""
STATE_S, ACTION_S = 0.2, 4.0
"""Seconds between what it tells, over a long time: more is not from a guard, and must not fill the
audit log, where room is limited, with what never happened."""
KEPT = 64
"""Actions of which the outcome may still come."""
END = b"end\n"
Report = Callable[[GuardStatus], object]


def _nobody(_status: GuardStatus) -> None:
    """Whom a guard tells that does not run yet."""


@dataclass(frozen=True, slots=True)
class GuardView:
    """What a guard would see and do on a node, asked without arming it."""

    available_bytes: int
    target: str
    """What it would stop now; "" for nothing."""
    notes: str
    """What it could not see or do there."""


class GuardKeeper:
    """The guard of one node; `run` is the job, the rest may be called from any thread."""

    def __init__(
        self,
        slot: SessionSlot,
        policy: GuardPolicy,
        *,
        audit: AuditLog,
        name_of: Callable[[], str],
        owner: str = "",
    ) -> None:
        """Describe a guard; `owner` names this program: a guard replaces one that it left there."""
        self._slot = slot
        self._owner = owner
        self._report: Report = _nobody
        self._audit = audit
        self._name_of = name_of
        self._lock = threading.Lock()
        self._status = GuardStatus(GuardPhase.ARMING, policy)
        self._heard_at = 0.0
        self._actions: dict[int, GuardAction] = {}

    @property
    def status(self) -> GuardStatus:
        """Return what the guard does now."""
        return self._status

    def run(self, cancel: Cancel, report: Report) -> None:
        """Keep the guard armed until cancelled, whatever the node's session does.

        `report` is told every state, mostly from the thread that runs this.
        """
        self._report = report
        changed = threading.Event()
        end_watch = self._slot.watch(lambda _session: changed.set())
        try:
            with cancel.on_cancel(changed.set):
                while not cancel.cancelled:
                    changed.clear()
                    wait_s = self._try(self._slot.session, cancel)
                    changed.wait(wait_s)
        finally:
            end_watch()
            self._set(phase=GuardPhase.OFF, message="", target="")

    def check(self) -> None:
        """See whether an armed guard still speaks; cheap."""
        guarding = self._status.phase in (GuardPhase.ARMED, GuardPhase.ACTING)
        if guarding and time.monotonic() - self._heard_at > SILENT_S:
            self._lose(
                tr("No word from it for {seconds} s: it may not be guarding.").format(
                    seconds=numeral(SILENT_S, grouped=False)
                )
            )

    def _try(self, session: Session | None, cancel: Cancel) -> float | None:
        """Guard over one session as long as it goes; return the seconds to wait after it."""
        if session is None:
            self._lose(tr("The node is not connected: not guarded until it is."))
            return None
        try:
            self._hold(session, cancel)
        except Cancelled:
            return 0.0
        except UserError as error:
            self._lose(tr("Not guarded: {message}").format(message=error.message))
        return RETRY_S

    def _hold(self, session: Session, cancel: Cancel) -> None:
        self._set(phase=GuardPhase.ARMING, message="")
        self._actions.clear()
        subject = AuditSubject(self._name_of(), session.host_key)
        with contextlib.ExitStack() as stack:
            with self._audit.change(subject, f"Arm the memory guard ({audited(self._policy)})"):
                asked = options(self._policy) | {"owner": self._owner}
                stream = stack.enter_context(started(session, asked))
                lines = stream.lines(cancel)
                greet(stream, lines)
            self._set(phase=GuardPhase.ARMED)
            self._listen(lines, subject)
            cancel.raise_if_cancelled()
            raise SourceUnavailable(
                tr("The guard ended{detail}.").format(detail=ended_because(stream))
            )

    def _listen(self, lines: Iterator[bytes], subject: AuditSubject) -> None:
        """Take what the guard says, until it ends."""
        self._heard_at = time.monotonic()
        states, actions, skipped = Pace(STATE_S), Pace(ACTION_S), 0
        for line in lines:
            self._heard_at = time.monotonic()
            try:
                said = decode_line(line)
                pace = actions if isinstance(said, ActionLine) else states
                if isinstance(said, OutcomeLine) or pace.lets_in():
                    self._take(said, subject)
            except Garbage as error:
                skipped += 1
                if skipped == 1 or skipped % 1000 == 0:
                    log.warning("skipped %d lines that are not the guard's: %s", skipped, error)

    @property
    def _policy(self) -> GuardPolicy:
        return self._status.policy

    def _take(self, said: Line, subject: AuditSubject) -> None:
        if isinstance(said, StatusLine):
            acting = any(action.ended is None for action in self._actions.values())
            phase = GuardPhase.ACTING if acting else GuardPhase.ARMED
            self._set(phase=phase, target=said.target, message=said.notes)
        elif isinstance(said, ActionLine):
            action = GuardAction(
                said.w, said.what, said.available, said.fall, said.delay, outcome="",
                practice=self._policy.dry_run,
            )  # fmt: skip
            self._actions = {said.n: action, **dict(list(self._actions.items())[:KEPT])}
            self._set(phase=GuardPhase.ACTING, last_action=action)
            self._record(subject, action, BEGUN)
        else:
            self._end_action(said, subject)

    def _end_action(self, said: OutcomeLine, subject: AuditSubject) -> None:
        action = self._actions.get(said.n)
        if action is None or action.ended is not None:
            raise Garbage(tr("no action {n} is under way").format(n=said.n))
        action = replace(action, outcome=said.outcome, ended=said.ended)
        self._actions[said.n] = action
        self._set(phase=GuardPhase.ARMED, last_action=action)
        self._record(subject, action, said.outcome)

    def _record(self, subject: AuditSubject, action: GuardAction, outcome: str) -> None:
        what = (
            f"Memory guard: {action.what} with {memory(action.available_bytes)} available, "
            f"{action.delay_s * 1000:.1f} ms after that was read"
        )
        try:
            self._audit.record(subject, what, outcome)
        except SettingsUnwritable as error:  # done already: the guard goes on
            log.warning("%s: %s (%s)", what, outcome, error)

    def _lose(self, message: str) -> None:
        self._set(phase=GuardPhase.LOST, target="", message=message)

    def _set(self, **more: object) -> None:
        """Change the state and tell when it is another one."""
        with self._lock:
            before = self._status
            self._status = replace(before, **more)  # type: ignore[arg-type]
            if self._status != before:
                self._report(self._status)


def look(session: Session, policy: GuardPolicy, cancel: Cancel) -> GuardView:
    """Ask a node what a guard with this policy would stop now; nothing is armed or stopped.

    Raises SourceUnavailable when no guard can run there, SessionLost, Cancelled.
    """
    asked = options(replace(policy, dry_run=True)) | {"once": True}
    with started(session, asked) as stream:
        lines = stream.lines(cancel)
        greet(stream, lines)
        for line in lines:
            try:
                said = decode_line(line)
            except Garbage:
                continue
            if isinstance(said, StatusLine):
                return GuardView(said.available, said.target, said.notes)
        cancel.raise_if_cancelled()
        raise SourceUnavailable(tr("The guard ended{detail}.").format(detail=ended_because(stream)))


def options(policy: GuardPolicy) -> dict[str, object]:
    """Return a policy as the guard takes it."""
    check_policy(policy)
    return {
        "limit": policy.limit_bytes,
        "stop_first": policy.stop_first,
        "grace": policy.grace_s,
        "dry_run": policy.dry_run,
    }


@contextlib.contextmanager
def started(session: Session, asked: dict[str, object]) -> Iterator[Stream]:
    """Run the guard's program on the node; it is told to end, and not left to notice."""
    program = pack(MODULES)
    argument = msgspec.json.encode(asked).decode()
    stream = session.stream(command("guard", len(program), argument), stdin=program)
    try:
        yield stream
    finally:
        with contextlib.suppress(UserError):  # it, or its session, is gone already
            stream.write(END)
        stream.close()


def greet(stream: Stream, lines: Iterator[bytes]) -> None:
    """Read the guard's first line; raises SourceUnavailable when it cannot guard there."""
    try:
        hello = decode_hello(find_hello(stream, lines, HELLO, "python3"))
    except Garbage as error:
        raise SourceUnavailable(
            tr("The guard's first line is garbage: {error}.").format(error=error)
        ) from None
    if hello.spark_guard != PROTOCOL:
        raise SourceUnavailable(
            tr("The guard speaks version {version}, not {wanted}.").format(
                version=hello.spark_guard, wanted=PROTOCOL
            )
        )
    if hello.problem:
        raise SourceUnavailable(
            tr("The guard cannot read the machine's memory: {problem}.").format(
                problem=hello.problem
            )
        )
    log.info("guard: memory locked %s, kept by the kernel %s", hello.locked, hello.protected)


def audited(policy: GuardPolicy) -> str:
    """Return a policy for the audit log."""
    first = policy.stop_first or "the newest container with GPU memory"
    practice = ", practice only" if policy.dry_run else ""
    return f"below {memory(policy.limit_bytes)}, {first} first{practice}"


def words(policy: GuardPolicy) -> str:
    """Return a policy for a person."""
    first = policy.stop_first or tr("the newest container with GPU memory")
    practice = tr(", practice only") if policy.dry_run else ""
    return tr("below {memory}, {first} first{practice}").format(
        memory=memory(policy.limit_bytes), first=first, practice=practice
    )
