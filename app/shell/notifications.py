"""The notification history behind the bell."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.look.components import Button, EmptyState, Line, Text, scrolled
from app.look.icons import pixmap
from app.shell.details import DetailsDialog
from app.shell.toasts import History, Told, details_word, severity_look

WIDTH = 400
LEAST_HEIGHT = 220
MOST_HEIGHT = 440
_HEADING = 52


class NotificationPanel(QFrame):
    """A popup with everything that was told since the program started."""

    def __init__(self, history: History, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "popup")
        self.setAccessibleName("Notifications")
        self._history = history
        self.setFixedWidth(WIDTH)
        self.setFixedHeight(LEAST_HEIGHT)
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 12, 8)
        top.addWidget(Text("Notifications", "card"))
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        if history.entries:
            clear = Button("Clear", "link")
            clear.clicked.connect(self._on_clear)
            top.addWidget(clear)
            column.addWidget(Line())
            column.addWidget(self._list(), 1)
        else:
            column.addWidget(
                EmptyState("bell", "Nothing to report", "Messages of this session are kept here."),
                1,
            )

    def open_under(self, button: QWidget) -> None:
        """Show below `button`, right edges in line."""
        corner = button.mapToGlobal(QPoint(button.width() - WIDTH, button.height() + 6))
        self.move(corner)
        self.show()
        self._history.mark_read()

    def _list(self) -> QWidget:
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for told in self._history.entries:
            rows.addWidget(_Entry(told))
            rows.addWidget(Line())
        rows.addStretch(1)
        needed = rows.heightForWidth(WIDTH - 2) + _HEADING
        self.setFixedHeight(max(LEAST_HEIGHT, min(needed, MOST_HEIGHT)))
        return scrolled(content)

    def _on_clear(self) -> None:
        self._history.clear()
        self.close()


class _Entry(QWidget):
    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told
        notice = told.notice
        name, tone = severity_look(notice.severity)
        picture = QLabel()
        picture.setPixmap(pixmap(name, tone, 18, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(Text(notice.title, "strong", wrap=True))
        if notice.hint:
            words.addWidget(Text(notice.hint, "body", "text2", wrap=True))
        if notice.details:
            details = Button(details_word(notice), "link")
            details.clicked.connect(self._on_details)
            words.addWidget(details, 0, Qt.AlignmentFlag.AlignLeft)
        moment = QDateTime.fromSecsSinceEpoch(round(told.time))
        when = QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)
        many = f" ×{told.count}" if told.count > 1 else ""
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(10)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(Text(f"{when}{many}", "meta", "text3"), 0, Qt.AlignmentFlag.AlignTop)

    def _on_details(self) -> None:
        window = self.window()
        DetailsDialog(
            self._told.notice.title, self._told.notice.details, window.parentWidget()
        ).open()
        window.close()
