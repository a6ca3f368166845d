"""A tab that F5 asks anew, instead of the pane around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from app.panes.containers.api import Tab


class AskedAnewTab(Tab):
    """Takes F5 before the pane's shortcut does: of two for one key, Qt would run neither."""

    def refresh(self) -> None:
        """Ask anew what is shown."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Claim the key while the keyboard is in here."""
        if event.type() is QEvent.Type.ShortcutOverride and _is_f5(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask."""
        if _is_f5(event):
            self.refresh()
        else:
            super().keyPressEvent(event)


def _is_f5(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F5
