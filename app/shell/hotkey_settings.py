"""The settings of the global shortcut: which keys, and whether the desktop gave them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QVBoxLayout, QWidget

from app import APP_SLUG
from app.core.errors import BadInput
from app.look.components import Text
from app.look.components.controls import CONTROL_HEIGHT
from app.shell.hotkeys.desk import Hotkey, HotkeyChanged, KeyState
from app.shell.hotkeys.keys import read_keys

_OFF = (
    "A small window for a question, whichever program is in front. Off by default; "
    f"a shortcut of the desktop's own can run “{APP_SLUG} ask” instead."
)
_PORTABLE = QKeySequence.SequenceFormat.PortableText


@dataclass(frozen=True, slots=True)
class KeyChosen:
    """The user wants this shortcut, `Ctrl+Alt+Space`; "" none."""

    key: str


class HotkeySection(QWidget):
    """A field that takes the keys, and a line that says whether they work.

    Signals:
        chosen: the user chose keys, or none.
    """

    chosen = Signal(KeyChosen)

    def __init__(self, key: str, hotkey: Hotkey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.field = QKeySequenceEdit(QKeySequence.fromString(key, _PORTABLE))
        self.field.setMaximumSequenceLength(1)
        self.field.setClearButtonEnabled(True)
        self.field.setAccessibleName("Shortcut of the prompt, in all programs")
        self.field.setFixedWidth(190)
        self.field.setMinimumHeight(CONTROL_HEIGHT)
        self.words = Text("", "label", "text3", wrap=True)
        first = QHBoxLayout()
        first.addWidget(Text("Ask from anywhere", "strong"), 1)
        first.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self.words)
        self.field.keySequenceChanged.connect(self._on_changed)
        hotkey.changed.connect(self._show)
        self._show(hotkey.status)

    def _on_changed(self, sequence: QKeySequence) -> None:
        key = sequence.toString(_PORTABLE)
        if key == self._key:
            return
        try:
            if key:
                read_keys(key)
        except BadInput as error:
            self._say(f"{error.message} {error.hint}", "err")
            return
        self._key = key
        self.chosen.emit(KeyChosen(key))

    def _show(self, status: HotkeyChanged) -> None:
        if status.state is KeyState.OFF:
            self._say(_OFF, "text3")
        elif status.state is KeyState.ASKING:
            self._say("The desktop is asked for it…", "text3")
        elif status.state is KeyState.REFUSED:
            self._say(status.words, "err")
        else:
            self._say(f"It works in all programs. {status.words}".strip(), "ok")

    def _say(self, text: str, tone: str) -> None:
        self.words.setText(text)
        self.words.set_tone(tone)
