"""Surfaces: cards, lines, scrolling content and the empty state."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.look.components.controls import Button
from app.look.components.text import Text
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme

MARGIN = 24
"""Pixels between the edge of a pane and its content."""
GAP = 14
"""Pixels between two cards."""
KEEP_CLEAR = "keep-clear"
"""Object name of what toasts do not lie upon."""
_TEXT_WIDTH = 440


class Card(QFrame):
    """A rounded surface with an optional heading; put content into `body`, extras into `header`."""

    def __init__(
        self, title: str = "", subtitle: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 16)
        self.body.setSpacing(12)
        self.header = QHBoxLayout()
        self.header.setSpacing(8)
        self.title = Text(title, "card")
        self.subtitle = Text(subtitle, "body", "text2")
        if title:
            self.setAccessibleName(title)
            self.header.addWidget(self.title)
            self.header.addWidget(self.subtitle)
            self.header.addStretch(1)
            self.body.addLayout(self.header)


class Line(QFrame):
    """A hairline between two parts."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "line")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class EmptyState(QWidget):
    """What this is, why it is empty, and one button that changes that.

    The button is `action` (None without `button`): connect to its `clicked`. More goes into `body`,
    before its last item.
    """

    def __init__(
        self,
        icon: str,
        title: str,
        text: str = "",
        button: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.picture = QLabel()
        self.title = Text(title, "card", wrap=True)
        self.text = Text(text, "body", "text2", wrap=True)
        self.action = Button(button, "primary") if button else None
        middle = QWidget()
        middle.setMaximumWidth(_TEXT_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        column = self.body = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addStretch(2)
        for label in (self.picture, self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        if self.action is not None:
            column.addSpacing(8)
            column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme().changed.connect(self._retint)
        self._retint()

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        self.picture.setPixmap(pixmap(self._icon_name, "text3", 40, self.devicePixelRatioF()))


def scrolled(content: QWidget, parent: QWidget | None = None) -> QScrollArea:
    """Return a frameless area that scrolls `content` and lets the window's colour through."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    content.setAutoFillBackground(False)  # setWidget turns it on; the viewport's is in the sheet
    return area
