"""What there is to say about the chosen row, and buttons for what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.look.components import Button, ElidedLabel, Text
from app.panes.tunnels.verbs import IN_ROW, LOOKS, Asked, Verb

_GAP = 8
_SWITCH = (Verb.OPEN, Verb.CLOSE)


class ActionStrip(QWidget):
    """Name, buttons and story of one row.

    Signals:
        asked: one of the buttons was pressed.
    """

    asked = Signal(Asked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._verbs: tuple[Verb, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title = ElidedLabel("", "strong")
        self._story = Text("", "body", "text2", wrap=True, selectable=True)
        self.buttons = {
            verb: Button(look.label, icon_name=look.icon)
            for verb, look in LOOKS.items()
            if verb not in _SWITCH
        }
        self.switch = Button("")
        self._switch_verb = Verb.OPEN
        self._lay_out()

    def show_row(self, key: str, title: str, story: str, tone: str, verbs: Sequence[Verb]) -> None:
        """Show one row; without a key there is none."""
        self.setVisible(bool(key))
        self._key, self._verbs = key, tuple(verbs)
        self._title.setText(title)
        if story != self._story.text():
            self._story.setText(story)
            self._story.setAccessibleName(story)
        self._story.set_tone(tone)
        self._story.setVisible(bool(story))
        for verb, button in self.buttons.items():
            button.setAccessibleName(f"{LOOKS[verb].label}: {title}")
        self._show_switch(next((verb for verb in _SWITCH if verb in verbs), None), title)
        self._show_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Do without the buttons that the row has itself where there is little room."""
        super().resizeEvent(event)
        self._show_buttons()

    def _show_buttons(self) -> None:
        buttons = [self.buttons[verb] for verb in self._verbs if verb in self.buttons]
        needed = sum(each.sizeHint().width() + _GAP for each in (*buttons, self.switch))
        title = self._title.fontMetrics().horizontalAdvance(self._title.whole_text())
        spare = IN_ROW if self.width() < title + needed + 2 * _GAP else ()
        for verb, button in self.buttons.items():
            wanted = verb in self._verbs and verb not in spare
            if button.isHidden() == wanted:
                button.setVisible(wanted)

    def _show_switch(self, verb: Verb | None, title: str) -> None:
        """Let one button open and close: it keeps the keyboard when it was pressed."""
        self.switch.setVisible(verb is not None)
        if verb is not None:
            self._switch_verb = verb
            label = LOOKS[verb].label
            if self.switch.text() != label:
                self.switch.setText(label)
                self.switch.setToolTip(_tip(verb))
            self.switch.setAccessibleName(f"{label}: {title}")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(self._title, 1)
        for verb, button in self.buttons.items():
            button.setToolTip(_tip(verb))
            button.clicked.connect(self._on_pressed)
            row.addWidget(button)
        self.switch.clicked.connect(self._on_switch)
        row.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(_GAP, 4, _GAP, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self._story)
        column.setAlignment(self._story, Qt.AlignmentFlag.AlignTop)

    def _on_switch(self) -> None:
        self.asked.emit(Asked(self._key, self._switch_verb))

    def _on_pressed(self) -> None:
        sender = self.sender()
        for verb, button in self.buttons.items():
            if button is sender:
                self.asked.emit(Asked(self._key, verb))


def _tip(verb: Verb) -> str:
    look = LOOKS[verb]
    return f"{look.why} ({look.key})" if look.key else look.why
