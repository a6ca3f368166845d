"""GuardState: the memory guards of the nodes, for the window."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import SessionLost, UserError
from app.core.i18n import tr
from app.core.ids import NodeId
from app.core.settings import setting
from app.services.guard.api import (
    GuardAction,
    GuardPhase,
    GuardPolicy,
    GuardStatus,
    check_policy,
)
from app.state.nodes import NodesChanged
from app.workers.job import Ended, Produced
from app.workers.lanes import Lanes
from app.workers.worker import Emit, Worker, once

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.settings import SettingsStore
    from app.services.guard.keeper import GuardKeeper, GuardView
    from app.state.nodes import NodesState
    from app.state.sessions import SessionsState
    from app.transport.api import Session
    from app.workers.supervisor import Supervisor

CHECK_MS = 5000
STILL_THERE = tr(
    "The machine could not be told: one that was on watch there when the connection "
    "was lost ends by itself, 5 minutes after that at the latest."
)


@dataclass(frozen=True, slots=True)
class ArmedGuard:
    """A node whose guard is armed."""

    node: str
    limit_bytes: int
    stop_first: str = ""
    grace_s: float = 5.0
    dry_run: bool = False

    @property
    def policy(self) -> GuardPolicy:
        """Return how it is armed."""
        return GuardPolicy(self.limit_bytes, self.stop_first, self.grace_s, self.dry_run)


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """Which guards are armed; none is unless a person did so."""

    armed: tuple[ArmedGuard, ...] = setting((), "Nodes whose memory guard is armed, and how.")
    owner: str = setting("", "What the guards of this program are called on the nodes.")


@dataclass(frozen=True, slots=True)
class GuardChanged:
    """A node's guard has another state."""

    node: NodeId
    status: GuardStatus


@dataclass(frozen=True, slots=True)
class GuardActed:
    """A guard stops something, or (`action.ended` is set) has done so."""

    node: NodeId
    action: GuardAction


@dataclass(frozen=True, slots=True)
class GuardLooked:
    """What a guard would stop on a node now, or why that is not known."""

    node: NodeId
    view: GuardView | None
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class GuardInstalled:
    """Whether a node has a guard of its own, after it was looked for, installed or removed."""

    node: NodeId
    policy: GuardPolicy | None
    """How it is set; None when there is none."""
    error: UserError | None = None
    """Why that is not known, or why nothing was changed."""


@dataclass(frozen=True, slots=True)
class ArmRequested:
    """Somebody wants to arm a node's guard, or to change how it is armed."""

    node: NodeId


@dataclass
class _Held:
    """A guard that is armed, or that is ending."""

    keeper: GuardKeeper
    worker: Worker
    next_policy: GuardPolicy | None = None
    """How it is armed again once it has ended."""


class GuardState(QObject):
    """Arms and disarms the memory guards and mirrors what they tell.

    Nothing is there before `start`, which comes after the first paint. A guard that is armed is
    armed again whenever its node is connected, also after a restart of the program.

    Signals:
        status_changed: a guard has another state.
        acted: a guard stops something, and once more when that is over.
        looked: `look` has its answer.
        installed: `ask_installed`, `install` or `remove` is over.
        arm_requested: show the dialog that explains and arms.
    """

    status_changed = Signal(GuardChanged)
    acted = Signal(GuardActed)
    looked = Signal(GuardLooked)
    installed = Signal(GuardInstalled)
    arm_requested = Signal(ArmRequested)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        supervisor: Supervisor,
        settings: SettingsStore,
        audit_file: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._supervisor = supervisor
        self._settings = settings
        self._audit_file = audit_file
        self._held: dict[NodeId, _Held] = {}
        self._status: dict[NodeId, GuardStatus] = {}
        self._node_of_job: dict[str, NodeId] = {}
        self._owner = uuid.uuid4().hex
        self._started = False
        self._serial = 0
        self._saves = Lanes("guard-settings", supervisor, self)
        self._ticker = QTimer(self)
        self._ticker.setInterval(CHECK_MS)
        self._ticker.timeout.connect(self._check)
        nodes.changed.connect(self._on_nodes_changed)

    def start(self) -> None:
        """Arm the guards that were armed when the program last ran."""
        if self._started:
            return
        self._started = True
        stored = self._settings.load("guard", GuardSettings)
        self._owner = stored.owner or self._owner
        for saved in stored.armed:
            if self._nodes.has(NodeId(saved.node)):
                self._arm(NodeId(saved.node), saved.policy)

    def status(self, node: NodeId) -> GuardStatus:
        """Return what a node's guard does; one that was never armed is off."""
        return self._status.get(node) or GuardStatus(GuardPhase.OFF)

    def request_arm(self, node: NodeId) -> None:
        """Ask the window to show the dialog that explains a guard and arms it."""
        self.arm_requested.emit(ArmRequested(node))

    def arm(self, node: NodeId, policy: GuardPolicy) -> None:
        """Arm a node's guard until `disarm`, also at later starts; whoever calls has asked first.

        One that is armed already goes on with the new policy. Raises BadInput.
        """
        check_policy(policy)
        self.start()
        self._arm(node, policy)
        self._save()

    def disarm(self, node: NodeId) -> None:
        """Switch a node's guard off and leave it off; what it is stopping goes on ending."""
        held = self._held.get(node)
        if held is not None:
            held.next_policy = None
            held.worker.stop()
        before = self.status(node)
        away = STILL_THERE if before.phase is GuardPhase.LOST else ""
        off = GuardStatus(
            GuardPhase.OFF, before.policy, message=away, last_action=before.last_action
        )
        self._set(node, off)
        self._save()

    def look(self, node: NodeId, policy: GuardPolicy) -> None:
        """Ask what a guard with this policy would stop now; `looked` tells. Nothing is armed."""

        def job(session: Session, cancel: Cancel) -> object:
            from app.services.guard.keeper import look

            return look(session, policy, cancel)

        self._ask(node, "guard-look", job, self._on_looked, self._on_look_ended)

    # A guard of the machine's own

    def ask_installed(self, node: NodeId) -> None:
        """Ask whether a node has a guard of its own; `installed` tells."""

        def job(session: Session, cancel: Cancel) -> object:
            from app.services.guard.on_box import installed

            return GuardInstalled(node, installed(session, cancel))

        self._ask(node, "guard-on-box", job, self._on_installed, self._on_install_ended)

    def install(self, node: NodeId, policy: GuardPolicy) -> None:
        """Install a guard on a node itself; whoever calls has asked first. `installed` tells."""
        audit_file, name_of = self._audit_file, functools.partial(self._nodes.name_of, node)

        def job(session: Session, cancel: Cancel) -> object:
            from app.core.audit import AuditLog
            from app.services.guard.on_box import install

            audit = AuditLog(audit_file)
            install(session, policy, audit=audit, name=name_of(), cancel=cancel)
            return GuardInstalled(node, policy)

        self._ask(node, "guard-on-box", job, self._on_installed, self._on_install_ended)

    def remove(self, node: NodeId) -> None:
        """Take the guard of a node's own away; whoever calls has asked first. `installed` tells."""
        audit_file, name_of = self._audit_file, functools.partial(self._nodes.name_of, node)

        def job(session: Session, cancel: Cancel) -> object:
            from app.core.audit import AuditLog
            from app.services.guard.on_box import remove

            remove(session, audit=AuditLog(audit_file), name=name_of(), cancel=cancel)
            return GuardInstalled(node, None)

        self._ask(node, "guard-on-box", job, self._on_installed, self._on_install_ended)

    # Private

    def _ask(
        self,
        node: NodeId,
        kind: str,
        job: Callable[[Session, Cancel], object],
        on_answer: Callable[[Produced], None],
        on_ended: Callable[[Ended], None],
    ) -> None:
        slot, name = self._sessions.slot(node), self._nodes.get(node).name

        def ask(cancel: Cancel) -> object:
            session = slot.session
            if session is None:
                raise SessionLost(
                    tr("{name} is not connected.").format(name=name),
                    tr("Connect it to see what is there."),
                )
            return job(session, cancel)

        worker = self._worker(node, kind, once(ask))
        worker.produced.connect(on_answer)
        worker.ended.connect(on_ended)
        self._supervisor.start(worker)

    def _arm(self, node: NodeId, policy: GuardPolicy) -> None:
        held = self._held.get(node)
        if held is not None:  # two at once would both act
            held.next_policy = policy
            held.worker.stop()
            return
        from app.core.audit import AuditLog
        from app.services.guard.keeper import GuardKeeper

        keeper = GuardKeeper(
            self._sessions.slot(node),
            policy,
            audit=AuditLog(self._audit_file),
            name_of=functools.partial(self._nodes.name_of, node),
            owner=self._owner,
        )
        worker = self._worker(node, "guard", keeper.run)
        worker.produced.connect(self._on_status)
        worker.ended.connect(self._on_ended)
        self._held[node] = _Held(keeper, worker)
        before = self.status(node)
        self._set(node, replace(keeper.status, last_action=before.last_action))
        self._supervisor.start(worker)
        self._ticker.start()

    def _worker(self, node: NodeId, kind: str, job: Callable[[Cancel, Emit], None]) -> Worker:
        self._serial += 1
        name = f"{kind}:{node}:{self._serial}"
        self._node_of_job[name] = node
        return self._supervisor.worker(name, job)

    def _on_status(self, produced: Produced) -> None:
        status = produced.value
        assert isinstance(status, GuardStatus)
        node = self._node_of_job.get(produced.job)
        if node is None:
            return
        held, before = self._held.get(node), self.status(node)
        current = held is not None and held.worker.name == produced.job
        news = status.last_action is not None and status.last_action != before.last_action
        if news and status.last_action is not None:
            self.acted.emit(GuardActed(node, status.last_action))
        if current and held is not None and not held.worker.cancel.cancelled:
            kept = status.last_action or before.last_action
            self._set(node, replace(status, last_action=kept))

    def _on_ended(self, ended: Ended) -> None:
        node = self._node_of_job.pop(ended.job)
        held = self._held.pop(node)
        if not self._held:
            self._ticker.stop()
        if held.next_policy is not None:
            self._arm(node, held.next_policy)
        elif ended.error is not None:
            why = tr("Not guarded: {message}").format(message=ended.error.message)
            self._set(node, replace(self.status(node), phase=GuardPhase.LOST, message=why))

    def _on_looked(self, produced: Produced) -> None:
        from app.services.guard.keeper import GuardView

        assert isinstance(produced.value, GuardView)
        self.looked.emit(GuardLooked(self._node_of_job[produced.job], produced.value))

    def _on_look_ended(self, ended: Ended) -> None:
        node = self._node_of_job.pop(ended.job)
        if ended.error is not None and not ended.cancelled:
            self.looked.emit(GuardLooked(node, None, ended.error))

    def _on_installed(self, produced: Produced) -> None:
        assert isinstance(produced.value, GuardInstalled)
        self.installed.emit(produced.value)

    def _on_install_ended(self, ended: Ended) -> None:
        node = self._node_of_job.pop(ended.job)
        if ended.error is not None and not ended.cancelled:
            self.installed.emit(GuardInstalled(node, None, ended.error))

    def _on_nodes_changed(self, changed: NodesChanged) -> None:
        if not self._nodes.has(changed.node) and changed.node in self._held:
            self.disarm(changed.node)

    def _check(self) -> None:
        for held in self._held.values():
            held.keeper.check()

    def _set(self, node: NodeId, status: GuardStatus) -> None:
        if status != self._status.get(node):
            self._status[node] = status
            self.status_changed.emit(GuardChanged(node, status))

    def _save(self) -> None:
        """Remember in a worker what is armed: a file is written."""
        armed = tuple(
            ArmedGuard(
                node,
                policy.limit_bytes,
                policy.stop_first,
                policy.grace_s,
                policy.dry_run,
            )
            for node, held in self._held.items()
            if (policy := self._wanted(held)) is not None
        )

        owner = self._owner

        def save(_cancel: Cancel) -> None:
            self._settings.save("guard", GuardSettings(armed, owner))

        self._saves.add("save", save)

    def _wanted(self, held: _Held) -> GuardPolicy | None:
        if held.next_policy is not None:
            return held.next_policy
        return None if held.worker.cancel.cancelled else held.keeper.status.policy
