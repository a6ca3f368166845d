"""A link of a message, pressed by a person: the web, or a letter; nothing else is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from app.state.hub import Hub


def open_link(hub: Hub, url: str) -> None:
    """Open an address that a person pressed, whoever wrote it."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return
    if scheme in ("http", "https"):
        hub.launcher.open_url(url)
    elif scheme == "mailto":
        QDesktopServices.openUrl(QUrl(url))
