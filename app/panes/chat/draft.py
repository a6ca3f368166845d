"""What is typed into a field that belongs to no conversation yet, kept between two starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.settings import setting

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.chat import ChatState

_SOON_MS = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and not sent."""

    text: str = setting("", "what was typed and not sent")


class KeptDraft(QObject):
    """Reads it once, and writes it soon after the last key."""

    def __init__(self, chat: ChatState, section: str, parent: QObject) -> None:
        super().__init__(parent)
        self._chat = chat
        self._section = section
        self.text = chat.settings.load(section, Draft).text
        """What is typed."""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._write)

    def keep(self, text: str) -> None:
        """Keep another text."""
        if text != self.text:
            self.text = text
            self._soon.start()

    def _write(self) -> None:
        store, section, draft = self._chat.settings, self._section, Draft(self.text)

        def save(_cancel: Cancel) -> object:
            store.save(section, draft)
            return None

        self._chat.start(self._chat.work(save))
