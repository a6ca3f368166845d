"""The top of the overview: which machine, how it is, and what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.look.components import Button, ElidedLabel, Pill, Text


class OverviewHeader(QWidget):
    """Name, health and machine on the left; actions on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Text("", "page")
        self.health = Pill()
        self.machine = ElidedLabel("", "body", "text2")
        self.dashboard = Button("DGX Dashboard", icon_name="arrow-square-out")
        self.terminal = Button("Terminal", icon_name="terminal-window")
        self.deploy = Button("Deploy model", "primary", "rocket-launch")
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.name)
        first.addWidget(self.health, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(first)
        left.addWidget(self.machine)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 1)
        for button in (self.dashboard, self.terminal, self.deploy):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
