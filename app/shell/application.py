"""The application object: on macOS the system hands deep links to it, as events."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.core.links import is_link


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """The system was asked to open a link of ours; nobody has looked at it."""

    text: str


class Application(QApplication):
    """Qt's application.

    Signals:
        link_opened: the system handed over a deep link.
    """

    link_opened = Signal(LinkOpened)

    def event(self, event: QEvent) -> bool:
        """Take links; everything else is Qt's."""
        if isinstance(event, QFileOpenEvent):
            text = event.url().toString() or event.file()  # the latter where Qt finds no URL in it
            if is_link(text):
                self.link_opened.emit(LinkOpened(text))
                return True
        return super().event(event)
