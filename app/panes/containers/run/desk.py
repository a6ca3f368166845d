"""RunDesk: the errands that run containers, make them anew and bring them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.containers.succession import replacements
from app.state.errands import ErrandChanged, ErrandPhase, Progress
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.panes.containers.run.dialogs import RecreateWanted, RunWanted
    from app.services.containers.create import Run
    from app.services.containers.recreate import Present, Recreated
    from app.state.errands import Tell
    from app.state.hub import Hub

_LEFT = "What is begun stays on the node: the list of containers offers to finish or to undo it."


class RunDesk(QObject):
    """Starts the errands of one hub; what they come to is told as a toast."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub)
        self._hub = hub
        self._recreating: dict[int, tuple[NodeId, str, str]] = {}
        """By errand: the node, the id and the name of the container that is made anew."""
        hub.errands.changed.connect(self._on_errand)

    @classmethod
    def of(cls, hub: Hub) -> RunDesk:
        """Return the desk of a hub."""
        return hub.findChild(cls) or cls(hub)

    def run(self, node: NodeId, wanted: RunWanted) -> int:
        """Run a container and return the errand."""
        hub, name = self._hub, self._hub.nodes.name_of(node)
        containers = hub.containers
        spec, pull = wanted.spec, self._puller(node, wanted.spec.image, wanted.pull)

        def work(cancel: Cancel, tell: Tell) -> Notice:
            from app.core.audit import AuditLog
            from app.services.containers.create import run

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

        title = f"Running {spec.name or spec.image}"
        return hub.errands.start(node, title, work, if_stopped=_STAYS)

    def recreate(self, node: NodeId, present: Present, wanted: RecreateWanted) -> int:
        """Make a container anew and return the errand; when it is cancelled it is undone."""
        hub, name = self._hub, self._hub.nodes.name_of(node)
        containers = hub.containers
        pull = self._puller(node, wanted.after.image, wanted.pull)

        def undo() -> None:
            self.undo(node, present.id, present.name)

        def work(cancel: Cancel, tell: Tell) -> Notice:
            from app.core.audit import AuditLog
            from app.services.containers.recreate import recreate
            from app.services.containers.settling import Patience

            pull(cancel, tell)
            done = recreate(
                containers.holder(node),
                present,
                wanted.after,
                cancel,
                lambda step: tell(Progress(detail=step)),
                audit=AuditLog(containers.audit_file),
                node=name,
                patience=Patience(limit_s=wanted.limit_s),
            )
            return _recreated(done, undo)

        errand = hub.errands.start(node, f"Recreating {present.name}", work, if_stopped=_LEFT)
        self._recreating[errand] = (node, present.id, present.name)
        return errand

    def finish(self, node: NodeId, before: str, title: str) -> int:
        """Go on with a recreation that was broken off; `before` is the former container's id."""
        containers, name = self._hub.containers, self._hub.nodes.name_of(node)

        def undo() -> None:
            self.undo(node, before, title)

        def work(cancel: Cancel, tell: Tell) -> Notice:
            from app.core.audit import AuditLog
            from app.services.containers.recreate import finish, in_progress

            holder = containers.holder(node)
            done = finish(
                holder,
                in_progress(holder.engine(cancel), before),
                cancel,
                lambda step: tell(Progress(detail=step)),
                audit=AuditLog(containers.audit_file),
                node=name,
            )
            return _recreated(done, undo)

        return self._hub.errands.start(node, f"Recreating {title}", work, if_stopped=_LEFT)

    def undo(self, node: NodeId, before: str, title: str) -> int:
        """Bring the former container back; `before` is its id."""
        containers, name = self._hub.containers, self._hub.nodes.name_of(node)

        def work(cancel: Cancel, tell: Tell) -> Notice:
            from app.core.audit import AuditLog
            from app.services.containers.recreate import in_progress, undo

            holder = containers.holder(node)
            undo(
                holder,
                in_progress(holder.engine(cancel), before),
                cancel,
                lambda step: tell(Progress(detail=step)),
                audit=AuditLog(containers.audit_file),
                node=name,
            )
            return Notice(Severity.SUCCESS, f"{title} is as it was before it was recreated.")

        return self._hub.errands.start(node, f"Undoing: recreate {title}", work, if_stopped=_LEFT)

    def _puller(self, node: NodeId, image: str, wanted: bool) -> Callable[[Cancel, Tell], None]:
        """Return what pulls an image first, where that is wanted."""
        hub, name = self._hub, self._hub.nodes.name_of(node)
        login_of = hub.registries.login_of
        audit_file, containers = hub.containers.audit_file, hub.containers

        def pull_first(cancel: Cancel, tell: Tell) -> None:
            if not wanted:
                return
            from app.core.audit import AuditLog
            from app.panes.containers.images.pulling import PullBar
            from app.services.containers.pulls import pull

            bar = PullBar()
            pull(
                containers.holder(node),
                image,
                cancel,
                lambda progress: tell(bar.progress(progress)),
                login_of=login_of(cancel),
                audit=AuditLog(audit_file),
                node=name,
            )

        return pull_first

    def _on_errand(self, changed: ErrandChanged) -> None:
        errand = changed.errand
        if errand.is_running or errand.id not in self._recreating:
            return
        node, before, title = self._recreating.pop(errand.id)
        known = self._hub.containers.view(node).containers or ()
        begun = any(each.before.id == before for each in replacements(known))
        if errand.phase is ErrandPhase.CANCELLED and begun:
            self.undo(node, before, title)


_STAYS = "A container that was started runs on; what was pulled by then is pulled again."


def _ran(done: Run, node: str) -> Notice:
    """Say what came of running a container."""
    details, warnings = done.details, " ".join(done.warnings)
    what = "runs" if details.state.runs else "did its work and ended"
    health = " and is healthy" if details.state.runs and details.health is not None else ""
    severity = Severity.WARNING if warnings else Severity.SUCCESS
    return Notice(severity, f"{details.name} {what}{health} on {node}.", warnings, announce=True)


def _recreated(done: Recreated, undo: Callable[[], None]) -> Notice:
    """Say what came of making a container anew, and offer to undo it."""
    name = done.succession.name
    hint = " ".join(done.warnings)
    if not done.is_kept:
        return Notice(Severity.SUCCESS, f"{name} was recreated.", hint, announce=True)
    hint = f"The former one is kept as {done.succession.kept_name}. {hint}".strip()
    action = NoticeAction("Undo", undo)
    return Notice(Severity.SUCCESS, f"{name} was recreated.", hint, action=action, announce=True)
