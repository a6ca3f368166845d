"""What mouse and keys on a chart mean: the cursor moves, a stretch is chosen, time is moved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from app.plots.cursor import TimeCursor
from app.plots.navigation import KEY_FACTOR, KEY_PAN, WHEEL_FACTOR, TimeNavigation

_CLICK = 5.0
"""Pixels that a hand moves during a click."""
_PAGE = 0.1
"""Share of the window that one Page Up moves the cursor."""
_NOTCH = 120
_WHEEL_PAN = 0.1
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Drag:
    """One press of a mouse button on a plot until it is let go."""

    def __init__(self, navigation: TimeNavigation, x: float, place: float, *, pan: bool) -> None:
        self._navigation = navigation
        self._x, self._place, self._pan = x, place, pan
        self._chosen = False

    def move(self, x: float, per_pixel: float) -> None:
        """Follow the mouse; `per_pixel` is the share of the window that one pixel is."""
        if self._pan:
            self._navigation.pan((self._x - x) * per_pixel)
            self._x = x
        elif self._chosen or abs(x - self._x) >= _CLICK:
            self._chosen = True
            self._navigation.select(self._place, self._place + (x - self._x) * per_pixel)

    def finish(self) -> None:
        """Show what was chosen."""
        if self._chosen:
            self._navigation.zoom_selected()

    def cancel(self) -> None:
        """Choose nothing."""
        self._chosen = False
        self._navigation.select(None)


def begin_drag(navigation: TimeNavigation, event: QMouseEvent, place: float) -> Drag | None:
    """Return the drag that a press begins, None for a button that means nothing here."""
    x, button = event.position().x(), event.button()
    if button == Qt.MouseButton.LeftButton:
        return Drag(navigation, x, place, pan=bool(event.modifiers() & _SHIFT))
    if button == Qt.MouseButton.MiddleButton:
        return Drag(navigation, x, place, pan=True)
    return None


def turn_wheel(navigation: TimeNavigation, event: QWheelEvent, place: float) -> bool:
    """Zoom with Ctrl, move through time with Shift or sideways; else it scrolls: False."""
    turned = event.angleDelta()
    if event.modifiers() & _CTRL and turned.y():
        navigation.zoom(WHEEL_FACTOR ** (turned.y() / _NOTCH), place)
        return True
    sideways = turned.y() if event.modifiers() & _SHIFT else turned.x()
    if not sideways:
        return False
    navigation.pan(-sideways / _NOTCH * _WHEEL_PAN)
    return True


def press_cursor_key(
    cursor: TimeCursor, navigation: TimeNavigation | None, event: QKeyEvent, step: float
) -> bool:
    """Move the cursor, with Shift choosing a stretch on the way. False: another key.

    Args:
        cursor: the one of all charts.
        navigation: None where time cannot be moved.
        event: the key.
        step: share of the window that one arrow key moves it.
    """
    moves = {
        Qt.Key.Key_Left: -step,
        Qt.Key.Key_Right: step,
        Qt.Key.Key_PageUp: -_PAGE,
        Qt.Key.Key_PageDown: _PAGE,
        Qt.Key.Key_Home: -1.0,
        Qt.Key.Key_End: 1.0,
    }
    key, modifiers = event.key(), event.modifiers()
    if modifiers & _CTRL:
        return False
    if key in moves:
        move = moves[Qt.Key(key)]
        if navigation is None or not modifiers & _SHIFT:
            cursor.step(move)
        else:
            _choose_by_key(cursor, navigation, move)
        return True
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and navigation is not None:
        navigation.zoom_selected()
        return True
    if key == Qt.Key.Key_Escape and navigation is not None and navigation.selection is not None:
        navigation.select(None)
        return True
    if key == Qt.Key.Key_Escape and cursor.place is not None:
        cursor.move(None)
        return True
    return False


def press_time_key(navigation: TimeNavigation, cursor: TimeCursor, event: QKeyEvent) -> bool:
    """Zoom or move through time. False: another key."""
    key, around = event.key(), 1.0 if cursor.place is None else cursor.place
    if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        navigation.zoom(KEY_FACTOR, around)
    elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
        navigation.zoom(1 / KEY_FACTOR, around)
    elif key == Qt.Key.Key_Backspace:
        navigation.back_asked.emit()
    elif key == Qt.Key.Key_Escape:
        navigation.reset_asked.emit()
    elif event.modifiers() & _CTRL and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        navigation.pan(-KEY_PAN if key == Qt.Key.Key_Left else KEY_PAN)
    elif event.modifiers() & _CTRL and key == Qt.Key.Key_End:
        navigation.now_asked.emit()
    else:
        return False
    return True


def _choose_by_key(cursor: TimeCursor, navigation: TimeNavigation, move: float) -> None:
    before = 1.0 if cursor.place is None else cursor.place
    chosen = navigation.selection
    anchor = before
    if chosen is not None:  # the end that the cursor is not at stays
        anchor = chosen[0] if abs(chosen[1] - before) < abs(chosen[0] - before) else chosen[1]
    cursor.step(move)
    navigation.select(anchor, before if cursor.place is None else cursor.place)
