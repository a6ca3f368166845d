"""What there is to say about the chosen row, and buttons for what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.look.components import Button, ElidedLabel, Text
from app.panes.tunnels.verbs import LOOKS, Asked, Verb


class ActionStrip(QWidget):
    """Name, buttons and story of one row.

    Signals:
        asked: one of the buttons was pressed.
    """

    asked = Signal(Asked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._title = ElidedLabel("", "strong")
        self._story = Text("", "body", "text2", wrap=True, selectable=True)
        self.buttons = {
            verb: Button(look.label, icon_name=look.icon) for verb, look in LOOKS.items()
        }
        self._lay_out()

    def show_row(self, key: str, title: str, story: str, tone: str, verbs: Sequence[Verb]) -> None:
        """Show one row; without a key there is none."""
        self.setVisible(bool(key))
        self._key = key
        self._title.setText(title)
        if story != self._story.text():
            self._story.setText(story)
            self._story.setAccessibleName(story)
        self._story.set_tone(tone)
        self._story.setVisible(bool(story))
        for verb, button in self.buttons.items():
            if button.isHidden() == (verb in verbs):
                button.setVisible(verb in verbs)
            button.setAccessibleName(f"{LOOKS[verb].label}: {title}")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._title, 1)
        for verb, button in self.buttons.items():
            look = LOOKS[verb]
            button.setToolTip(f"{look.why} ({look.key})" if look.key else look.why)
            button.clicked.connect(self._on_pressed)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self._story)
        column.setAlignment(self._story, Qt.AlignmentFlag.AlignTop)

    def _on_pressed(self) -> None:
        sender = self.sender()
        for verb, button in self.buttons.items():
            if button is sender:
                self.asked.emit(Asked(self._key, verb))
