"""ModelPicker: a button that says which model is chosen, and the list to choose another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class ModelChosen:
    """A model of an endpoint, by their ids."""

    endpoint: str
    model: str


class ModelPicker(QToolButton):
    """Shows the model that is chosen and opens the list of all.

    Signals:
        chosen: the user chose a model.
    """

    chosen = Signal(ModelChosen)

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    def show_choice(self, endpoint: str, model: str) -> None:
        """Show what is chosen, without `chosen`; empty texts: nothing is."""
        self.setText(model or "Choose a model")
