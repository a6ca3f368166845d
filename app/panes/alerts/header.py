"""The top of the pane: what it shows, how things are, and which of its views is open."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.look.components import Chosen, ElidedLabel, Pill, Segmented

VIEWS = (
    ("active", "Active"),
    ("history", "History"),
    ("rules", "Rules"),
    ("notifications", "Notifications"),
)


class AlertsHeader(QWidget):
    """Title and state on the left, the views on the right.

    Signals:
        view_chosen: another view was chosen.
    """

    view_chosen = Signal(Chosen)

    def __init__(self) -> None:
        super().__init__()
        title = ElidedLabel("Alerts", "page")
        policy = QSizePolicy.Policy
        title.setSizePolicy(policy.Maximum, policy.Fixed)
        self.state = Pill()
        self.line = ElidedLabel("", "body", "text2")
        self.views = Segmented("View", VIEWS)
        self.views.chosen.connect(self.view_chosen)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(title)
        first.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(first)
        left.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.views, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_state(self, pill: tuple[str, str], line: str) -> None:
        """Show how things are: a word with its colour token, and a line."""
        self.state.show_state(*pill)
        if line != self.line.whole_text():
            self.line.setText(line)
