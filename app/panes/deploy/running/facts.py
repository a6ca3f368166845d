"""Facts: all that is known of a model, and why the rest is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.look.components import Text, scrolled
from app.panes.deploy.running.tab import ModelTab
from app.panes.deploy.running.words import facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.panes.deploy.running.rows import ModelRow

Fact = tuple[str, str]
"""What it is, and its value."""


class FactsTab(ModelTab):
    """Two columns of facts. Numbers change where they stand: what is selected stays selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.halves = (_Half(), _Half())
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 2, 8, 0)
        row.setSpacing(32)
        for half in self.halves:
            row.addWidget(half, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(content))

    @property
    def facts(self) -> dict[str, str]:
        """What is shown."""
        return {name: value.text() for half in self.halves for name, value in half.values.items()}

    def show_row(self, row: ModelRow | None) -> None:
        """Show a model."""
        facts = facts_of(row) if row is not None else ()
        middle = (len(facts) + 1) // 2
        self.halves[0].show_facts(facts[:middle])
        self.halves[1].show_facts(facts[middle:])


class _Half(QWidget):
    """One column of facts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: dict[str, Text] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these; the same ones only change their values."""
        if list(self.values) != [name for name, _value in facts]:
            self._rebuild([name for name, _value in facts])
        for name, value in facts:
            shown = self.values[name]
            if shown.text() != value:
                shown.setText(value)
                shown.setAccessibleName(f"{name}: {value}")

    def _rebuild(self, names: Sequence[str]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.values = {}
        for number, name in enumerate(names):
            label = Text(name, "label", "text2")
            value = self.values[name] = Text("", "body", wrap=True, selectable=True)
            label.setBuddy(value)
            self._grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1)
