"""What opens at a part of the memory map: what it is, whose it is, what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, KeyValues, Text
from app.plots.part_story import PartStory
from app.services.telemetry.api import Process

_WIDTH = 380
_LONGEST = 400
"""Characters of a value that are shown: a command line may have thousands."""


@dataclass(frozen=True, slots=True)
class EndRequested:
    """The user wants this process ended; nobody has been asked yet."""

    process: Process


class PartPopover(QFrame):
    """Says what is known of a part. Esc or a click elsewhere closes it.

    Signals:
        end_requested: the part's process is to be ended.
    """

    end_requested = Signal(EndRequested)

    def __init__(self, story: PartStory, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "popup")
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(f"{story.title}, {story.size}")
        self.setAccessibleDescription(f"{story.what} {story.advice}".strip())
        self.story = story
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(4)
        column.addWidget(Text(story.title, "card", wrap=True))
        column.addWidget(Text(story.size, "label", "text2"))
        column.addSpacing(6)
        column.addWidget(Text(story.what, "body", wrap=True))
        if story.facts:
            column.addSpacing(8)
            rows = [(title, _shortened(value)) for title, value in story.facts]
            column.addWidget(KeyValues(rows))
        if story.advice:
            column.addSpacing(8)
            column.addWidget(Text(story.advice, "body", "text2", wrap=True))
        if story.command:
            column.addSpacing(6)
            column.addWidget(Text(story.command, "mono", wrap=True, selectable=True))
        self._add_actions(column)

    def open_at(self, place: QPoint) -> None:
        """Show it below a place of the screen, or above it where there is no room."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or self.screen()
        room = screen.availableGeometry()
        left = min(max(place.x() - 24, room.left() + 8), room.right() - self.width() - 8)
        below = place.y() + 10
        fits = below + self.height() <= room.bottom()
        self.move(left, below if fits else max(place.y() - self.height() - 10, room.top()))
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _add_actions(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        if self.story.command:
            copy = Button(tr("Copy the command"), icon_name="copy")
            copy.clicked.connect(self._on_copy)
            row.addWidget(copy)
        if self.story.process is not None:
            self.end = Button(tr("End process…"), "danger")
            self.end.clicked.connect(self._on_end)
            row.addWidget(self.end)
        if row.count() > 1:
            column.addSpacing(10)
            column.addLayout(row)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.story.command)
        self.close()

    def _on_end(self) -> None:
        process = self.story.process
        self.close()
        if process is not None:
            self.end_requested.emit(EndRequested(process))


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
