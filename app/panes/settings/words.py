"""Values of preferences in words."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from app.core.i18n import tr
from app.core.said import said
from app.state.preferences import Choices, Control, Keys, Switch, TimeOfDay, Whole


def value_text(control: Control, value: object) -> str:
    """Return what a value is called: `Dark`, `2 GiB`, `22:00`."""
    if isinstance(control, Switch):
        return tr("on") if value else tr("off")
    if isinstance(control, Choices):
        return next((words for key, words in control.options if key == value), said(str(value)))
    if isinstance(control, TimeOfDay) and isinstance(value, int):
        return f"{value // 60:02}:{value % 60:02}"
    if isinstance(control, Keys):
        shown = QKeySequence.fromString(str(value), QKeySequence.SequenceFormat.PortableText)
        return shown.toString(QKeySequence.SequenceFormat.NativeText) or tr("none")
    if isinstance(control, Whole):
        return f"{value} {control.unit}".strip()
    return said(str(value))
