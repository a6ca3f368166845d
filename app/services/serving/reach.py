"""NodeReach: what the deployer reaches a node by, in the window and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import SessionLost
from app.core.i18n import tr
from app.services.serving.measured import measured_machine

if TYPE_CHECKING:
    from app.core.audit import AuditLog, AuditSubject
    from app.core.ids import NodeId
    from app.services.containers.holder import EngineHolder
    from app.services.telemetry.api import Machine, Sample
    from app.transport.api import Session
    from app.transport.slot import SessionSlot


@dataclass(frozen=True, slots=True)
class NodeReach:
    """One node, over whichever session it has by now. Thread-safe."""

    node: NodeId
    name: str
    slot: SessionSlot
    holder: EngineHolder
    """Its container engine; a node may have none, which asking tells."""
    audit: AuditLog
    sample: Callable[[], Sample | None]
    """The newest sample of the node; None while nothing is read."""
    machine: Callable[[], Machine | None]

    def session(self) -> Session:
        """Return the present session; SessionLost while there is none."""
        session = self.slot.session
        if session is None:
            raise SessionLost(
                tr("{name} is not connected.").format(name=self.name),
                tr("Connect, then try again."),
            )
        return session

    def machine_key(self) -> str:
        """Return the name under which its measurements are kept; SessionLost."""
        machine = self.machine()
        return measured_machine(self.session().host_key, machine.machine_id if machine else None)

    def subject(self) -> AuditSubject:
        """Return whom the audit log names."""
        from app.core.audit import AuditSubject

        return AuditSubject(self.name, self.session().host_key)
