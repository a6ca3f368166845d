"""What a screen reader says of a widget whose values change by themselves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

CALM_MS = 5000
"""Readers say each change of what has the keyboard: not before they are through with the last."""


class LiveWords(QObject):
    """Gives a widget its name and description, calmly while it has the keyboard."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._waiting: tuple[str, str] | None = None
        self._calm = QTimer(self, singleShot=True, interval=CALM_MS)
        self._calm.timeout.connect(self._on_calm)

    def follow(self, name: str, description: str) -> None:
        """Take over what changed by itself."""
        if self._calm.isActive() and self._widget.hasFocus():
            self._waiting = (name, description)
        else:
            self.say(name, description)

    def say(self, name: str, description: str) -> None:
        """Take over what the user asked for, at once."""
        self._waiting = None
        widget = self._widget
        if (widget.accessibleName(), widget.accessibleDescription()) != (name, description):
            widget.setAccessibleName(name)
            widget.setAccessibleDescription(description)
            self._calm.start()

    def _on_calm(self) -> None:
        if self._waiting is not None:
            self.say(*self._waiting)
