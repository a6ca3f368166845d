"""What a session is doing: the words that the command line, the window and the tray share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.i18n import tr
from app.core.ids import NodeId


class Phase(StrEnum):
    """State of a node's session."""

    OFF = "off"  # nobody asked for it
    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"  # was lost, is being tried again by itself
    UNREACHED = "unreached"  # has not answered yet, is being tried again by itself
    REFUSED = "refused"  # needs the user: a changed key, a rejected login, a wrong address

    @property
    def words(self) -> str:
        """How it is called for people, everywhere: `not reachable yet`."""
        return _PHASE_WORDS[self]

    @property
    def is_retried(self) -> bool:
        """Whether it is tried again by itself until it works."""
        return self in (Phase.RECONNECTING, Phase.UNREACHED)

    @property
    def is_wanted(self) -> bool:
        """Whether the program works on having the session: neither off nor given up."""
        return self not in (Phase.OFF, Phase.REFUSED)


_PHASE_WORDS = {
    Phase.OFF: tr("not connected"),
    Phase.CONNECTING: tr("connecting"),
    Phase.CONNECTED: tr("connected"),
    Phase.RECONNECTING: tr("reconnecting"),
    Phase.UNREACHED: tr("not reachable yet"),
    Phase.REFUSED: tr("needs attention"),
}


class Step(StrEnum):
    """One step of opening a session, in order."""

    RESOLVE = "Resolve name"
    CONNECT = "Connect"
    NEGOTIATE = "Negotiate encryption"
    VERIFY = "Verify host key"
    AUTHENTICATE = "Authenticate"
    OPEN = "Open session"

    @property
    def words(self) -> str:
        """What it is called where a person reads it."""
        return _STEPS[self]


class StepState(StrEnum):
    """How far one step is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def words(self) -> str:
        """What it is called where a person reads it."""
        return _STATES[self]


_STEPS = {
    Step.RESOLVE: tr("Resolve name"),
    Step.CONNECT: tr("Connect"),
    Step.NEGOTIATE: tr("Negotiate encryption"),
    Step.VERIFY: tr("Verify host key"),
    Step.AUTHENTICATE: tr("Authenticate"),
    Step.OPEN: tr("Open session"),
}
_STATES = {
    StepState.WAITING: tr("waiting"),
    StepState.RUNNING: tr("running"),
    StepState.DONE: tr("done"),
    StepState.FAILED: tr("failed"),
}


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One step: `detail` is what was found (an address, a cipher, a fingerprint) or went wrong."""

    step: Step
    state: StepState
    detail: str = ""
    seconds: float | None = None
    at: float = 0.0
    """Unix seconds when the step came to this state; 0 before it began."""


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The state of one node's session, with its time and reason."""

    node: NodeId
    phase: Phase
    since: float = field(default_factory=time.time)
    """Unix seconds when this phase began; it may go on through many statuses."""
    steps: tuple[StepStatus, ...] = ()
    message: str = ""
    """Why it is so: one sentence; empty where the phase says it all."""
    hint: str = ""
    key_changed: bool = False
    """The machine shows another host key than the trusted one."""
    key_of: tuple[str, int] | None = None
    """Address and port whose key that is: one of the node's, or a jump host's."""
    attempt: int = 0
    retry_in_s: float | None = None
    """Seconds from `at` to the next try, while it waits for that."""
    latency_s: float | None = None
    address: str = ""
    """Where it is connected: `user@host:port`."""
    route: str = ""
    """The way it is connected: `LAN`, `Tailscale`, `via gate`."""
    login: str = ""
    """What let us in: `key id_ed25519`, `password`, `keyboard-interactive`."""
    at: float = field(default_factory=time.time)
    """Unix seconds of this status itself."""
