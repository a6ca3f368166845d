"""What a screen reader and the Tab key find below a widget."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from app.core.paths import resource

_ICONS = {path.stem for path in resource("icons").glob("*.svg")}
_LONGEST_WALK = 300
_MOST_CHILDREN = 300
_SLACK = 2
"""Pixels by which two controls of a row may differ."""


def unnamed(root: QWidget) -> list[str]:
    """Return every visible, focusable thing that has no name."""
    return [
        f"{_kind(item)} {item.text(QAccessible.Text.Name)!r}"
        for item in _visible(QAccessible.queryAccessibleInterface(root))
        if item.state().focusable and not has_name(item)
    ]


def has_name(item: QAccessibleInterface) -> bool:
    """Whether it is called something that can be said: not only an icon's name, or a sign."""
    name = item.text(QAccessible.Text.Name).strip()
    return bool(re.search(r"\w", name)) and name not in _ICONS


def _visible(item: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if item is None or item.state().invisible:
        return
    yield item
    for place in range(min(item.childCount(), _MOST_CHILDREN)):
        yield from _visible(item.child(place))


def _kind(item: QAccessibleInterface) -> str:
    thing = item.object()
    if thing is None:
        return str(item.role())
    return f"{type(thing).__name__} in {type(thing.parent()).__name__}"


def tab_faults(root: QWidget) -> list[str]:
    """Walk through `root` by Tab and return what holds the keyboard, is left out or goes back."""
    wanted = list(_wanted(root))
    stops = _walk(root)
    if not wanted:
        return []
    faults = [f"held by {_told(stops[-1])}"] if len(stops) > 1 and stops[-1] is stops[-2] else []
    reached = {id(stop) for stop in stops}
    faults += [f"left out: {_told(each)}" for each in wanted if not _is_reached(each, reached)]
    inside = [stop for stop in stops if root.isAncestorOf(stop)]
    back = [
        f"back: {_told(before)} -> {_told(after)}"
        for before, after in itertools.pairwise(inside)
        if _goes_back(_place(before), _place(after))
    ]
    return faults + back[root.isWindow() :]  # in a dialog it goes round once


def _wanted(root: QWidget) -> Iterator[QWidget]:
    for each in root.findChildren(QWidget):
        takes = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isEnabled()
        if takes and each.isVisible() and not each.visibleRegion().isEmpty():
            yield each


def _is_reached(widget: QWidget, reached: set[int]) -> bool:
    if id(widget) in reached or id(widget.focusProxy()) in reached:
        return True
    if not isinstance(widget, QAbstractButton):
        return False
    group = widget.group()
    if group is not None and group.exclusive():
        return any(id(each) in reached for each in group.buttons())
    return widget.autoExclusive()


def _walk(root: QWidget) -> list[QWidget]:
    """Return where Tab leads until it leaves `root`; twice the one that it does not leave."""
    stops: list[QWidget] = []
    window = root.window()
    for _ in range(_LONGEST_WALK):
        before = QApplication.focusWidget() or window
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "\t")
            QApplication.sendEvent(before, key)
        now = QApplication.focusWidget()
        if now is None or (stops and now is stops[0]):
            break
        if stops and root.isAncestorOf(stops[-1]) and not root.isAncestorOf(now):
            break
        stops.append(now)
        if now is before:
            stops.append(now)
            break
    return stops


def _place(widget: QWidget) -> QRect:
    """Return where it is in the window, were nothing scrolled."""
    corner = widget.mapTo(widget.window(), QPoint(0, 0))
    around = widget.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around, QScrollArea):
            bars = around.horizontalScrollBar(), around.verticalScrollBar()
            corner += QPoint(*(bar.value() for bar in bars))
        around = around.parentWidget()
    return QRect(corner, widget.size())


def _goes_back(before: QRect, after: QRect) -> bool:
    if after.bottom() <= before.top() + _SLACK:  # up: only to the next column
        return after.left() < before.right() - _SLACK
    beside = after.top() < before.bottom() - _SLACK and after.bottom() > before.top() + _SLACK
    return beside and after.right() <= before.left() + _SLACK


def _told(widget: QWidget) -> str:
    text = widget.accessibleName() or str(widget.property("text") or "")
    return f"{type(widget).__name__} {text!r}"
