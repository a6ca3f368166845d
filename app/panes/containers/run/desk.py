"""RunDesk: the errands that run containers, make them anew and bring them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.i18n import tr
from app.panes.containers.images.pulling import pulling
from app.services.containers.succession import replacements
from app.state.errands import ErrandChanged, ErrandPhase, Progress
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.audit import AuditLog
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.panes.containers.run.dialogs import RecreateWanted, RunWanted
    from app.services.containers.create import Run
    from app.services.containers.holder import EngineHolder
    from app.services.containers.recreate import Present, Recreated
    from app.state.errands import Tell
    from app.state.hub import Hub

_LEFT = tr(
    "What is begun stays on the node: the list of containers offers to finish or to undo it."
)


@dataclass(frozen=True, slots=True)
class Recreating:
    """What an errand moves, as its progress says it."""

    before: str
    """The id of the former container."""
    name: str
    undone_when_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an errand works, and how it says what it does."""

    holder: EngineHolder
    audit: AuditLog
    node: str
    cancel: Cancel
    tell: Tell
    moved: Recreating

    def step(self, title: str) -> None:
        """Say what is done now."""
        self.tell(Progress(detail=title, value=self.moved))


def is_moving(hub: Hub, node: NodeId, before: str) -> bool:
    """Whether an errand puts another container in the place of this one, or brings it back."""
    return any(
        each.is_running
        and each.node == node
        and isinstance(each.progress.value, Recreating)
        and each.progress.value.before == before
        for each in hub.errands.all()
    )


class RunDesk(QObject):
    """Starts the errands of one hub; what they come to is told as a toast."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub)
        self._hub = hub
        hub.errands.changed.connect(self._on_errand)

    @classmethod
    def of(cls, hub: Hub) -> RunDesk:
        """Return the desk of a hub."""
        return hub.findChild(cls) or cls(hub)

    def run(self, node: NodeId, wanted: RunWanted) -> int:
        """Run a container and return the errand."""
        hub, name = self._hub, self._hub.nodes.name_of(node)
        containers = hub.containers
        spec, pull = wanted.spec, pulling(hub, node, wanted.spec.image)

        def work(cancel: Cancel, tell: Tell) -> Notice:
            from app.core.audit import AuditLog
            from app.services.containers.create import run

            if wanted.pull:
                pull(cancel, tell)
            done = run(
                containers.holder(node),
                spec,
                cancel,
                lambda step: tell(Progress(detail=step)),
                audit=AuditLog(containers.audit_file),
                node=name,
            )
            return _ran(done, name)

        title = tr("Running {name}").format(name=spec.name or spec.image)
        return hub.errands.start(node, title, work, if_stopped=_STAYS)

    def recreate(self, node: NodeId, present: Present, wanted: RecreateWanted) -> int:
        """Make a container anew and return the errand; when it is cancelled it is undone."""
        pull = pulling(self._hub, node, wanted.after.image)
        moved = Recreating(present.id, present.name, undone_when_cancelled=True)

        def move(at: _Place) -> Notice:
            from app.services.containers.recreate import recreate
            from app.services.containers.settling import Patience

            if wanted.pull:
                pull(at.cancel, at.tell)
            done = recreate(
                at.holder,
                present,
                wanted.after,
                at.cancel,
                at.step,
                audit=at.audit,
                node=at.node,
                patience=Patience(limit_s=wanted.limit_s),
            )
            return self._recreated(done, node, moved)

        return self._start(node, tr("Recreating {name}").format(name=present.name), moved, move)

    def finish(self, node: NodeId, before: str, name: str) -> int:
        """Go on with a recreation that was broken off; `before` is the former container's id."""
        moved = Recreating(before, name)

        def move(at: _Place) -> Notice:
            from app.services.containers.recreate import finish, in_progress

            new = in_progress(at.holder.engine(at.cancel), before)
            done = finish(at.holder, new, at.cancel, at.step, audit=at.audit, node=at.node)
            return self._recreated(done, node, moved)

        return self._start(node, tr("Recreating {name}").format(name=name), moved, move)

    def undo(self, node: NodeId, before: str, name: str) -> int:
        """Bring the former container back; `before` is its id."""

        def move(at: _Place) -> Notice:
            from app.services.containers.recreate import in_progress, undo

            new = in_progress(at.holder.engine(at.cancel), before)
            undo(at.holder, new, at.cancel, at.step, audit=at.audit, node=at.node)
            return Notice(
                Severity.SUCCESS,
                tr("{name} is as it was before it was recreated.").format(name=name),
            )

        return self._start(
            node, tr("Bringing back {name}").format(name=name), Recreating(before, name), move
        )

    def _start(
        self, node: NodeId, title: str, moved: Recreating, move: Callable[[_Place], Notice]
    ) -> int:
        containers, name = self._hub.containers, self._hub.nodes.name_of(node)

        def work(cancel: Cancel, tell: Tell) -> Notice:
            from app.core.audit import AuditLog

            tell(Progress(value=moved))
            audit = AuditLog(containers.audit_file)
            return move(_Place(containers.holder(node), audit, name, cancel, tell, moved))

        return self._hub.errands.start(node, title, work, if_stopped=_LEFT)

    def _recreated(self, done: Recreated, node: NodeId, moved: Recreating) -> Notice:
        """Say what came of making a container anew, and offer to undo it."""
        hint, action = " ".join(done.warnings), None
        if done.is_kept:
            hint = (
                tr("The former one is kept as {kept_name}. {hint}")
                .format(kept_name=done.succession.kept_name, hint=hint)
                .strip()
            )

            def undo() -> None:
                self.undo(node, moved.before, moved.name)

            action = NoticeAction(tr("Undo"), undo)
        title = tr("{name} was recreated.").format(name=moved.name)
        return Notice(Severity.SUCCESS, title, hint, action=action, announce=True)

    def _on_errand(self, changed: ErrandChanged) -> None:
        """Undo a recreation that was cancelled half-way."""
        errand = changed.errand
        if self._hub.errands.get(errand.id) is None:
            return  # it was only taken off the list
        moved = errand.progress.value
        if errand.phase is not ErrandPhase.CANCELLED or not isinstance(moved, Recreating):
            return
        known = self._hub.containers.view(errand.node).containers or ()
        begun = any(each.before.id == moved.before for each in replacements(known))
        if moved.undone_when_cancelled and begun:
            self.undo(errand.node, moved.before, moved.name)


_STAYS = tr("A container that was started runs on; what was pulled by then is pulled again.")


def _ran(done: Run, node: str) -> Notice:
    """Say what came of running a container."""
    details, warnings = done.details, " ".join(done.warnings)
    if not details.state.runs:
        text = tr("{name} did its work and ended on {node}.")
    elif details.health is None:
        text = tr("{name} runs on {node}.")
    else:
        text = tr("{name} runs and is healthy on {node}.")
    severity = Severity.WARNING if warnings else Severity.SUCCESS
    return Notice(
        severity,
        text.format(name=details.name, node=node),
        warnings,
        announce=True,
    )
