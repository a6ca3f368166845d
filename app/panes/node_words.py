"""How a node's state is shown: one place for words, shape and colour (panes, rail, tray)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from app.core import units
from app.core.i18n import beginning, numeral, tr
from app.hosts.nodes import Node
from app.look.components.status import DotState
from app.transport.status import Phase, SessionStatus, StepState

if TYPE_CHECKING:
    from app.services.telemetry.api import Sample

MAX_ROUTE = 10
"""Characters of a route that leave room for the round trip in the node switcher."""
WORST_FIRST = (DotState.ERROR, DotState.WARNING, DotState.BUSY, DotState.ON, DotState.OFF)


@dataclass(frozen=True, slots=True)
class NodeLook:
    """A node's state for the eye and the screen reader."""

    dot: DotState
    words: str
    """The state in a few words: `Connected`."""
    line: str
    """Second line of the node switcher: where it is and how far, or the state."""
    short: str
    """One lower-case word where there is little room; empty when all is well."""


_PHASES = {
    Phase.OFF: (DotState.OFF, tr("offline")),
    Phase.CONNECTING: (DotState.BUSY, tr("connecting")),
    Phase.CONNECTED: (DotState.ON, ""),
    Phase.RECONNECTING: (DotState.BUSY, tr("retrying")),
    Phase.UNREACHED: (DotState.BUSY, tr("no answer")),
    Phase.REFUSED: (DotState.ERROR, tr("refused")),
}
_TONES = {DotState.ON: "ok", DotState.BUSY: "warn", DotState.OFF: "text2", DotState.ERROR: "err"}


def look_of(node: Node, status: SessionStatus) -> NodeLook:
    """Say how a node's session is."""
    phase = _phase_for_the_eye(status)
    dot, short = _PHASES[phase]
    line = words = beginning(phase.words)
    if status.phase is Phase.CONNECTED:
        latency = latency_text(status)
        way = status.route if 0 < len(status.route) <= MAX_ROUTE else "SSH"
        line = tr("Local") if node.is_local else f"{way} · {latency}" if latency else way
    elif status.phase is Phase.CONNECTING:
        line = next(
            (f"{step.step.words}…" for step in status.steps if step.state is StepState.RUNNING),
            tr("Connecting…"),
        )
    return NodeLook(dot, words, line, short)


def pill_of(status: SessionStatus) -> tuple[str, str]:
    """Return the words and the colour token of a `Pill` that shows a session's phase."""
    phase = _phase_for_the_eye(status)
    dot, _short = _PHASES[phase]
    return beginning(phase.words), _TONES[dot]


def _phase_for_the_eye(status: SessionStatus) -> Phase:
    """A changed host key needs the user, also while other routes are still tried."""
    return Phase.REFUSED if status.key_changed and status.phase.is_retried else status.phase


def latency_text(status: SessionStatus) -> str:
    """`2 ms`, `0.4 ms`, or "" before the first heartbeat."""
    if status.latency_s is None:
        return ""
    milliseconds = status.latency_s * 1000
    shown = numeral(milliseconds, 1 if milliseconds < 1 else 0, grouped=False)
    return tr("{milliseconds} ms").format(milliseconds=shown)


def memory_percent(sample: Sample | None) -> str:
    """Memory in use as `92 %`; "" before the first sample, "n/a" when it is not reported."""
    if sample is None:
        return ""
    total, available = sample.memory.total_bytes, sample.memory.available_bytes
    if not total or available is None:
        return units.NOT_AVAILABLE
    return units.percent(100 * (total - available) / total)


def memory_reason(sample: Sample | None) -> str:
    """Say why `memory_percent` is n/a, "" when it is not."""
    if sample is None or memory_percent(sample) != units.NOT_AVAILABLE:
        return ""
    for name in ("memory.total_bytes", "memory.available_bytes", "memory"):
        if name in sample.reasons:
            return sample.reasons[name]
    return tr("not reported by this node")


def initials(name: str) -> str:
    """Two characters for an avatar: spark-01 → S1, This computer → TC; a wide one has no room."""
    words = [word for word in name.replace("-", " ").replace("_", " ").replace(".", " ").split()]
    if not words:
        return "?"
    first = words[0][0]
    if east_asian_width(first) in "WF":
        return first
    second = words[1].lstrip("0")[:1] or "0" if len(words) > 1 else words[0][1:2]
    return (first + second).upper()
