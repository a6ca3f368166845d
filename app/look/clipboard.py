"""What is copied: managers of clipboards are asked not to keep a secret in their history."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
PRIVATE = {
    "x-kde-passwordManagerHint": b"secret",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): bytes(4),
    _WINDOWS.format("CanIncludeInClipboardHistory"): bytes(4),
}
"""Formats beside the text by which KDE, others that follow it, and Windows know a secret."""


def copy(text: str, *, secret: bool) -> None:
    """Put a text on the clipboard; `secret` says whether it may hold one."""
    data = QMimeData()
    data.setText(text)
    for kind, value in PRIVATE.items() if secret else ():
        data.setData(kind, value)
    QGuiApplication.clipboard().setMimeData(data)
