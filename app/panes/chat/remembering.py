"""Memory: what chat remembers between two starts, read once and written soon."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.chat import ChatState

SectionT = TypeVar("SectionT")
_SOON_MS = 500


class Memory(QObject, Generic[SectionT]):
    """Reads a section of the settings once, and writes what is changed soon."""

    def __init__(self, chat: ChatState, section: str, model: type[SectionT]) -> None:
        super().__init__()  # it outlives who made it until what changed is written
        self._chat = chat
        self._section = section
        self._model = model
        self._now = chat.settings.load(section, model)
        self._changes: dict[str, object] = {}
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._write)

    @property
    def now(self) -> SectionT:
        """What is remembered."""
        return self._now

    def change(self, **changes: object) -> None:
        """Remember something else."""
        changed = replace(self._now, **changes)  # type: ignore[type-var]
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
        store, section, model = self._chat.settings, self._section, self._model

        def save(_cancel: Cancel) -> object:
            with store.exclusive():  # another window remembers other things meanwhile
                known = store.load(section, model)
                store.save(section, replace(known, **changes))  # type: ignore[type-var]
            return None

        self._chat.start(self._chat.work(save))
