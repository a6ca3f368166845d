"""Key combinations as this system writes them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence


def native_keys(keys: str) -> str:
    """Return a combination as this system and language write it: `Ctrl+N`, `⌘N`, `Strg+N`."""
    formats = QKeySequence.SequenceFormat
    return QKeySequence.fromString(keys, formats.PortableText).toString(formats.NativeText)
