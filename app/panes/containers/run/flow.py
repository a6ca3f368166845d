"""What other parts of the pane call: run a container, make one anew, have the former one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.panes.containers.run.dialogs import RecreateWanted, RunWanted
    from app.services.containers.api import Container
    from app.services.containers.engine import Engine
    from app.services.containers.run_spec import RunSpec
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced


def run_container(hub: Hub, node: NodeId, parent: QWidget, image: str = "") -> None:
    """Open the form that runs a container, with an image filled in."""
    _RunFlow(hub, node, parent, image)


def recreate_container(
    hub: Hub,
    node: NodeId,
    container: Container,
    parent: QWidget,
    propose: Callable[[RunSpec], RunSpec] | None = None,
) -> None:
    """Look at a container, then open the form that makes it anew; what hinders that is told.

    The form begins with what `propose` makes of the container, without it with what it is.
    """
    _RecreateFlow(hub, node, container, parent, propose)


class _RunFlow(QObject):
    """One form, from its opening to the errand."""

    def __init__(self, hub: Hub, node: NodeId, parent: QWidget, image: str) -> None:
        from app.panes.containers.run.dialogs import RunDialog

        super().__init__(parent)
        self._hub = hub
        self._node = node
        dialog = RunDialog(hub, node, parent, image=image)
        dialog.run_wanted.connect(self._on_wanted)
        dialog.destroyed.connect(self.deleteLater)
        dialog.open()

    def _on_wanted(self, wanted: RunWanted) -> None:
        from app.panes.containers.run.desk import RunDesk

        RunDesk.of(self._hub).run(self._node, wanted)


class _RecreateFlow(QObject):
    """One container, from the look at it to the errand."""

    def __init__(
        self,
        hub: Hub,
        node: NodeId,
        container: Container,
        parent: QWidget,
        propose: Callable[[RunSpec], RunSpec] | None,
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node = node
        self._parent = parent
        self._propose = propose
        self._present: object = None

        def question(engine: Engine, _cancel: Cancel) -> object:
            from app.services.containers.recreate import look

            return look(engine, container.id)

        worker = hub.containers.asking(node, question)
        worker.produced.connect(self._on_looked)
        worker.ended.connect(self._on_ended)
        hub.containers.start(worker)

    def _on_looked(self, produced: Produced) -> None:
        from app.panes.containers.run.dialogs import RecreateDialog
        from app.services.containers.recreate import Present

        assert isinstance(produced.value, Present)
        self._present = produced.value
        dialog = RecreateDialog(self._hub, self._node, produced.value, self._parent)
        if self._propose is not None:
            dialog.form.fill(self._propose(produced.value.spec))
        dialog.recreate_wanted.connect(self._on_wanted)
        dialog.destroyed.connect(self.deleteLater)
        dialog.open()

    def _on_ended(self, ended: Ended) -> None:
        if isinstance(ended.error, UserError):
            self._hub.tell_error(ended.error, ended.traceback)
        if self._present is None:
            self.deleteLater()

    def _on_wanted(self, wanted: RecreateWanted) -> None:
        from app.panes.containers.run.desk import RunDesk
        from app.services.containers.recreate import Present

        assert isinstance(self._present, Present)
        RunDesk.of(self._hub).recreate(self._node, self._present, wanted)
