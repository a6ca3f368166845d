"""What was used last, across starts."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import SettingsUnwritable
from app.core.settings import setting
from app.workers.worker import once

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.state.hub import Hub

log = logging.getLogger(__name__)

_SECTION = "palette"
_KEPT = 30


@dataclass(frozen=True, slots=True)
class PaletteSettings:
    """What the palette remembers."""

    recent: tuple[str, ...] = setting((), "What was used, the last one first.")


class Recent:
    """Keys of entries that were used, the last one first."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.keys = hub.settings.load(_SECTION, PaletteSettings).recent

    def add(self, key: str) -> None:
        """Remember that an entry was used. Written by a worker: a disk may take its time."""
        self.keys = (key, *(each for each in self.keys if each != key))[:_KEPT]
        kept, settings = PaletteSettings(self.keys), self._hub.settings

        def write(_cancel: Cancel) -> None:
            try:
                settings.save(_SECTION, kept)
            except SettingsUnwritable as error:
                log.warning("%s", error)  # it is in force until the end, and nobody asked for it

        self._hub.supervisor.start(self._hub.supervisor.worker("palette:recent", once(write)))
