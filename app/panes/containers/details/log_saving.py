"""LogSaver: asks where to save a log, and saves it whole, wherever the user goes meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.core.units import disk_size
from app.look.components.file_dialogs import ask_target, plain_name
from app.panes.containers.details import log_jobs
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.state.errands import Tell
    from app.state.hub import Hub


class LogSaver(QObject):
    """Saves one log at a time as far as asking goes; saving itself is an errand."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub, self._window = hub, parent
        self._asked: tuple[NodeId, Container, bool] | None = None

    def ask(self, node: NodeId, container: Container, *, times: bool) -> None:
        """Ask for a file, then save."""
        self._asked = (node, container, times)
        title = tr("Save the log of {name}").format(name=container.name)
        name = f"{plain_name(container.name)}.log"
        kinds = tr("Log (*.log);;All files (*)")
        ask_target(self._window, title, name, self._on_chosen, kinds=kinds)

    def save(self, node: NodeId, container: Container, path: Path, *, times: bool) -> None:
        """Write the whole log of a container to a file."""
        containers = self._hub.containers

        def work(cancel: Cancel, tell: Tell) -> object:
            holder = containers.holder(node)
            size = log_jobs.save(container.id, path, holder, cancel, tell, times=times)
            return _saved(path, size)

        self._hub.errands.start(
            node,
            tr("Saving the log of {name}").format(name=container.name),
            work,
            if_stopped=tr("Nothing of the log is kept then."),
        )

    def _on_chosen(self, path: str) -> None:
        if self._asked is not None:
            node, container, times = self._asked
            self.save(node, container, Path(path), times=times)


def _saved(path: Path, size: int) -> Notice:
    def show() -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    words = f"{path} ({disk_size(size)})"
    action = NoticeAction(tr("Show in folder"), show)
    return Notice(Severity.SUCCESS, tr("The log was saved."), words, action=action)
