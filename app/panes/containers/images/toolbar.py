"""What stands over the table of images."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.look.components import Button, ElidedLabel
from app.look.components.controls import CONTROL_HEIGHT


class ImagesToolbar(QWidget):
    """Totals, a filter, accounts, update check, and pull."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = ElidedLabel("", "body", "text2")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Filter images")
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedSize(200, CONTROL_HEIGHT + 2)
        self.accounts = Button("Accounts…", icon_name="key")
        self.check = Button("Check for updates", icon_name="arrow-clockwise")
        self.pull = Button("Pull…", "primary", "download-simple")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.filter)
        row.addWidget(self.about, 1)
        for button in (self.accounts, self.check, self.pull):
            row.addWidget(button)
        self.show_checking(busy=False)

    def show_checking(self, *, busy: bool) -> None:
        """Say what the button does now."""
        self.check.setText("Stop checking" if busy else "Check for updates")
        self.check.setToolTip("" if busy else "Ask the registries what they have by now")
