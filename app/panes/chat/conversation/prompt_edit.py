"""The field a message is typed into: it grows, Enter sends, pictures and files are taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from app.core.i18n import tr
from app.look.fonts import ui_font

MOST_LINES = 8
_PADDING = 14


@dataclass(frozen=True, slots=True)
class FilesDropped:
    """Files were dropped or pasted."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PicturePasted:
    """A picture was pasted."""

    image: QImage


class PromptEdit(QPlainTextEdit):
    """Grows with its text up to eight lines.

    Signals:
        sent: Enter was pressed (Shift+Enter begins a line).
        escaped: Escape was pressed.
        recalled: the arrow up was pressed while nothing is typed.
        files_dropped: files were dropped or pasted.
        picture_pasted: a picture was pasted.
    """

    sent = Signal()
    escaped = Signal()
    recalled = Signal()
    files_dropped = Signal(FilesDropped)
    picture_pasted = Signal(PicturePasted)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(ui_font(13))
        self.setAccessibleName(tr("Message"))
        self.setTabChangesFocus(True)
        self.setProperty("look", "prompt")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        # Only the layout knows how many lines the text has at this width.
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send, give up, or type."""
        key, modifiers = event.key(), event.modifiers()
        begins_line = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not modifiers & begins_line:
            self.sent.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key == Qt.Key.Key_Up and not self.toPlainText():
            self.recalled.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 - Qt's name
        """Take pictures and files, too."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """Hand pictures and files on; put text in as it is."""
        paths = tuple(Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile())
        if paths:
            self.files_dropped.emit(FilesDropped(paths))
        elif source.hasImage() and not source.hasText():
            image = source.imageData()
            if isinstance(image, QImage):
                self.picture_pasted.emit(PicturePasted(image))
        elif source.hasText():
            self.insertPlainText(source.text())

    def sizeHint(self) -> QSize:
        """As high as its text."""
        return QSize(200, self.height())

    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))  # of a plain text: its lines
        shown = min(lines, MOST_LINES)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if lines > MOST_LINES else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(shown * self.fontMetrics().lineSpacing() + _PADDING)
