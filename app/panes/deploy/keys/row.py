"""One key of the dialog: what it is for, whether it is there, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, DotState, StateDot, Text, plain_tip
from app.services.serving.keys import Key, KeyState


@dataclass(frozen=True, slots=True)
class KeyAsked:
    """Something shall be done about a key."""

    variable: str


class KeyRow(QWidget):
    """A key with its buttons.

    Signals:
        wanted: it shall be added, or another put in its place.
        removal_asked: it shall be forgotten.
        page_asked: the page where one gets it.
    """

    wanted = Signal(KeyAsked)
    removal_asked = Signal(KeyAsked)
    page_asked = Signal(KeyAsked)

    def __init__(self, key: Key) -> None:
        super().__init__()
        self._asked = KeyAsked(key.variable)
        self.title = Text(key.title, "strong")
        self.where = Text(key.variable, "label", "text2")
        self.add = Button(tr("Add…"), "link")
        self.remove = Button(tr("Remove…"), "link")
        self.page = Button(tr("Get one"), "link", "arrow-square-out")
        self._dot = StateDot()
        self._name = key.title
        self._lay_out(key)
        self.remove.setAccessibleName(tr("Remove the {title}").format(title=key.title))
        self.page.setAccessibleName(tr("Where one gets a {title}").format(title=key.title))
        self.page.setToolTip(plain_tip(key.page))
        self.page.setVisible(bool(key.page))
        self.remove.hide()
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.page.clicked.connect(self._on_page)

    def show_state(self, state: KeyState) -> None:
        """Show whether it is there, and where it is kept."""
        words = tr("not there")
        if state.is_there:
            words = tr("in the keyring") if state.in_keyring else tr("until you quit")
        self.where.setText(f"{state.key.variable} · {words}")
        self._dot.set_state(DotState.ON if state.is_there else DotState.OFF, words)
        self.add.setText(tr("Replace…") if state.is_there else tr("Add…"))
        name = tr("Replace the {name}") if state.is_there else tr("Add the {name}")
        self.add.setAccessibleName(name.format(name=self._name))
        self.remove.setVisible(state.is_there)

    def _on_add(self) -> None:
        self.wanted.emit(self._asked)

    def _on_remove(self) -> None:
        self.removal_asked.emit(self._asked)

    def _on_page(self) -> None:
        self.page_asked.emit(self._asked)

    def _lay_out(self, key: Key) -> None:
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.title, 1)
        for button in (self.page, self.remove, self.add):
            head.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._dot, 0, 0)
        grid.addLayout(head, 0, 1)
        grid.addWidget(self.where, 1, 1)
        grid.addWidget(Text(key.purpose, "label", "text3", wrap=True), 2, 1)
