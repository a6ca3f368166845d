"""Machines that announce themselves on the network, one row each with a button to add it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, ElidedLabel, IconButton, SectionLabel, Text, plain_tip
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme

STATE_FROM = 230
"""Width from which the heading leaves room for the state of the search."""
MOST_ROWS = 40
"""Rows drawn at most: a network may announce thousands."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """What one row shows."""

    key: str
    name: str
    line: str
    """Where it is and why it may be a Spark."""
    tip: str = ""
    """Everything else that is known, for the tooltip and the screen reader."""
    saved: bool = False
    """Whether it is a saved node already."""
    likely: bool = False
    group: str = ""
    """Heading above the rows of this group; empty for none."""


@dataclass(frozen=True, slots=True)
class FoundChosen:
    """The key of the row whose button was pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the buttons of the rows say."""

    new: str = tr("Add")
    saved: str = tr("Show")


class FoundList(QWidget):
    """Rows that come and go while the keyboard stays where it is.

    Signals:
        add_requested: add the machine of this row.
        show_requested: show the saved node of this row.
    """

    add_requested = Signal(FoundChosen)
    show_requested = Signal(FoundChosen)

    def __init__(self, verbs: Verbs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Found on your network"))
        self._verbs = verbs
        self._rows: dict[str, _Row] = {}
        self._headings: dict[str, SectionLabel] = {}
        self._more = Text("", "meta", "text3", wrap=True, parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the rows, from top to bottom."""
        return tuple(self._rows)

    def row(self, key: str) -> QWidget:
        """Return the widget of one row."""
        return self._rows[key]

    def set_rows(self, rows: Sequence[FoundRow], hidden: int = 0) -> None:
        """Show these rows; `hidden` more are only counted. Rows that stay are kept."""
        shown = rows[:MOST_ROWS]
        hidden += len(rows) - len(shown)
        refocus = self._leave_out({row.key for row in shown})
        kept, self._rows = self._rows, {}
        for row in shown:
            self._rows[row.key] = kept.get(row.key) or self._new_row()
            self._rows[row.key].show_row(row)
        self._more.setText(tr("and {hidden} more").format(hidden=hidden) if hidden > 0 else "")
        self._arrange(shown)
        if refocus is not None and self._rows:
            place = min(refocus, len(self._rows) - 1)
            list(self._rows.values())[place].button.setFocus()

    def _new_row(self) -> _Row:
        row = _Row(self._verbs, self)
        row.add_requested.connect(self.add_requested)
        row.show_requested.connect(self.show_requested)
        return row

    def _leave_out(self, keys: set[str]) -> int | None:
        """Remove rows that are gone; return the place of the one that had the keyboard."""
        refocus, focused = None, QApplication.focusWidget()
        for place, (key, row) in enumerate(list(self._rows.items())):
            if key in keys:
                continue
            if focused is not None and row.isAncestorOf(focused):
                refocus = place
            del self._rows[key]
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        return refocus

    def _arrange(self, rows: Sequence[FoundRow]) -> None:
        """Put headings and rows in order, moving only what stands elsewhere."""
        wanted: list[QWidget] = []
        for row in rows:
            if row.group and row.group not in self._headings:
                self._headings[row.group] = heading = SectionLabel(row.group, self)
                heading.setContentsMargins(8, 8, 8, 2)
            if row.group and self._headings[row.group] not in wanted:
                wanted.append(self._headings[row.group])
            wanted.append(self._rows[row.key])
        if self._more.text():
            wanted.append(self._more)
        labels: list[QWidget] = [*self._headings.values(), self._more]
        for label in labels:
            if label not in wanted:
                self._column.removeWidget(label)
                label.hide()
        before: QWidget = self
        for place, widget in enumerate(wanted):
            if self._column.indexOf(widget) != place:
                self._column.insertWidget(place, widget)
            widget.show()
            if isinstance(widget, _Row):
                self.setTabOrder(before, widget.button)
                before = widget.button


class _Row(QWidget):
    """One machine."""

    add_requested = Signal(FoundChosen)
    show_requested = Signal(FoundChosen)

    def __init__(self, verbs: Verbs, parent: QWidget) -> None:
        super().__init__(parent)
        self._verbs = verbs
        self._shown: FoundRow | None = None
        self._picture = QLabel()
        self._name = ElidedLabel("", "strong")
        self._line = Text("", "meta", "text2", wrap=True)
        # A long address is cut rather than making the whole list wider.
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = Button(verbs.new, "link")
        self.button.clicked.connect(self._on_clicked)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._name)
        words.addWidget(self._line)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        theme().changed.connect(self._retint)

    def show_row(self, row: FoundRow) -> None:
        """Show other words."""
        if row == self._shown:
            return
        self._shown = row
        self._name.setText(row.name)
        self._line.setText(row.line)
        self.setToolTip(plain_tip(row.tip))
        self.button.setText(self._verbs.saved if row.saved else self._verbs.new)
        self.button.setAccessibleName(f"{self.button.text()} {row.name}")
        self.button.setAccessibleDescription(f"{row.line}. {row.tip}".strip(". "))
        self._retint()

    def _on_clicked(self) -> None:
        assert self._shown is not None
        signal = self.show_requested if self._shown.saved else self.add_requested
        signal.emit(FoundChosen(self._shown.key))

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        likely = self._shown is not None and self._shown.likely and not self._shown.saved
        name, tone = ("hard-drives", "accent") if likely else ("desktop-tower", "text3")
        self._picture.setPixmap(pixmap(name, tone, 18, self.devicePixelRatioF()))


@dataclass(frozen=True, slots=True)
class Found:
    """What a view shows."""

    rows: tuple[FoundRow, ...] = ()
    hidden: int = 0
    """How many more there are."""
    searching: bool = True
    problem: str = ""
    """Why there are none, or not all."""


class FoundView(QWidget):
    """The list with what has to be said about it: searching, nothing yet, or why it cannot.

    Signals:
        again_requested: look for machines again.
    """

    again_requested = Signal()

    def __init__(
        self, *, scrolls: bool, verbs: Verbs | None = None, parent: QWidget | None = None
    ) -> None:
        """Make an empty view; with `scrolls` the list scrolls inside, else it is never cut."""
        super().__init__(parent)
        self.list = FoundList(verbs or Verbs())
        self._area = _FittingArea(self.list) if scrolls else self.list
        self._found = Found()
        self._shown: Found | None = None
        self._state = Text("", "meta", "text3")
        self._again = IconButton("arrow-clockwise", tr("Search again"), size=16, side=24)
        self._again.clicked.connect(self.again_requested)
        self._problem = Text("", "body", "text2", wrap=True)
        self._problem.setContentsMargins(8, 0, 8, 4)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 4, 0)
        head.setSpacing(8)
        head.addWidget(ElidedLabel(tr("Found on your network"), "card"), 1)
        head.addWidget(self._state)
        head.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._problem)
        column.addWidget(self._area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the heading the room where there is little."""
        super().resizeEvent(event)
        self._state.setVisible(self.width() >= STATE_FROM)

    @property
    def problem(self) -> str:
        """What is said about an empty or incomplete list, "" when nothing is."""
        return self._problem.text()

    def show_found(self, found: Found) -> None:
        """Show what was found, once somebody sees it."""
        self._found = found
        if self.isVisible():
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was found meanwhile."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        found = self._found
        if found is self._shown:
            return
        self._shown = found
        self.list.set_rows(found.rows, found.hidden)
        self._area.setVisible(bool(found.rows))
        self._area.updateGeometry()
        self._state.setText(tr("Searching…") if found.searching else "")
        self._again.setVisible(not found.searching)
        self._problem.setText(found.problem)
        self._problem.setVisible(bool(found.problem))


class _FittingArea(QScrollArea):
    """Scrolls its content, and asks for no more height than the content has."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(content)
        content.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """As high as the content is at this width."""
        return QSize(200, self._height())

    def minimumSizeHint(self) -> QSize:
        """Two rows, or all when there are fewer."""
        return QSize(120, min(96, self._height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height when lines wrap at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _height(self) -> int:
        """Return the height of the content, whose lines wrap, at the present width."""
        layout = self._content.layout()
        assert layout is not None
        width = self.viewport().width()
        return (
            layout.totalHeightForWidth(width)
            if layout.hasHeightForWidth()
            else (self._content.sizeHint().height())
        )
