"""The painted buttons of the rail: an entry with icon or dot, and the node switcher."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.core.i18n import tr
from app.look.components.status import DotState, paint_dot, paint_pill
from app.look.components.text import plain_tip
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import theme
from app.panes.node_words import initials

ROW_HEIGHT = 34
_RADIUS = 7
_ICON = 18


class RailButton(QAbstractButton):
    """One row: an icon or a state dot, a text, and a short text at the right."""

    def __init__(
        self,
        text: str,
        *,
        icon_name: str = "",
        key: str = "",
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._icon_name = icon_name
        self._quiet = quiet
        self._narrow = False
        self._dot: DotState | None = None
        self._trailing = ""
        self._tone = ""
        self._current = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setFixedHeight(ROW_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFont(ui_font(13, 500))

    @property
    def trailing(self) -> str:
        """The short text at the right."""
        return self._trailing

    @property
    def dot(self) -> DotState | None:
        """The state shown, None for an entry with an icon."""
        return self._dot

    def show_node(self, dot: DotState, trailing: str, description: str) -> None:
        """Show a node's state; repaints only when something changed."""
        if (dot, trailing, description) == (self._dot, self._trailing, self.toolTip()):
            return
        self._dot, self._trailing = dot, trailing
        self.setToolTip(description)
        said = description if description.endswith(trailing) else f"{description} {trailing}"
        self.setAccessibleDescription(said)
        self.update()

    @property
    def tone(self) -> str:
        """The colour token of the pill at the right, "" where the text is plain."""
        return self._tone

    def show_count(self, count: int, description: str, tone: str = "") -> None:
        """Show how many there are, nothing for 0; with a `tone`, on a pill of that colour."""
        trailing = str(count) if count else ""
        if (trailing, tone) != (self._trailing, self._tone):
            self._trailing, self._tone = trailing, tone
            self.setAccessibleDescription(f"{description} ({trailing})" if count else description)
            self.update()

    @property
    def current(self) -> bool:
        """Whether this is the node that the panes show."""
        return self._current

    def set_current(self, current: bool) -> None:
        """Mark the node that the panes show."""
        if current != self._current:
            self._current = current
            self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon or dot only."""
        self._narrow = narrow
        if not self.toolTip():
            self.setToolTip(self.text())
        self.update()

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """Leave the mark to the rail: it stands at what is shown, not at what was clicked."""

    def sizeHint(self) -> QSize:
        """Ask for one row."""
        return QSize(120, ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw background, icon or dot, and texts."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_background(painter)
            self._paint_leading(painter)
            if not self._narrow:
                self._paint_texts(painter)

    def _paint_background(self, painter: QPainter) -> None:
        tokens = theme().tokens
        if self.isChecked():
            fill = tokens.selected
        elif self._current or self.isDown() or self.underMouse():
            fill = tokens.raised
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)

    def _paint_leading(self, painter: QPainter) -> None:
        middle = self.height() / 2
        if self._icon_name:
            left = (self.width() - _ICON) / 2 if self._narrow else 10
            tone = "accent" if self.isChecked() else "text3" if self._quiet else "text2"
            picture = pixmap(self._icon_name, tone, _ICON, self.devicePixelRatioF())
            painter.drawPixmap(QRect(round(left), round(middle - _ICON / 2), _ICON, _ICON), picture)
            if self._narrow and self._tone and self._trailing:
                self._paint_mark(painter, QRectF(left + _ICON - 6, middle - _ICON / 2 - 4, 10, 10))
        elif self._dot is not None and self._narrow:
            painter.setFont(ui_font(11, 600))
            painter.setPen(QColor(theme().tokens.text2))
            painter.drawText(
                self.rect().adjusted(0, 0, -10, 0),
                Qt.AlignmentFlag.AlignCenter,
                initials(self.text()),
            )
            paint_dot(painter, QRectF(self.width() - 13, middle - 4, 8, 8), self._dot)
        elif self._dot is not None:
            paint_dot(painter, QRectF(13, middle - 4, 8, 8), self._dot)

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        """Stand for the pill where there is no room for it."""
        painter.setPen(QPen(QColor(theme().tokens.surface), 2))
        painter.setBrush(QColor(colour(self._tone)))
        painter.drawEllipse(area)

    def _paint_texts(self, painter: QPainter) -> None:
        tokens = theme().tokens
        left = 34 if self._dot is not None else 38
        area = self.rect().adjusted(left, 0, -10, 0)
        if self._trailing and self._tone:
            area.setRight(self._paint_pill(painter, area) - 8)
        elif self._trailing:
            painter.setFont(ui_font(12, tabular=True))
            painter.setPen(QColor(tokens.text3 if not self.isChecked() else tokens.text2))
            painter.drawText(
                area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._trailing
            )
            area.setRight(
                area.right() - painter.fontMetrics().horizontalAdvance(self._trailing) - 8
            )
        font = ui_font(13, 600 if self.isChecked() else 500)
        painter.setFont(font)
        painter.setPen(QColor(self._text_colour()))
        shown = QFontMetrics(font).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_pill(self, painter: QPainter, area: QRect) -> int:
        """Draw the text at the right on a tint of its colour; return where it begins."""
        painter.setFont(ui_font(11, 600, tabular=True))
        width = max(painter.fontMetrics().horizontalAdvance(self._trailing) + 18, 26)
        place = QRectF(area.right() - width + 1, self.height() / 2 - 9, width, 18)
        paint_pill(painter, place, self._trailing, self._tone)
        return round(place.left())

    def _text_colour(self) -> str:
        tokens = theme().tokens
        if self.isChecked():
            return tokens.text
        if self._quiet:
            return tokens.text3
        if self._dot is not None:
            return tokens.text2 if self._dot is DotState.OFF else tokens.text
        return tokens.text2


class NodeSwitcher(QAbstractButton):
    """The node that everything shows: avatar, name, state; opens a menu of all nodes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = DotState.OFF
        self._line = ""
        self._narrow = False
        self.setFixedHeight(54)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def line(self) -> str:
        """The second line: route and latency, or the state."""
        return self._line

    @property
    def dot(self) -> DotState:
        """The state shown."""
        return self._dot

    def show_node(self, name: str, dot: DotState, line: str, words: str) -> None:
        """Show another node or state; `words` say what the dot does."""
        self.setText(name)
        self._dot, self._line = dot, line
        said = line if words == line else f"{words}, {line}"
        self.setAccessibleName(tr("Node: {name}").format(name=name))
        self.setAccessibleDescription(tr("{reason}. Choose another node.").format(reason=said))
        self.setToolTip(plain_tip(f"{name}: {said}"))
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the avatar only."""
        self._narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for two lines."""
        return QSize(160, 54)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frame, avatar, name and state."""
        tokens = theme().tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._narrow:
                painter.setPen(
                    QPen(QColor(tokens.field if self.underMouse() else tokens.border), 1)
                )
                painter.setBrush(QColor(tokens.raised if tokens.dark else tokens.bg))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
            left = (self.width() - 32) / 2 if self._narrow else 11
            avatar = QRectF(left, (self.height() - 32) / 2, 32, 32)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(avatar, 8, 8)
            painter.setPen(QColor(tokens.on_accent))
            painter.setFont(ui_font(13, 700))
            painter.drawText(avatar, Qt.AlignmentFlag.AlignCenter, initials(self.text()))
            if self._narrow:
                self._paint_badge(painter, avatar)
            else:
                self._paint_words(painter)

    def _paint_badge(self, painter: QPainter, avatar: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().tokens.surface))
        painter.drawEllipse(QRectF(avatar.right() - 8, avatar.bottom() - 8, 13, 13))
        paint_dot(painter, QRectF(avatar.right() - 5.5, avatar.bottom() - 5.5, 8, 8), self._dot)

    def _paint_words(self, painter: QPainter) -> None:
        tokens = theme().tokens
        width = self.width() - 53 - 30
        name_font, line_font = ui_font(13, 600), ui_font(11, 500, tabular=True)
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(name_font)
        painter.setPen(QColor(tokens.text))
        name = QFontMetrics(name_font).elidedText(self.text(), elide, width)
        painter.drawText(QRectF(53, 8, width, 20), Qt.AlignmentFlag.AlignVCenter, name)
        paint_dot(painter, QRectF(53.5, 35, 7, 7), self._dot)
        painter.setFont(line_font)
        painter.setPen(QColor(tokens.text2))
        line = QFontMetrics(line_font).elidedText(self._line, elide, width - 14)
        painter.drawText(QRectF(67, 29, width - 14, 19), Qt.AlignmentFlag.AlignVCenter, line)
        caret = pixmap("caret-up-down", "text2", 16, self.devicePixelRatioF())
        painter.drawPixmap(QRect(self.width() - 27, 19, 16, 16), caret)


def dot_pixmap(state: DotState, scale: float) -> QPixmap:
    """Return a state as a 16 px picture for menus."""
    picture = QPixmap(round(16 * scale), round(16 * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        paint_dot(painter, QRectF(4, 4, 8, 8), state)
    return picture
