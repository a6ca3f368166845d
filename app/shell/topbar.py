"""The top bar: where we are, theme, notifications."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from app.look.components import ElidedLabel, IconButton
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import ThemeChanged, ThemeMode, theme

HEIGHT = 54
_MODES = (
    (ThemeMode.SYSTEM, "Same as the system"),
    (ThemeMode.LIGHT, "Light"),
    (ThemeMode.DARK, "Dark"),
)


class TopBar(QFrame):
    """Breadcrumb at the left, tools at the right.

    Signals:
        theme_mode_chosen: another theme was chosen from the menu.
        notifications_requested: the bell was used.
    """

    theme_mode_chosen = Signal(ThemeMode)
    notifications_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "top")
        self.setFixedHeight(HEIGHT)
        self._node = ElidedLabel("", "body", "text2")
        self._node.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._chevron = QLabel()
        self._pane = ElidedLabel("", "strong")
        self.theme_button = IconButton("moon", "Theme")
        self.bell = Bell()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._node)
        row.addWidget(self._chevron)
        row.addWidget(self._pane, 1)
        row.addWidget(self.theme_button)
        row.addWidget(self.bell)
        self.theme_button.clicked.connect(self._open_theme_menu)
        self.bell.clicked.connect(self._on_bell)
        theme().changed.connect(self._retint)
        self._retint()

    def show_place(self, node: str, pane: str) -> None:
        """Show which node and pane are open."""
        self._node.setText(node)
        self._pane.setText(pane)

    def place(self) -> tuple[str, str]:
        """Return the node and pane shown."""
        return self._node.whole_text(), self._pane.whole_text()

    def _open_theme_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for mode, words in _MODES:
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(mode is theme().mode)
            action.setData(mode.value)
            group.addAction(action)
            menu.addAction(action)
        group.triggered.connect(self._on_mode)
        corner = QPoint(self.theme_button.width() - menu.sizeHint().width(), 36)
        menu.popup(self.theme_button.mapToGlobal(corner))

    def _on_mode(self, action: QAction) -> None:
        self.theme_mode_chosen.emit(ThemeMode(action.data()))

    def _on_bell(self) -> None:
        self.notifications_requested.emit()

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        self._chevron.setPixmap(pixmap("caret-right", "text3", 12, self.devicePixelRatioF()))
        self.theme_button.set_icon_name("moon" if theme().tokens.dark else "sun")


class Bell(IconButton):
    """The bell: how many alerts fired since somebody looked, else a dot for other news."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bell", "Notifications", parent=parent)
        self._unread = 0
        self._alerts = 0
        self._alert_tone = ""

    @property
    def unread(self) -> int:
        """How many notices were not looked at."""
        return self._unread

    @property
    def alerts(self) -> tuple[int, str]:
        """How many alerts were not looked at, and the colour token of the worst there is."""
        return self._alerts, self._alert_tone

    def set_unread(self, count: int) -> None:
        """Show or hide the dot."""
        self._unread = count
        self._say()

    def set_alerts(self, count: int, tone: str) -> None:
        """Show how many alerts were not looked at, and how bad the worst there is."""
        self._alerts, self._alert_tone = count, tone
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bell, then the number or the dot."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._alerts:
                self._paint_number(painter)
            elif self._unread:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colour("accent")))
                painter.drawEllipse(self.width() - 13, 6, 8, 8)

    def _paint_number(self, painter: QPainter) -> None:
        text = str(self._alerts) if self._alerts < 10 else "9+"
        painter.setFont(ui_font(10, 700))
        width = max(painter.fontMetrics().horizontalAdvance(text) + 7, 15)
        place = QRectF(self.width() - width - 1, 2, width, 15)
        painter.setPen(QPen(QColor(colour("surface")), 2))
        painter.setBrush(QColor(colour(self._alert_tone)))
        painter.drawRoundedRect(place, 7.5, 7.5)
        painter.setPen(QColor(colour("bg" if theme().tokens.dark else "surface")))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _say(self) -> None:
        said = ["Notifications"]
        if self._alerts:
            said.append(f"{self._alerts} new alert{'' if self._alerts == 1 else 's'}")
        if self._unread:
            said.append(f"{self._unread} new")
        self.rename(", ".join(said))
        self.update()
