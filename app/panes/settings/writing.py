"""Another value for a preference; what would cost something is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.look.components.confirm import ConfirmDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.panes.settings.rows import ValueWanted
    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class ValueRefused:
    """A value is not taken; no words where the user decided so."""

    key: str
    words: str = ""


class Writing(QObject):
    """Writes what a row wants.

    Signals:
        refused: a value was not taken.
    """

    refused = Signal(ValueRefused)

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._doubtful: ValueWanted | None = None

    def take(self, wanted: ValueWanted) -> None:
        """Write a value, when the user says so where it would cost something."""
        doubt = self._hub.preferences.get(wanted.key).doubt(wanted.value)
        if doubt is None:
            self._write(wanted)
            return
        self._doubtful = wanted
        dialog = ConfirmDialog(doubt.title, doubt.text, doubt.verb, self._window)
        dialog.finished.connect(self._on_answered)
        dialog.open()

    def _on_answered(self, result: int) -> None:
        wanted, self._doubtful = self._doubtful, None
        if wanted is not None and result:
            self._write(wanted)
        elif wanted is not None:
            self.refused.emit(ValueRefused(wanted.key))

    def _write(self, wanted: ValueWanted) -> None:
        try:
            self._hub.preferences.write(wanted.key, wanted.value)
        except UserError as error:
            self.refused.emit(ValueRefused(wanted.key, str(error)))
