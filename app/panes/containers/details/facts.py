"""Rows of facts: what it is, its value, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from app.core.i18n import numeral, tr
from app.core.log import MASK
from app.look.components import IconButton, Text

_KEY_WIDTH = 132
_INSET = 3
_LONGEST = 2000
_MOST = 200
"""Characters of a value that are shown; copying copies all."""


@dataclass(frozen=True, slots=True)
class FactAction:
    """A small button at the end of a row."""

    icon: str
    name: str
    """What it does, for tooltip and screen reader."""
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Fact:
    """One row."""

    key: str
    value: str = field(repr=False)
    """It may be a secret."""
    is_code: bool = False
    """Whether the value is a path, a command or an id."""
    is_hidden: bool = False
    """Whether the value is a secret, shown when it is asked for."""
    tone: str = "text"
    actions: Sequence[FactAction] = ()


class FactRows(QWidget):
    """A table of facts without lines; values can be selected.

    Secrets that were revealed stay so until other rows are shown.
    """

    def __init__(self, *, mono_keys: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mono_keys = mono_keys
        self._facts: tuple[Fact, ...] = ()
        self._values: dict[str, Text] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, _KEY_WIDTH)

    def value(self, key: str) -> str:
        """Return what is shown beside a key."""
        return self._values[key].text()

    def show_facts(self, facts: Iterable[Fact]) -> None:
        """Replace all rows, unless they say the same."""
        told = _readable(tuple(facts))
        if [_said(each) for each in told] == [_said(each) for each in self._facts]:
            return
        self._facts = told
        self._values.clear()
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, fact in enumerate(told):
            self._add(number, fact)

    def _add(self, number: int, fact: Fact) -> None:
        role = "mono" if self._mono_keys else "label"
        key = Text(fact.key, role, "text2", wrap=self._mono_keys)
        value = Text("", "mono" if fact.is_code else "body", fact.tone, wrap=True, selectable=True)
        value.setMinimumWidth(60)
        key.setBuddy(value)
        if fact.is_hidden or fact.actions:  # in line with the pictures of the buttons
            key.setContentsMargins(0, _INSET, 0, _INSET)
            value.setContentsMargins(0, _INSET, 0, _INSET)
        self._values[fact.key] = value
        _show_value(value, fact, hidden=fact.is_hidden)
        row = QWidget()
        buttons = QHBoxLayout(row)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(2)
        if fact.is_hidden:
            buttons.addWidget(_Reveal(value, fact))
        for action in fact.actions:
            button = IconButton(action.icon, action.name, size=14, side=22)
            button.clicked.connect(action.run)
            buttons.addWidget(button)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(key, number, 0, top)
        self._grid.addWidget(value, number, 1, top)
        self._grid.addWidget(row, number, 2, top | Qt.AlignmentFlag.AlignRight)


class _Reveal(IconButton):
    """Shows one secret, and hides it again."""

    def __init__(self, value: QLabel, fact: Fact) -> None:
        super().__init__("eye", tr("Reveal {key}").format(key=fact.key), size=14, side=22)
        self._value, self._fact, self._hidden = value, fact, True
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._hidden = not self._hidden
        self.set_icon_name("eye" if self._hidden else "eye-slash")
        verb = tr("Reveal {key}") if self._hidden else tr("Hide {key}")
        self.rename(verb.format(key=self._fact.key))
        _show_value(self._value, self._fact, hidden=self._hidden)


def _show_value(label: QLabel, fact: Fact, *, hidden: bool) -> None:
    shown = MASK if hidden else fact.value
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}…"
    label.setText(shown or "—")
    spoken = tr("hidden", "a value") if hidden else shown or tr("empty", "a value")
    label.setAccessibleName(f"{fact.key}: {spoken}")


def _readable(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Leave out what nobody reads here: a container may have any number of labels."""
    more = len(facts) - _MOST
    return (
        (*facts[:_MOST], Fact("…", tr("{more} more: see Inspect").format(more=numeral(more))))
        if more > 0
        else facts
    )


def _said(fact: Fact) -> tuple[object, ...]:
    return (
        fact.key,
        fact.value,
        fact.is_hidden,
        fact.tone,
        *(action.name for action in fact.actions),
    )
