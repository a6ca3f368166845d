"""Cards with a short list: a title, a line below it, a state, and one button each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Card, ElidedLabel, IconButton, Line, Pill, Text
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.overview.items import Item

_ICON = 18
_ROW = 46
_EMPTY = 38
"""Pixels of two lines: what a wrapped label asks for by itself is that of a narrow one."""


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """The button of an item was pressed."""

    key: str


class _Row(QWidget):
    """One item."""

    asked = Signal(ItemAsked)

    def __init__(self, item: Item, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._icon = QLabel()
        self.title = ElidedLabel("", "strong")
        self.below = ElidedLabel("", "meta", "text2")
        self.pill = Pill()
        self.button = IconButton("dots-three", tr("Details"), size=18, side=28)
        self.button.clicked.connect(self._on_clicked)
        self.setFixedHeight(_ROW)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.below)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.pill)
        row.addWidget(self.button)
        theme().changed.connect(self._retint)
        self.show_item(item, first=True)

    def show_item(self, item: Item, *, first: bool = False) -> None:
        """Show the same item with other words."""
        if item == self.item and not first:
            return
        before, self.item = self.item, item
        for label, text in ((self.title, item.title), (self.below, item.below)):
            if label.whole_text() != text:
                label.setText(text)
        self.pill.show_state(item.pill, item.tone)
        self.pill.setVisible(bool(item.pill))
        self.button.setVisible(bool(item.action))
        if item.action and (first or item.action != before.action):
            self.button.rename(f"{item.action}: {item.title}")
            self.button.set_icon_name(item.action_icon)
        if first or item.icon != before.icon:
            self._retint()

    def _retint(self, _changed: ThemeChanged | None = None) -> None:
        self._icon.setPixmap(pixmap(self.item.icon, "text2", _ICON, self.devicePixelRatioF()))

    def _on_clicked(self) -> None:
        self.asked.emit(ItemAsked(self.item.key))


class _Box(QWidget):
    """Room for rows.

    Signals:
        resized: there is more or less room.
    """

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell."""
        super().resizeEvent(event)
        self.resized.emit()


class ListCard(Card):
    """A titled list of as many rows as fit, or words that say why it is empty.

    Signals:
        asked: the button of an item was pressed.
    """

    asked = Signal(ItemAsked)

    def __init__(self, title: str, link: str) -> None:
        """Make an empty list; `link` leads to where everything is."""
        super().__init__(title)
        self._items: tuple[Item, ...] = ()
        self._rows: list[_Row] = []
        self._lines: list[Line] = []
        self.link = Button(link, "link")
        self.link.setAccessibleName(f"{link}: {title}")
        self.header.addWidget(self.link)
        self.empty = Text("", "body", "text2", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setMinimumHeight(_EMPTY)
        self._box = _Box()
        self._box.setMinimumHeight(_ROW)
        # Rows come and go with the room: they must not ask for any.
        self._box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._box.resized.connect(self._fit)
        self._list = QVBoxLayout(self._box)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self.body.setSpacing(6)
        self.body.setContentsMargins(16, 12, 14, 10)
        self.body.addWidget(self.empty)
        self.body.addWidget(self._box, 1)

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them, also those that there is no room for."""
        return self._items

    def show_items(self, items: Sequence[Item], empty: str) -> None:
        """Show other items; `empty` explains that there are none."""
        self._items = tuple(items)
        if self.empty.text() != empty:
            self.empty.setText(empty)
        self.empty.setVisible(not items)
        self._box.setVisible(bool(items))
        self._fit()

    def _fit(self) -> None:
        room = max(self._box.height() // (_ROW + 1), 1)
        shown = self._items[:room]
        if [item.key for item in shown] != [row.item.key for row in self._rows]:
            self._rebuild(shown)
        for row, item in zip(self._rows, shown, strict=True):
            row.show_item(item)
        left_out = len(self._items) - len(shown)
        self.subtitle.setText(
            tr("{shown} of {items}").format(shown=len(shown), items=len(self._items))
            if left_out
            else ""
        )

    def _rebuild(self, items: Sequence[Item]) -> None:
        for widget in (*self._rows, *self._lines):
            self._list.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._rows, self._lines = [], []
        for number, item in enumerate(items):
            if number:
                line = Line()
                self._lines.append(line)
                self._list.insertWidget(self._list.count() - 1, line)
            row = _Row(item)
            row.asked.connect(self.asked)
            self._rows.append(row)
            self._list.insertWidget(self._list.count() - 1, row)
