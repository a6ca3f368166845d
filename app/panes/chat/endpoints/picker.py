"""ModelPicker: a button that says which model is chosen, and the list to choose another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from app.core.i18n import tr
from app.core.said import said
from app.look.components import DotState, plain_tip
from app.look.components.controls import CONTROL_HEIGHT
from app.look.components.status import paint_dot
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.panes.chat.endpoints.words import AT_SPOKEN, DOTS
from app.services.chat.endpoints.naming import model_title

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.panes.chat.endpoints.popup import ModelPopup
    from app.state.chat_endpoints import EndpointsChanged
    from app.state.hub import Hub

_WIDEST = 460
_PAD = 12
_GAP = 8
_NOTHING = tr("Choose a model")


@dataclass(frozen=True, slots=True)
class ModelChosen:
    """A model of an endpoint, by their ids."""

    endpoint: str
    model: str


class ModelPicker(QPushButton):
    """Shows the model that is chosen and opens the list of all.

    Signals:
        chosen: the user chose a model.
    """

    chosen = Signal(ModelChosen)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._endpoint, self._model = "", ""
        self._title, self._below = _NOTHING, ""
        self._dot: DotState | None = None
        self.popup: ModelPopup | None = None
        """The list while it is open."""
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.clicked.connect(self.open_list)
        hub.chat.endpoints.changed.connect(self._on_changed)
        self._show()

    def show_choice(self, endpoint: str, model: str) -> None:
        """Show what is chosen, without `chosen`; empty texts: nothing is."""
        self._endpoint, self._model = endpoint, model
        self._show()

    def open_list(self) -> None:
        """Open the list of models below the button."""
        from app.panes.chat.endpoints.popup import ModelPopup

        self.popup = ModelPopup(self._hub, self, self._endpoint, self._model)
        self.popup.chosen.connect(self._on_chosen)
        self.popup.closed.connect(self._on_closed)
        self.popup.open_below(self)

    def sizeHint(self) -> QSize:
        """Ask for the room of both names."""
        title, below = self._metrics()
        width = title.horizontalAdvance(self._title) + 2 * _PAD + 14 + _GAP
        width += (12 + _GAP) if self._dot is not None else 0
        width += below.horizontalAdvance(self._below) + _GAP if self._below else 0
        return QSize(min(width + 2, _WIDEST), CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Shrink as far as a few letters."""
        return QSize(120, CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button, then how the model is, its name, its endpoint."""
        super().paintEvent(event)
        left, right = _PAD, self.width() - _PAD - 14 - _GAP
        title, below = self._metrics()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = self.height() / 2
            if self._dot is not None:
                paint_dot(painter, QRectF(left + 1, middle - 4, 8, 8), self._dot)
                left += 10 + _GAP
            elide = Qt.TextElideMode.ElideRight
            shown = title.elidedText(self._title, elide, max(right - left, 0))
            painter.setFont(ui_font(13, 600))
            painter.setPen(QColor(colour("text" if self._model else "text2")))
            vertical = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(left, 0, right - left, self.height()), vertical, shown)
            left += title.horizontalAdvance(shown) + _GAP
            if self._below and right - left > 30:
                painter.setFont(ui_font(12, 400))
                painter.setPen(QColor(colour("text2")))
                shown = below.elidedText(self._below, elide, right - left)
                painter.drawText(QRect(left, 0, right - left, self.height()), vertical, shown)
            caret = pixmap("caret-down", "text2", 14, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - _PAD - 14, round(middle) - 7, caret)

    @staticmethod
    def _metrics() -> tuple[QFontMetrics, QFontMetrics]:
        return QFontMetrics(ui_font(13, 600)), QFontMetrics(ui_font(12, 400))

    def _show(self) -> None:
        self._title, self._below, self._dot, state = _NOTHING, "", None, ""
        if self._model:
            view = self._hub.chat.endpoints.view(self._endpoint)
            models = view.models if view is not None else None
            model = next((each for each in models or () if each.id == self._model), None)
            self._title = said(model.title if model else model_title(self._model), limit=80)
            self._below = said(view.endpoint.title, limit=60) if view is not None else ""
            if view is None:
                self._dot, state = DotState.OFF, tr("its endpoint is not there")
            elif view.error is not None:
                self._dot, state = DotState.WARNING, said(str(view.error), limit=300)
            elif model is not None:
                self._dot, state = DOTS[model.at], AT_SPOKEN[model.at]
            elif models is not None:
                self._dot, state = DotState.WARNING, tr("its endpoint does not list it now")
        words = ", ".join(part for part in (self._title, self._below, state) if part)
        self.setAccessibleName(
            tr("Model: {words}").format(words=words) if self._model else _NOTHING
        )
        self.setToolTip(plain_tip(words if self._model else tr("Which model answers")))
        self.updateGeometry()
        self.update()

    def _on_chosen(self, chosen: ModelChosen) -> None:
        self.show_choice(chosen.endpoint, chosen.model)
        self.chosen.emit(chosen)

    def _on_closed(self) -> None:
        self.popup = None

    def _on_changed(self, changed: EndpointsChanged) -> None:
        if changed.endpoint in ("", self._endpoint):
            self._show()
