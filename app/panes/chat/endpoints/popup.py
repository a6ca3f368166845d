"""ModelPopup: all models of all endpoints to search and choose from, in a popup."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, EmptyState, IconButton, Line
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.chat.endpoints.model_list import ModelList, RowPicked
from app.panes.chat.endpoints.model_rows import Kind, Row, rows_of
from app.panes.chat.endpoints.picker import ModelChosen

if TYPE_CHECKING:
    from app.state.chat_endpoints import EndpointsChanged
    from app.state.hub import Hub

WIDTH = 480
MOST_HEIGHT = 460
LEAST_HEIGHT = 260
OLD_S = 20.0
"""Seconds after which what an endpoint told is asked anew when the list is opened."""
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 6,
    Qt.Key.Key_PageUp: -6,
}
_NONE = tr(
    "Models of your machines appear here by themselves once their machine is "
    "connected. Deploy one under Models, or add any other server with an "
    "OpenAI-compatible API."
)


class ModelPopup(QFrame):
    """A field to search and the models below it. Esc or a click elsewhere closes it.

    Signals:
        chosen: a model was chosen; the popup closes.
        closed: it is not shown any more.
    """

    chosen = Signal(ModelChosen)
    closed = Signal()

    def __init__(self, hub: Hub, parent: QWidget, endpoint: str, model: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "popup")
        self.setAccessibleName(tr("Models"))
        self._hub = hub
        self._endpoint, self._model = endpoint, model
        self._window = parent.window()
        self._build()
        self._lay_out()
        self._fill()
        hub.chat.endpoints.changed.connect(self._on_changed)
        self._ask_old()

    def open_below(self, button: QWidget) -> None:
        """Show below `button`, or above it where there is more room."""
        room = button.screen().availableGeometry()
        place = button.mapToGlobal(QPoint(0, button.height() + 4))
        above = button.mapToGlobal(QPoint(0, -4)).y() - room.top()
        below = room.bottom() - place.y()
        height = min(MOST_HEIGHT, max(below, above) - 8)
        self.resize(WIDTH, max(height, LEAST_HEIGHT))
        left = min(max(place.x(), room.left() + 8), room.right() - WIDTH - 8)
        top = place.y() if below >= height else room.top() + above - height
        self.move(left, top)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the list while the field has the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS:
                self.list.step(_STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.pick()
                return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell it."""
        super().closeEvent(event)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search models and endpoints"))
        self.search.setAccessibleName(tr("Search models and endpoints"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(CONTROL_HEIGHT)
        self.search.installEventFilter(self)
        self.again = IconButton("arrow-clockwise", tr("Ask all endpoints again"))
        self.list = ModelList()
        self.empty = EmptyState("cube", tr("No model is there yet"), _NONE)
        self.nothing = EmptyState("magnifying-glass", tr("No model has that name"))
        self.add = Button(tr("Add an endpoint…"), "link")
        self.examine = Button(tr("What can it do?"), "link")
        self.examine.setToolTip(tr("Let the Endpoint Doctor try the model"))
        self.change = Button(tr("Change…"), "link")
        self.search.textChanged.connect(self._on_typed)
        self.list.picked.connect(self._on_picked)
        self.list.row_changed.connect(self._show_acts)
        self.again.clicked.connect(self._on_again)
        self.add.clicked.connect(self._on_add)
        self.examine.clicked.connect(self._on_examine)
        self.change.clicked.connect(self._on_change)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.setSpacing(6)
        top.addWidget(self.search, 1)
        top.addWidget(self.again)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(14, 6, 14, 8)
        bottom.setSpacing(18)
        bottom.addWidget(self.add)
        bottom.addStretch(1)
        bottom.addWidget(self.examine)
        bottom.addWidget(self.change)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Line())
        parts: tuple[QWidget, ...] = (self.list, self.empty, self.nothing)
        for part in parts:
            column.addWidget(part, 1)
        column.addWidget(Line())
        column.addLayout(bottom)

    def _fill(self) -> None:
        endpoints = self._hub.chat.endpoints
        views = endpoints.all()
        rows = rows_of(views, self.search.text(), endpoints.is_asking)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not views)
        self.nothing.setVisible(bool(views) and not rows)
        self.list.show_rows(rows, self._endpoint, self._model)
        self._show_acts()

    def _show_acts(self) -> None:
        row = self.list.row
        view = self._hub.chat.endpoints.view(row.endpoint) if row is not None else None
        # The keyboard stays in the field: a screen reader hears there what Enter would choose.
        self.search.setAccessibleDescription(row.said if row is not None else "")
        self.examine.setVisible(row is not None and row.kind is Kind.MODEL)
        wants_key = view is not None and view.endpoint.needs_key
        self.change.setVisible(view is not None and (view.endpoint.is_custom or wants_key))
        is_custom = view is not None and view.endpoint.is_custom
        self.change.setText(tr("Change endpoint…") if is_custom else tr("Key…"))

    def _ask_old(self) -> None:
        for view in self._hub.chat.endpoints.all():
            if time.time() - view.told_at > OLD_S:
                self._hub.chat.endpoints.look_again(view.endpoint.id)

    def _on_changed(self, _changed: EndpointsChanged) -> None:
        self._fill()

    def _on_typed(self, _text: str) -> None:
        self._fill()

    def _on_again(self) -> None:
        self._hub.chat.endpoints.look_again()
        self.search.setFocus()

    def _on_picked(self, picked: RowPicked) -> None:
        row = picked.row
        if row.kind is Kind.MODEL:
            self.close()
            self.chosen.emit(ModelChosen(row.endpoint, row.model))
        elif row.wants_key:
            self._open_endpoint(row)
        else:
            self._hub.chat.endpoints.look_again(row.endpoint)

    def _on_add(self) -> None:
        self._open_endpoint(None)

    def _on_change(self) -> None:
        if self.list.row is not None:
            self._open_endpoint(self.list.row)

    def _open_endpoint(self, row: Row | None) -> None:
        from app.panes.chat.endpoints.dialog import EndpointDialog

        view = self._hub.chat.endpoints.view(row.endpoint) if row is not None else None
        window = self._window
        self.close()
        EndpointDialog(self._hub, window, view.endpoint if view is not None else None).open()

    def _on_examine(self) -> None:
        from app.panes.chat.endpoints.doctor_dialog import DoctorDialog

        row, window = self.list.row, self._window
        if row is not None:
            self.close()
            DoctorDialog(self._hub, window, row.endpoint, row.model).open()
