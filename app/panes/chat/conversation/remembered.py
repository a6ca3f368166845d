"""What the conversation view remembers between two starts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core.settings import setting

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.chat import ChatState

SECTION = "conversations"
_SOON_MS = 500


@dataclass(frozen=True, slots=True)
class Remembered:
    """Which model is talked to next, and what was typed and not sent."""

    endpoint: str = setting("", "endpoint that new conversations begin with")
    model: str = setting("", "model that new conversations begin with")
    draft: str = setting("", "what was typed into a new conversation and not sent")
    list_shown: bool = setting(True, "whether the list of conversations is shown")


class Memory(QObject):
    """Reads it once, and writes what is changed soon."""

    def __init__(self, chat: ChatState) -> None:
        super().__init__()  # it outlives who made it until what changed is written
        self._chat = chat
        self._now = chat.settings.load(SECTION, Remembered)
        self._changes: dict[str, object] = {}
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._write)

    @property
    def now(self) -> Remembered:
        """What is remembered."""
        return self._now

    def change(self, **changes: object) -> None:
        """Remember something else."""
        changed = replace(self._now, **changes)  # type: ignore[arg-type]
        if changed != self._now:
            self._now = changed
            self._changes |= changes
            self._chat.hub.unfinished[self] = self._write_at_once
            self._soon.start(_SOON_MS)

    def _write_at_once(self) -> str:
        """Lose nothing by quitting: the program may end before the timer does."""
        self._soon.start(0)  # forgets that there was something to lose, if it goes on
        self._save()
        return ""

    def _write(self) -> None:
        self._chat.hub.unfinished.pop(self, None)
        if self._changes:
            self._save()

    def _save(self) -> None:
        changes, self._changes = self._changes, {}
        store = self._chat.settings

        def save(_cancel: Cancel) -> object:
            with store.exclusive():  # another window remembers other things meanwhile
                known = store.load(SECTION, Remembered)
                store.save(SECTION, replace(known, **changes))  # type: ignore[arg-type]
            return None

        self._chat.start(self._chat.work(save))
