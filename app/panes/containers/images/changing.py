"""ImageChanging: asks before images are removed, gives names, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import RemoteError, UserError
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.images.tag_dialog import NameGiven, TagDialog
from app.panes.containers.images.words import (
    in_use,
    listed,
    removal_text,
    removal_title,
    users_text,
)
from app.services.containers.api import EngineUnavailable
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import Image
    from app.services.containers.images import ImageChanges
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.worker import Worker


@dataclass(frozen=True, slots=True)
class ImagesChanged:
    """Images of a node are others than before, or somebody tried. `name`: what is new."""

    node: NodeId
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Done:
    """What a change came to: names that were dealt with, and why others were not."""

    names: tuple[str, ...]
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Running:
    """A change under way."""

    worker: Worker
    node: NodeId
    verb: str
    """`removed`, `named`."""
    name: str = ""


class ImageChanging(QObject):
    """Runs the changes of one pane.

    Signals:
        changed: images may be others now.
    """

    changed = Signal(ImagesChanged)

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._going: tuple[NodeId, tuple[Image, ...]] | None = None
        self._tagging: tuple[NodeId, Image] | None = None
        self._running: dict[str, _Running] = {}

    def ask_remove(self, node: NodeId, images: Sequence[Image]) -> ConfirmDialog | None:
        """Ask whether images are to be removed; None when containers use them all."""
        containers = self._hub.containers.view(node).containers
        staying = [image for image in images if in_use(image, containers)]
        going = [image for image in images if image not in staying]
        if not going:
            users = listed([users_text(image, containers) for image in staying])
            title = f"{listed([image.name for image in staying])} cannot be removed."
            hint = f"Used by {users}: remove the containers first."
            self._hub.tell(Notice(Severity.WARNING, title, hint))
            return None
        self._going = (node, tuple(going))
        name = self._hub.nodes.name_of(node)
        text = removal_text(going, staying, containers, name)
        dialog = ConfirmDialog(removal_title(going), text, "Remove", self._window)
        dialog.accepted.connect(self._on_remove)
        dialog.open()
        return dialog

    def ask_tag(self, node: NodeId, image: Image, others: Sequence[Image]) -> TagDialog:
        """Ask for one more name of an image."""
        self._tagging = (node, image)
        dialog = TagDialog(image, others, self._window)
        dialog.name_given.connect(self._on_name_given)
        dialog.open()
        return dialog

    def _on_remove(self) -> None:
        if self._going is None:
            return
        (node, images), self._going = self._going, None
        wanted = tuple((image.name, image.tags or (image.id,)) for image in images)

        def work(changes: ImageChanges) -> _Done:
            done, failures = [], []
            for title, names in wanted:
                try:
                    for name in names:
                        changes.remove(name)
                except EngineUnavailable:
                    raise
                except RemoteError as error:
                    failures.append(f"{title}: {error.message}")
                else:
                    done.append(title)
            return _Done(tuple(done), tuple(failures))

        self._run(node, "removed", work)

    def _on_name_given(self, given: NameGiven) -> None:
        if self._tagging is None:
            return
        (node, image), self._tagging = self._tagging, None

        def work(changes: ImageChanges) -> _Done:
            changes.tag(image.id, given.reference)
            return _Done((given.reference,))

        self._run(node, "named", work, given.reference)

    def _run(
        self, node: NodeId, verb: str, work: Callable[[ImageChanges], _Done], name: str = ""
    ) -> None:
        title, audit_file = self._hub.nodes.name_of(node), self._hub.containers.audit_file

        def question(engine: Engine, _cancel: Cancel) -> _Done:
            from app.core.audit import AuditLog
            from app.services.containers.images import ImageChanges

            return work(ImageChanges(engine, title, AuditLog(audit_file)))

        worker = self._hub.containers.asking(node, question)
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._running[worker.name] = _Running(worker, node, verb, name)
        self._hub.containers.start(worker)

    def _on_produced(self, produced: Produced) -> None:
        done, running = produced.value, self._running[produced.job]
        assert isinstance(done, _Done)
        if done.failures:
            title = f"{len(done.failures)} of {len(done.names) + len(done.failures)} stayed."
            if len(done.failures) == 1:
                title = "One image was not removed."
            self._hub.tell(Notice(Severity.ERROR, title, " ".join(done.failures)))
        if not done.names:
            return
        if running.verb == "named":
            text = f"The image is also called {done.names[0]}."
        elif len(done.names) == 1:
            text = f"{done.names[0]} was removed."
        else:
            text = f"{len(done.names)} images were removed."
        self._hub.tell(Notice(Severity.SUCCESS, text))

    def _on_ended(self, ended: Ended) -> None:
        running = self._running.pop(ended.job)
        if ended.error is not None and not ended.cancelled:
            self._tell_failure(running, ended.error, ended.traceback)
        self.changed.emit(ImagesChanged(running.node, running.name))

    def _tell_failure(self, running: _Running, error: UserError, traceback: str) -> None:
        title = f"The image was not {running.verb}."
        hint = f"{error.message} {error.hint}".strip()
        self._hub.tell(Notice(Severity.ERROR, title, hint, traceback))
