"""Why there is nothing to see of a node, in words for every pane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.look.components import EmptyState
    from app.state.telemetry import TelemetryStopped


@dataclass(frozen=True, slots=True)
class Absence:
    """What to say in place of a pane's content."""

    title: str
    text: str
    may_connect: bool = False


def absence(
    name: str,
    status: SessionStatus,
    stopped: TelemetryStopped | None,
    *,
    sampled: bool,
    what: str,
    begins: str,
) -> Absence | None:
    """Return what to say in place of what samples tell, None when there are some.

    Args:
        name: of the node.
        status: of its session.
        stopped: why samples stopped, None while they come.
        sampled: whether there was a sample since the program started.
        what: what is seen here while a node is connected, in one sentence.
        begins: what happens once it is connected, in one sentence.
    """
    phase = status.phase
    if phase in (Phase.OFF, Phase.REFUSED):
        why = f"{status.message} {status.hint}".strip() or what
        return Absence(tr("{name} is not connected").format(name=name), why, may_connect=True)
    if stopped is not None and phase is Phase.CONNECTED:
        return Absence(
            tr("No readings from {name}").format(name=name),
            f"{stopped.reason} {stopped.hint}".strip(),
        )
    if sampled:
        return None
    if phase is Phase.CONNECTED:
        return Absence(
            tr("Waiting for the first sample"), tr("{name} is connected.").format(name=name)
        )
    why = f"{status.message} {status.hint}".strip() or begins
    return Absence(tr("Connecting to {name}").format(name=name), why)


def show_absence(empty: EmptyState, missing: Absence) -> None:
    """Say why there is nothing; the button is there where connecting helps."""
    empty.title.setText(missing.title)
    empty.text.setText(missing.text)
    if empty.action is not None:
        empty.action.setVisible(missing.may_connect)
