"""What of the palette is seen: field, kinds, list, and what the keys do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import numeral, tr
from app.look.components import Chosen, ElidedLabel, Line, Text, scrolled
from app.look.components.keycap import KeyCap
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import ThemeChanged, theme
from app.shell.palette.entries import WORDS, Kind
from app.shell.palette.field import Field
from app.shell.palette.finding import Found
from app.shell.palette.matching import Query
from app.shell.palette.row_delegate import ROW_HEIGHT, RowDelegate

ROWS = 10
"""Rows in sight at most."""
_CHIP_HEIGHT = 26
FIELD_MIDDLE = 23
"""Pixels from the top to the middle of the field."""


class Panel(QFrame):
    """The card of the palette.

    Signals:
        kind_chosen: a kind was clicked; its key, "" for all.
    """

    kind_chosen = Signal(Chosen)

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "palette")
        self.field = Field()
        self.field.setPlaceholderText(tr("Search or run a command…"))
        self.field.setAccessibleName(tr("Search or run a command"))
        self.field.setAccessibleDescription(
            tr("Arrow keys choose, Enter runs, Tab shows the next kind, > shows commands.")
        )
        self._glass = QLabel()
        self._chips: dict[str, QPushButton] = {}
        row = QWidget()
        self._kinds = QHBoxLayout(row)
        self._strip = _strip(row)
        self.list = _list(model, self)
        self.pages = QStackedWidget()
        self._rows = RowDelegate(self.list)
        self.list.setItemDelegate(self._rows)
        self.nothing = Text("", "body", "text2", wrap=True)
        self.count = _FilledLabel("", "meta", "text2")
        self._lay_out()
        theme().changed.connect(self._retint)
        self._retint()

    def show_kinds(self, kinds: Sequence[Kind], chosen: Kind | None) -> None:
        """Offer these kinds beside all."""
        wanted = {"": tr("All"), **{kind.value: WORDS[kind].several for kind in kinds}}
        if list(wanted) != list(self._chips):
            for chip in self._chips.values():
                chip.hide()
                chip.deleteLater()
            self._chips = {key: self._chip(key, words) for key, words in wanted.items()}
        for key, chip in self._chips.items():
            chip.setChecked(key == (chosen or ""))
            if chip.isChecked():
                self._strip.ensureWidgetVisible(chip)

    def show_found(self, found: Found, query: Query, *, reading: bool) -> None:
        """Make room for what was found, and say how much it is."""
        self._rows.query = query
        self._rows.recent = found.recent if found.recent < len(found.entries) else 0
        some = bool(found.entries)
        self.pages.setCurrentWidget(self.list if some else self.nothing)
        self.nothing.setText("" if some else _why_nothing(reading=reading))
        count = tr("%n entries", "%n entry", found.count)
        if len(found.entries) < found.count:
            shown = numeral(len(found.entries))
            count = tr("{shown} of {entries}").format(shown=shown, entries=count)
        self.count.setText(tr("Reading conversations…") if reading else count)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 6, 14, 6)
        top.setSpacing(6)
        top.addWidget(self._glass)
        top.addWidget(self.field, 1)
        self._kinds.setContentsMargins(12, 10, 12, 2)
        self._kinds.setSpacing(5)
        self._kinds.addStretch(1)
        middle = QVBoxLayout()
        middle.setContentsMargins(8, 6, 8, 6)
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.nothing)
        self.pages.setFixedHeight(ROWS * ROW_HEIGHT)  # nothing jumps while somebody types
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(12, 10, 12, 12)
        middle.addWidget(self.pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Line())
        column.addWidget(self._strip)
        column.addLayout(middle)
        column.addWidget(Line())
        column.addLayout(self._legend())

    def _legend(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 7, 16, 8)
        row.setSpacing(6)
        for keys, words in (
            (("↑", "↓"), tr("choose")),
            (("↵",), tr("open")),
            (("Tab",), tr("next kind")),
            ((">",), tr("commands")),
            (("Esc",), tr("close")),
        ):
            for key in keys:
                row.addWidget(KeyCap(key))
            row.addWidget(Text(words, "meta", "text2"))
            row.addSpacing(8)
        row.addStretch(1)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.count, 1)
        return row

    def _chip(self, key: str, words: str) -> QPushButton:
        chip = QPushButton(words)
        chip.setProperty("look", "chip")
        chip.setFixedHeight(_CHIP_HEIGHT)
        chip.setCheckable(True)
        chip.setFont(ui_font(12, 500))
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        chip.setObjectName(key)
        chip.clicked.connect(self._on_chip)
        self._kinds.insertWidget(self._kinds.count() - 1, chip)
        return chip

    def _on_chip(self) -> None:
        sender = self.sender()
        assert isinstance(sender, QPushButton)
        self.kind_chosen.emit(Chosen(sender.objectName()))

    def _retint(self, _changed: ThemeChanged | None = None) -> None:
        scale = self.devicePixelRatioF()
        self._glass.setPixmap(pixmap("magnifying-glass", "text2", 18, scale))


class _FilledList(QListView):
    """Fills its whole place: else all that is below would be drawn anew with each key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill, then draw the rows."""
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(colour("surface")))
        super().paintEvent(event)


class _FilledLabel(ElidedLabel):
    """The same for a label that changes with each key."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill, then draw the text."""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(colour("surface")))
        super().paintEvent(event)


def _strip(row: QWidget) -> QScrollArea:
    """Return a place for the kinds that moves where a language has no room for all."""
    strip = scrolled(row)
    strip.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    strip.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    strip.setFixedHeight(_CHIP_HEIGHT + 12)
    return strip


def _list(model: QAbstractItemModel, parent: QWidget) -> QListView:
    shown = _FilledList(parent)
    shown.setProperty("look", "palette")
    shown.setModel(model)
    shown.setUniformItemSizes(True)
    shown.setMouseTracking(True)
    shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    shown.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    shown.setAccessibleName(tr("What was found"))
    return shown


def _why_nothing(*, reading: bool) -> str:
    if reading:
        return tr("Nothing else is called that. Conversations are being read.")
    return tr("Nothing is called that. Of nodes that are not connected, only the name is known.")
