"""The top of the pane: which machine, how it is, and what the charts show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.look.components import Button, ElidedLabel, Pill, Text, plain_tip

if TYPE_CHECKING:
    from app.transport.status import SessionStatus


class ChartsHeader(QWidget):
    """Name, state and machine on the left; what was zoomed into, rate and pause on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Text("", "page")
        self.state = Pill()
        self.machine = ElidedLabel("", "body", "text2")
        self.stretch = Text("", "label", "text2")
        self.reset = Button("Reset zoom", "link")
        self.reset.setToolTip("Esc")
        self.rate = Text("", "label", "text3")
        self.pause = Button("Pause", icon_name="pause")
        self.resume = Button("Resume", "primary", "play")
        for button in (self.pause, self.resume):
            button.setToolTip("Space")
            button.setMinimumWidth(104)
        self.resume.hide()
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.name)
        first.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(first)
        left.addWidget(self.machine)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(left, 1)
        for widget in (self.stretch, self.reset, self.rate, self.pause, self.resume):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_stretch("")

    def show_status(self, status: SessionStatus, health: tuple[str, str], *, paused: bool) -> None:
        """Show how the machine is, as its other panes do; a pause is ours, not the machine's."""
        self.state.show_state(*(("Paused", "info") if paused else health))
        self.state.setToolTip(plain_tip(status.message))
        self.pause.setVisible(not paused)
        self.resume.setVisible(paused)

    def show_stretch(self, text: str) -> None:
        """Say what was zoomed into, "" for nothing."""
        self.stretch.setVisible(bool(text))
        self.reset.setVisible(bool(text))
        if text != self.stretch.text():
            self.stretch.setText(text)

    def show_rate(self, text: str) -> None:
        """Show how fine the values are that the charts draw."""
        if text != self.rate.text():
            self.rate.setText(text)
