"""Where Tab leads to widgets that were made after what stands below them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow(before: QWidget, *after: QWidget) -> None:
    """Have Tab lead from a widget through all that takes the keyboard in others."""
    for widget in after:
        for each in (widget, *widget.findChildren(QWidget)):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, each)
                before = each
