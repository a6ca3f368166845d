"""What the window says and asks when other programs are opened on a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import APP_NAME
from app.core.i18n import tr
from app.look.components.confirm import ConfirmDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub
    from app.state.launcher import IncludeNeeded, LaunchFailed


class Launching(QObject):
    """Tells about programs that did not open; asks before the user's ssh_config is changed."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._needed: IncludeNeeded | None = None
        hub.launcher.failed.connect(self._on_failed)
        hub.launcher.include_needed.connect(self._on_include_needed)

    def _on_failed(self, failed: LaunchFailed) -> None:
        self._hub.tell_error(failed.error)

    def _on_include_needed(self, needed: IncludeNeeded) -> None:
        self._needed = needed
        dialog = ConfirmDialog(
            tr("Let {name} find your nodes?").format(name=needed.editor.name),
            tr(
                "{name} reads {file} only. One Include line is added at its top, which "
                "points to the aliases that {program} keeps for its nodes (scc-…). "
                "Nothing else in the file changes, and removing the line undoes it."
            ).format(name=needed.editor.name, file=needed.file, program=APP_NAME),
            tr("Add the line"),
            self._window,
            destructive=False,
        )
        dialog.accepted.connect(self._on_agreed)
        dialog.open()

    def _on_agreed(self) -> None:
        needed, self._needed = self._needed, None
        if needed is not None and self._hub.nodes.has(needed.node):
            self._hub.launcher.open_editor(needed.node, needed.editor, may_include=True)
