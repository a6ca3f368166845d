"""UpdateChecks: asks registries for newer versions of images, one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import SessionLost, UserError
from app.core.i18n import tr
from app.panes.containers.images.words import Update, UpdateState, registry_name, update_of
from app.services.containers.api import EngineUnavailable
from app.services.containers.references import parse_reference

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.holder import EngineHolder
    from app.services.containers.image_api import Image, LoginOf
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.worker import Emit, Worker


@dataclass(frozen=True, slots=True)
class UpdateFound:
    """What came of asking about one image of a node."""

    node: NodeId
    image_id: str
    update: Update


@dataclass(frozen=True, slots=True)
class ChecksOver:
    """A round of asking is over. `error`: why it stopped before its end."""

    node: NodeId
    asked: int
    newer: int
    unknown: int
    error: UserError | None = None


class UpdateChecks(QObject):
    """Runs one round at a time; results stay for as long as the pane.

    Signals:
        found: there is news of one image.
        over: a round is over; a stopped one is not told.
    """

    found = Signal(UpdateFound)
    over = Signal(ChecksOver)

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._worker: Worker | None = None
        self._node: NodeId | None = None
        self._asked: dict[str, str] = {}
        """Of this round: names by the images' ids."""
        self._waiting: dict[str, None] = {}
        """Ids of the images whose answer is not there yet."""
        self._results: dict[NodeId, dict[str, Update]] = {}

    @property
    def busy(self) -> bool:
        """Whether a round goes on."""
        return self._worker is not None

    def known(self, node: NodeId) -> dict[str, Update]:
        """Return what was found out about images of a node, by their ids."""
        return dict(self._results.get(node, {}))

    def check(self, node: NodeId, images: Sequence[Image]) -> None:
        """Ask about the images that have a name; one that goes on is stopped."""
        self.stop()
        asked = {image.id: registry_name(image) for image in images if image.tags}
        if not asked:
            return
        login_of = self._hub.registries.login_of

        def work(holder: EngineHolder, cancel: Cancel, emit: Emit) -> None:
            find = login_of(cancel)
            for image_id, reference in asked.items():
                emit(UpdateFound(node, image_id, _ask(holder, reference, find, cancel)))

        self._node, self._asked, self._waiting = node, asked, dict.fromkeys(asked)
        self._worker = self._hub.containers.worker(node, work)
        self._worker.produced.connect(self._on_produced)
        self._worker.ended.connect(self._on_ended)
        for image_id in asked:
            self._set(node, image_id, Update(UpdateState.CHECKING))
        self._hub.containers.start(self._worker)

    def stop(self) -> None:
        """Stop asking; what is known stays."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None
            self._give_up(Update())

    def _on_produced(self, produced: Produced) -> None:
        if self._worker is None or produced.job != self._worker.name:
            return
        found = produced.value
        assert isinstance(found, UpdateFound)
        self._waiting.pop(found.image_id, None)
        self._set(found.node, found.image_id, found.update)

    def _on_ended(self, ended: Ended) -> None:
        if self._worker is None or ended.job != self._worker.name or self._node is None:
            return
        self._worker = None
        why = "" if ended.error is None else ended.error.message
        self._give_up(Update(UpdateState.FAILED, why=why))
        results = self._results[self._node]
        states = [results[image_id].state for image_id in self._asked]
        newer, unknown = states.count(UpdateState.NEWER), states.count(UpdateState.FAILED)
        self.over.emit(ChecksOver(self._node, len(states), newer, unknown, ended.error))

    def _give_up(self, update: Update) -> None:
        assert self._node is not None
        for image_id in self._waiting:
            self._set(self._node, image_id, update)
        self._waiting = {}

    def _set(self, node: NodeId, image_id: str, update: Update) -> None:
        self._results.setdefault(node, {})[image_id] = update
        self.found.emit(UpdateFound(node, image_id, update))


def checks_text(over: ChecksOver) -> str:
    """Say in one sentence what a round found."""
    if not over.newer:
        text = tr("None of {asked} images has a newer version.").format(asked=over.asked)
    else:
        text = tr(
            "%n of {asked} images have a newer version.",
            "%n of {asked} images has a newer version.",
            over.newer,
        ).format(asked=over.asked)
    return (
        tr("{text} For {unknown} it cannot be said.").format(text=text, unknown=over.unknown)
        if over.unknown
        else text
    )


def _ask(
    holder: EngineHolder,
    reference: str,
    login_of: LoginOf,
    cancel: Cancel,
) -> Update:
    """Ask about one image; what is wrong with that one only is its answer."""
    from app.services.containers.updates import check_update

    engine = holder.engine(cancel)
    try:
        login = login_of(parse_reference(reference).registry)
        return update_of(check_update(engine, reference, login=login, cancel=cancel))
    except (SessionLost, EngineUnavailable):
        raise
    except UserError as error:
        return Update(UpdateState.FAILED, why=f"{error.message} {error.hint}".strip())
