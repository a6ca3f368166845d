"""A question before something is taken away, changed or lost; the safe answer is the default."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components.controls import Button
from app.look.components.text import Text


class ConfirmDialog(QDialog):
    """Says what will happen and asks; `accepted` means yes. Deletes itself when closed."""

    def __init__(
        self, title: str, text: str, verb: str, parent: QWidget, *, destructive: bool = True
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(460)
        self.setAccessibleDescription(text)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(title, "card", wrap=True))
        column.addWidget(Text(text, "body", "text2", wrap=True, selectable=True))
        self.yes = Button(verb, "danger" if destructive else "secondary")
        self.no = Button(tr("Cancel"))
        self.no.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addSpacing(4)
        column.addWidget(buttons)
        self.no.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the text needs at this width: Qt guesses it for a narrower one."""
        super().showEvent(event)
        self.resize(self.width(), self.heightForWidth(self.width()))


class TypedDialog(QDialog):
    """A dialog that much is typed into: Escape and closing it ask first once something was.

    Cancel is what it says: `reject` asks nothing.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._at_first: list[str] | None = None

    def showEvent(self, event: QShowEvent) -> None:
        """Remember what was there before anything was typed."""
        super().showEvent(event)
        if self._at_first is None:
            self._at_first = self._typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask before Escape loses what was typed."""
        if event.key() != Qt.Key.Key_Escape or not self._asks_first():
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before what was typed is lost."""
        if self.isVisible() and self._asks_first():
            event.ignore()
        else:
            super().closeEvent(event)

    def _typed(self) -> list[str]:
        lines = [each.text() for each in self.findChildren(QLineEdit)]
        texts = [each for each in self.findChildren(QPlainTextEdit) if not each.isReadOnly()]
        return lines + [each.toPlainText() for each in texts]

    def _asks_first(self) -> bool:
        if self._typed() == self._at_first:
            return False
        question = ConfirmDialog(
            tr("Throw away what you typed?"),
            tr("It is kept nowhere else."),
            tr("Throw away"),
            self,
        )
        question.accepted.connect(self.reject)
        question.open()
        return True
