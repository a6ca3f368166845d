"""Everything a window shows or says, to see that what machines say is text and nothing more."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QPlainTextEdit, QWidget

from app.look.components.text import plain_tip

ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_WRAPPED = plain_tip("<").partition("&lt;")[0]


def harmful(window: QWidget) -> list[str]:
    """Return what is not plain, printable text, and where it is."""
    return [
        f"{type(widget).__name__}: {text!r}"
        for widget in _visible(window)
        for text, is_plain in _texts(widget)
        if not _is_harmless(text, is_plain=is_plain)
    ]


def is_shown(window: QWidget, words: str) -> bool:
    """Whether some text of the window has these words."""
    return any(words in text for widget in _visible(window) for text, _plain in _texts(widget))


def _visible(window: QWidget) -> Iterator[QWidget]:
    return (each for each in (window, *window.findChildren(QWidget)) if each.isVisible())


def _is_harmless(text: str, *, is_plain: bool) -> bool:
    printable = all(each.isprintable() or each in "\n\t\u2028\u2029" for each in text)
    inside = text.removeprefix(_WRAPPED).removesuffix("</p>")
    return printable and (is_plain or "<" not in inside)


def _texts(widget: QWidget) -> Iterator[tuple[str, bool]]:
    """Yield each text, and whether Qt shows it as it is, whatever it looks like."""
    if isinstance(widget, QLabel):
        yield widget.text(), widget.textFormat() is Qt.TextFormat.PlainText
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText(), True
    elif (text := widget.property("text")) is not None:
        yield str(text), True
    for named in (widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()):
        yield named, True
    yield widget.toolTip(), False
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _told(widget.model(), QModelIndex())


def _told(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[tuple[str, bool]]:
    for row in range(model.rowCount(parent)):
        for column in range(model.columnCount(parent)):
            index = model.index(row, column, parent)
            for role in ROLES:
                if isinstance(text := index.data(role), str):
                    yield text, role != Qt.ItemDataRole.ToolTipRole
        yield from _told(model, model.index(row, 0, parent))
