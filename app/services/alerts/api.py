"""What a rule is and what becomes of it. Everything here is data: it can be saved and replayed.

A rule looks at one metric (a key as in `app.services.telemetry.metrics`, `*` for each of a group:
`gpus.*.temperature_c`) or at one detector. It is pending while its condition holds for less than
`for_s`, then it fires, until the value has passed `recover_level`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.ids import NodeId


class Severity(StrEnum):
    """How bad it is, the least first."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """How bad it is as a number, to compare."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Comparison(StrEnum):
    """When a value breaks a rule."""

    ABOVE = "above"
    BELOW = "below"
    DETECTED = "detected"  # the rule's metric is the name of a detector


LARGE_BYTES = 100 * 1024**3
"""MemTotal from which on a machine's memory is large: every GB10 has 119 to 122 GiB."""


class MachineSize(StrEnum):
    """Which machines a rule is for: how much is left tells little without how much there is."""

    ANY = "any"
    LARGE = "large"  # `LARGE_BYTES` of memory or more
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Levels are in the metric's stored unit (bytes, °C, percent, MHz)."""

    id: str
    title: str
    metric: str
    comparison: Comparison
    level: float = 0.0
    recover_level: float | None = None
    """Where it is well again, beyond `level`; None: `level` itself."""
    for_s: float = 0.0
    severity: Severity = Severity.WARNING
    nodes: tuple[str, ...] = ()
    """Ids of the nodes it looks at; empty: all."""
    size: MachineSize = MachineSize.ANY
    enabled: bool = True
    advice: str = ""
    """What to do, one or two sentences."""


class AlertPhase(StrEnum):
    """Where an alert is in its life."""

    PENDING = "pending"
    FIRING = "firing"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Alert:
    """One rule broken on one machine by one subject."""

    rule: Rule
    node: NodeId
    subject: str
    """The metric or detector that broke it: `gpus.0.temperature_c`."""
    phase: AlertPhase
    since: float
    """Unix seconds since when the condition holds."""
    value: float | None = None
    """The newest one, in the metric's stored unit."""
    worst: float | None = None
    fired_at: float | None = None
    resolved_at: float | None = None
    """None, too, of one that was only ever pending."""
    acknowledged: bool = False
    snoozed_until: float | None = None
    """None when it is not snoozed, or not any more."""
    flaps: int = 0
    """How often it fired in the last hour; from `FLAPPING` on it comes and goes."""
    evidence: tuple[str, ...] = ()
    """What a detector saw; of one that ended without being well again, why."""

    @property
    def id(self) -> str:
        """The same for as long as the rule, the node and the subject are."""
        return f"{self.rule.id}|{self.node}|{self.subject}"

    @property
    def wants_attention(self) -> bool:
        """Whether it is counted: it fires, and nobody has taken note or put it off."""
        noted = self.acknowledged or self.snoozed_until is not None
        return self.phase is AlertPhase.FIRING and not noted


@dataclass(frozen=True, slots=True)
class AlertChange:
    """An alert entered another phase, or was acknowledged or snoozed. `tell`: say it aloud."""

    alert: Alert
    time: float
    tell: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where alerts are told beside the desktop. Its address holds secrets: the keyring has it."""

    id: str
    label: str
    """What the user calls it: `Team channel`."""
    kind: str = ""
    """The scheme of its address: `ntfys`, `mailto`, `json`."""
    least: Severity = Severity.WARNING
    enabled: bool = True


FLAPPING = 3
"""Times in an hour from which on an alert comes and goes: over only when calm, told no more."""
