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

    def __init__(self, chat: ChatState, section: str) -> None:
        super().__init__()  # it outlives who made it until what changed is written
        self._chat = chat
        self._section = section
        self.text = chat.settings.load(section, Draft).text
        """What is typed."""
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._write)

    def keep(self, text: str) -> None:
        """Keep another text."""
        if text != self.text:
            self.text = text
            self._chat.hub.unfinished[self] = self._write_at_once
            self._soon.start(_SOON_MS)

    def _write_at_once(self) -> str:
        """Lose nothing by quitting: the program may end before the timer does."""
        self._soon.start(0)  # forgets that there was something to lose, if it goes on
        self._save()
        return ""

    def _write(self) -> None:
        if self._chat.hub.unfinished.pop(self, None) is not None:
            self._save()

    def _save(self) -> None:
        store, section, draft = self._chat.settings, self._section, Draft(self.text)

        def save(_cancel: Cancel) -> object:
            store.save(section, draft)
            return None

        self._chat.start(self._chat.work(save))
