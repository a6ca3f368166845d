"""FindBar: the line in which one looks for a text on a terminal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.core.i18n import numeral, tr
from app.look.components import IconButton, Text
from app.terminal.finding import MOST, Found, find
from app.terminal.view import TerminalView

_FIELD_WIDTH = 240


class FindBar(QWidget):
    """Finds in a view; Return goes up to older lines, Shift+Return down, Esc ends it."""

    def __init__(self, view: TerminalView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._found: list[Found] = []
        self._at = 0
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find in this terminal"))
        self.field.setAccessibleName(tr("Find in this terminal"))
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.textChanged.connect(self._on_text)
        self.field.installEventFilter(self)
        self.count = Text("", "meta", "text2")
        self.older = IconButton("caret-up", tr("Older (Return)"), size=14, side=26)
        self.newer = IconButton("caret-down", tr("Newer (Shift+Return)"), size=14, side=26)
        self.done = IconButton("x", tr("Close (Esc)"), size=14, side=26)
        self.older.clicked.connect(self._show_older)
        self.newer.clicked.connect(self._show_newer)
        self.done.clicked.connect(self.end)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(6)
        row.addStretch(1)
        row.addWidget(self.count)
        for widget in (self.field, self.older, self.newer, self.done):
            row.addWidget(widget)
        self.hide()

    def begin(self) -> None:
        """Show it and put the keyboard there."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._look()

    def end(self) -> None:
        """Hide it; the keyboard goes back to the terminal."""
        self.hide()
        self._found = []
        self._view.show_found([], None)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take Return and Esc from the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                (self._show_newer if shift else self._show_older)()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.end()
                return True
        return False

    def _on_text(self, _text: str) -> None:
        self._look()

    def _look(self) -> None:
        """Find everything, beginning with what is newest."""
        self._found = find(self._view.terminal, self.field.text())
        self._at = len(self._found) - 1
        self._show()

    def _show_older(self) -> None:
        self._step(-1)

    def _show_newer(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        now = self._found[self._at] if self._found else None
        self._found = find(self._view.terminal, self.field.text())  # more was printed meanwhile
        if now in self._found:
            self._at = self._found.index(now)
        self._at = (self._at + by) % len(self._found) if self._found else 0
        self._show()

    def _show(self) -> None:
        total = len(self._found)
        if not self.field.text():
            self.count.setText("")
        elif not total:
            self.count.setText(tr("Not found"))
        else:
            more = "+" if total >= MOST else ""
            self.count.setText(
                tr("{at} of {total}{more}").format(
                    at=numeral(self._at + 1), total=numeral(total), more=more
                )
            )
        self._view.show_found(self._found, self._found[self._at] if total else None)
