"""The top of a pane: what it is about and how that is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.look.components.status import Pill
from app.look.components.text import ElidedLabel


class PageHeader(QWidget):
    """A name, its state and a line about it on the left; actions on the right."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ElidedLabel(name, "page")
        policy = QSizePolicy.Policy
        self.name.setSizePolicy(policy.Maximum, policy.Fixed)  # as wide as its text, or less
        self.state = Pill()
        self.line = ElidedLabel("", "body", "text2")
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.name)
        first.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(first)
        left.addWidget(self.line)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addLayout(left, 1)

    def add_actions(self, *actions: QWidget) -> None:
        """Put widgets on the right."""
        for action in actions:
            self._row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_name(self, name: str) -> None:
        """Show another name, with room for it at once."""
        self.name.setText(name)
        self._row.activate()

    def show_line(self, line: str) -> None:
        """Say something else about it."""
        if line != self.line.whole_text():
            self.line.setText(line)
