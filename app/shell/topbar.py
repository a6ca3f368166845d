"""The top bar: where we are, the way into the palette, theme, notifications."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import ElidedLabel, IconButton, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.keycap import paint_keycap
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import ThemeChanged, ThemeMode, theme
from app.shell.commands import PALETTE_KEYS

HEIGHT = 54
SEARCH_WIDTH = 400
SEARCH_LEAST = 180
_MODES = (
    (ThemeMode.SYSTEM, tr("Same as the system")),
    (ThemeMode.LIGHT, tr("Light")),
    (ThemeMode.DARK, tr("Dark")),
)


class TopBar(QFrame):
    """Breadcrumb at the left, tools at the right.

    Signals:
        theme_mode_chosen: another theme was chosen from the menu.
        notifications_requested: the bell was used.
        search_requested: the search field was used: the palette is wanted.
    """

    theme_mode_chosen = Signal(ThemeMode)
    notifications_requested = Signal()
    search_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "top")
        self.setFixedHeight(HEIGHT)
        self._node = ElidedLabel("", "body", "text2")
        self._node.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._chevron = QLabel()
        self._pane = Text("", "strong")  # where one is: the node's name gives way
        self.search = SearchField()
        self.theme_button = IconButton("moon", tr("Theme"))
        self.bell = Bell()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(8)
        row.addLayout(self._place(), 1)
        row.addWidget(self.search)
        row.addLayout(self._tools(), 1)
        self.search.clicked.connect(self._on_search)
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
        return self._node.whole_text(), self._pane.text()

    def _place(self) -> QHBoxLayout:
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self._node)
        place.addWidget(self._chevron)
        place.addWidget(self._pane, 1)
        return place

    def _tools(self) -> QHBoxLayout:
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addStretch(1)
        tools.addWidget(self.theme_button)
        tools.addWidget(self.bell)
        return tools

    def _on_search(self) -> None:
        self.search_requested.emit()

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


class SearchField(QAbstractButton):
    """Looks like a field, and opens the palette, which takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(tr("Search or run a command…"))
        self.setAccessibleName(self.text())
        self.setMinimumWidth(SEARCH_LEAST)
        self.setMaximumWidth(SEARCH_WIDTH)
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(ui_font())

    def sizeHint(self) -> QSize:
        """Ask for the whole width."""
        return QSize(SEARCH_WIDTH, CONTROL_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a field with a magnifying glass, its words, and the key that does the same."""
        tokens = theme().tokens
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        middle = self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens.field if self.underMouse() else tokens.border), 1))
            painter.setBrush(QColor(tokens.bg))
            painter.drawRoundedRect(area, 7, 7)
            picture = pixmap("magnifying-glass", "text2", 16, self.devicePixelRatioF())
            painter.drawPixmap(QRect(11, round(middle - 8), 16, 16), picture)
            right = paint_keycap(painter, area.right() - 7, middle, search_keys())
            room = self.rect().adjusted(36, 0, 0, 0)
            room.setRight(round(right) - 8)
            painter.setPen(QColor(tokens.text2))
            words = self.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(
                room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words
            )


def search_keys() -> str:
    """Return the key that opens the palette, as this system writes it."""
    return QKeySequence(PALETTE_KEYS[0]).toString(QKeySequence.SequenceFormat.NativeText)


class Bell(IconButton):
    """The bell: how many alerts fired since somebody looked, else a dot for other news."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bell", tr("Notifications"), parent=parent)
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
        said = [tr("Notifications")]
        if self._alerts:
            said.append(tr("%n new alerts", "%n new alert", self._alerts))
        if self._unread:
            said.append(tr("{unread} new").format(unread=self._unread))
        self.rename(", ".join(said))
        self.update()
