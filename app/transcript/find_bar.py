"""FindBar: a field over a conversation that searches in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.core.i18n import tr
from app.look.components import IconButton, Text

_TYPING_MS = 150
_SIDE = 26


@dataclass(frozen=True, slots=True)
class FindAsked:
    """Something is looked for; `steps` -1 goes up, 1 down, 0 begins."""

    text: str
    steps: int


@dataclass(frozen=True, slots=True)
class FindLeft:
    """Nothing is looked for any more."""


class FindBar(QFrame):
    """Return goes to the message above, Shift+Return to the one below, Esc leaves.

    Signals:
        asked: something is looked for.
        left: it is closed.
    """

    asked = Signal(FindAsked)
    left = Signal(FindLeft)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "toast")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Find in this conversation"))
        self.field.setAccessibleName(tr("Find in this conversation"))
        self.field.installEventFilter(self)
        self.told = Text("", "meta", "text2")
        self.up = IconButton("caret-up", tr("Message above"), size=14, side=_SIDE)
        self.down = IconButton("caret-down", tr("Message below"), size=14, side=_SIDE)
        self.close_button = IconButton("x", tr("Close"), size=14, side=_SIDE)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        for widget in (self.told, self.up, self.down, self.close_button):
            row.addWidget(widget)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._on_typed)
        self.field.textChanged.connect(self._on_text)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.close_button.clicked.connect(self._on_close)

    def begin(self) -> None:
        """Take the keyboard; what was looked for last is looked for again."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.field.text():
            self._ask(0)

    def show_count(self, words: str) -> None:
        """Say how much was found."""
        self.told.setText(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step with Return, leave with Esc."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            down = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if self._typing.isActive():
                self._on_typed()
            else:
                self._ask(1 if down else -1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._on_close()
            return True
        return super().eventFilter(watched, event)

    def _on_text(self, _text: str) -> None:
        self._typing.start()

    def _on_typed(self) -> None:
        self._typing.stop()
        self._ask(0)

    def _on_up(self) -> None:
        self._ask(-1)

    def _on_down(self) -> None:
        self._ask(1)

    def _on_close(self) -> None:
        self._typing.stop()
        self.left.emit(FindLeft())

    def _ask(self, steps: int) -> None:
        self.asked.emit(FindAsked(self.field.text(), steps))
