"""Pointing: what the mouse does over a terminal, for the program or for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.core.i18n import tr
from app.terminal.events import LinkOpened
from app.terminal.modes import MouseMode
from app.terminal.mouse import MouseAct, MouseButton, told
from app.terminal.selection import Place, Selection, Unit, link_at

if TYPE_CHECKING:
    from app.terminal.view import TerminalView

WHEEL_LINES = 3
_NOTCH = 120
"""What Qt tells for one step of a wheel."""
_SCROLL_MS = 50
_BUTTONS = {
    Qt.MouseButton.LeftButton: MouseButton.LEFT,
    Qt.MouseButton.MiddleButton: MouseButton.MIDDLE,
    Qt.MouseButton.RightButton: MouseButton.RIGHT,
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class Pointing(QObject):
    """Filters the events of a terminal's viewport.

    A program that asked for the mouse has it; with Shift held it is the user's as ever.
    """

    def __init__(self, view: TerminalView) -> None:
        super().__init__(view)
        self._view = view
        self._told_at: Place | None = None
        self._held = MouseButton.NONE
        self._clicks = 0
        self._clicked_at = 0
        self._clicked_place = QPoint()
        self._selecting = False
        self._wheel = 0
        self._pull = QTimer(self, interval=_SCROLL_MS)
        self._pull.timeout.connect(self._on_pull)
        view.viewport().setMouseTracking(True)
        view.viewport().setCursor(Qt.CursorShape.IBeamCursor)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take what is done with the mouse."""
        kind = event.type()
        if isinstance(event, QMouseEvent):
            if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                self._on_press(event)
                return True
            if kind == QEvent.Type.MouseMove:
                self._on_move(event)
                return True
            if kind == QEvent.Type.MouseButtonRelease:
                self._on_release(event)
                return True
        if isinstance(event, QWheelEvent):
            self._on_wheel(event)
            return True
        if isinstance(event, QContextMenuEvent):
            if not self._is_programs(event.modifiers()):
                self._show_menu(event.globalPos())
            return True
        return False

    # The buttons

    def _on_press(self, event: QMouseEvent) -> None:
        view, button = self._view, event.button()
        view.setFocus(Qt.FocusReason.MouseFocusReason)
        self._count(event)
        if self._is_programs(event.modifiers()):
            self._held = _BUTTONS.get(button, MouseButton.NONE)
            self._tell(event, self._held)
        elif button == Qt.MouseButton.LeftButton:
            self._press_left(event)
        elif button == Qt.MouseButton.MiddleButton:
            clipboard = QGuiApplication.clipboard()
            if clipboard.supportsSelection():
                view.paste(clipboard.text(clipboard.Mode.Selection))

    def _press_left(self, event: QMouseEvent) -> None:
        view, point = self._view, event.position().toPoint()
        cell = view.cell_at(point)
        if event.modifiers() & _CONTROL and (link := link_at(view.terminal, cell)):
            view.link_opened.emit(LinkOpened(link))
            return
        if event.modifiers() & _SHIFT and view.selection is not None:
            view.select(Selection(view.selection.anchor, view.place_at(point), view.selection.unit))
        elif self._clicks == 1:
            place = view.place_at(point)
            view.select(Selection(place, place))
        else:
            view.select(Selection(cell, cell, Unit.WORD if self._clicks == 2 else Unit.LINE))
        self._selecting = True

    def _on_move(self, event: QMouseEvent) -> None:
        view, point = self._view, event.position().toPoint()
        if self._selecting:
            self._select_to(point)
            outside = not view.viewport().rect().contains(point)
            if outside != self._pull.isActive():
                (self._pull.start if outside else self._pull.stop)()
        elif self._is_programs(event.modifiers()) and view.cell_at(point) != self._told_at:
            self._tell(event, self._held, moved=True)
        self._show_shape(event)

    def _on_release(self, event: QMouseEvent) -> None:
        view = self._view
        if self._selecting:
            self._selecting = False
            self._pull.stop()
            self._offer_selection()
        elif self._held is not MouseButton.NONE or self._is_programs(event.modifiers()):
            self._held = MouseButton.NONE
            self._tell(event, _BUTTONS.get(event.button(), MouseButton.NONE), released=True)
        selection = view.selection
        if selection is not None and selection == Selection(selection.anchor, selection.anchor):
            view.select(None)

    def _on_wheel(self, event: QWheelEvent) -> None:
        view, modes = self._view, self._view.terminal.modes
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / _NOTCH)
        self._wheel -= notches * _NOTCH
        if not notches:
            return
        if self._is_programs(event.modifiers()):
            button = MouseButton.WHEEL_UP if notches > 0 else MouseButton.WHEEL_DOWN
            for _ in range(abs(notches)):
                self._tell(event, button)
        elif view.terminal.other is not None:
            if modes.wheel_is_arrows:
                letter = b"A" if notches > 0 else b"B"
                arrow = (b"\x1bO" if modes.application_cursor else b"\x1b[") + letter
                view.send(arrow * abs(notches) * WHEEL_LINES)
        else:
            view.scroll_to(view.top - notches * WHEEL_LINES)

    def _show_menu(self, at: QPoint) -> None:
        view = self._view
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(tr("Copy"), view.copy)
        copy.setEnabled(view.selection is not None)
        paste = menu.addAction(tr("Paste"), view.paste)
        paste.setEnabled(view.live and bool(QGuiApplication.clipboard().text()))
        menu.addSeparator()
        menu.addAction(tr("Select all"), view.select_all)
        menu.addAction(tr("Find…"), view.find_asked.emit)
        menu.popup(at)

    # How it is done

    def _is_programs(self, held: Qt.KeyboardModifier) -> bool:
        view = self._view
        return view.live and view.terminal.modes.mouse is not MouseMode.OFF and not held & _SHIFT

    def _tell(
        self,
        event: QMouseEvent | QWheelEvent,
        button: MouseButton,
        *,
        moved: bool = False,
        released: bool = False,
    ) -> None:
        view, held = self._view, event.modifiers()
        cell = self._told_at = view.cell_at(event.position().toPoint())
        act = MouseAct(
            button,
            cell.x,
            cell.line - view.top,
            moved,
            released,
            alt=bool(held & Qt.KeyboardModifier.AltModifier),
            control=bool(held & _CONTROL),
        )
        view.send(told(act, view.terminal.modes))

    def _count(self, event: QMouseEvent) -> None:
        """Count clicks that follow each other closely: three select a line."""
        point = event.position().toPoint()
        near = (point - self._clicked_place).manhattanLength() < QApplication.startDragDistance()
        soon = event.timestamp() - self._clicked_at < QApplication.doubleClickInterval()
        self._clicks = self._clicks % 3 + 1 if near and soon else 1
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self._clicks = 2
        self._clicked_at, self._clicked_place = event.timestamp(), point

    def _select_to(self, point: QPoint) -> None:
        view = self._view
        if view.selection is not None:
            unit = view.selection.unit
            head = view.place_at(point) if unit is Unit.CELL else view.cell_at(point)
            view.select(Selection(view.selection.anchor, head, unit))

    def _on_pull(self) -> None:
        """Scroll while something is selected beyond the edge."""
        view = self._view
        point = view.viewport().mapFromGlobal(view.cursor().pos())
        view.scroll_to(view.top + (-1 if point.y() < 0 else 1))
        self._select_to(point)

    def _offer_selection(self) -> None:
        """Where the desktop has it (X11), a middle click pastes what is selected."""
        view, clipboard = self._view, QGuiApplication.clipboard()
        text = view.selection.text(view.terminal) if view.selection is not None else ""
        if clipboard.supportsSelection() and text:
            clipboard.setText(text, clipboard.Mode.Selection)

    def _show_shape(self, event: QMouseEvent) -> None:
        view = self._view
        over_link = event.modifiers() & _CONTROL and link_at(
            view.terminal, view.cell_at(event.position().toPoint())
        )
        if over_link:
            shape = Qt.CursorShape.PointingHandCursor
        elif self._is_programs(event.modifiers()):
            shape = Qt.CursorShape.ArrowCursor
        else:
            shape = Qt.CursorShape.IBeamCursor
        if view.viewport().cursor().shape() != shape:
            view.viewport().setCursor(shape)
