"""The top of the pane: which machine, how it is, and what the charts show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.look.components import Button, Text, plain_tip
from app.look.components.page_header import PageHeader

if TYPE_CHECKING:
    from app.transport.status import SessionStatus


class ChartsHeader(PageHeader):
    """Name, state and machine on the left; what was zoomed into, rate and pause on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.stretch = Text("", "label", "text2")
        self.reset = Button(tr("Reset zoom"), "link")
        self.reset.setToolTip(tr("Esc"))
        self.rate = Text("", "label", "text3")
        self.pause = Button(tr("Pause"), icon_name="pause")
        self.resume = Button(tr("Resume"), "primary", "play")
        for button in (self.pause, self.resume):
            button.setToolTip(tr("Space"))
            button.setMinimumWidth(104)
        self.resume.hide()
        self.add_actions(self.stretch, self.reset, self.rate, self.pause, self.resume)
        self.show_stretch("")

    def show_status(self, status: SessionStatus, health: tuple[str, str], *, paused: bool) -> None:
        """Show how the machine is, as its other panes do; a pause is ours, not the machine's."""
        self.state.show_state(*((tr("Paused"), "info") if paused else health))
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
