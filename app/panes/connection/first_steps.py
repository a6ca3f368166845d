"""What a first-time owner sees: three steps, and the machines that are there to begin with."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.look.components import Button, Card, IconButton, Line, Text
from app.look.fonts import ui_font
from app.look.icons import colour, pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.connection.found import FoundView

_SIDE = 26
ABOUT_FROM = 520
"""Width from which it is said what each step is about."""


class FirstStep(IntEnum):
    """How far a first-time owner is."""

    FIND = 0
    CONNECT = 1
    DONE = 2


_WORDS = (
    ("Find", "Choose your machine, or enter its address."),
    ("Connect", "Compare its key once, then log in."),
    ("Done", "Charts, tunnels and more."),
)


class FirstSteps(Card):
    """The three steps side by side, above whatever the step needs. Nothing waits for it.

    Signals:
        closed: the user has seen enough.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._marks = [_Mark(number + 1) for number in range(len(_WORDS))]
        self._titles = [Text(title, "strong") for title, _ in _WORDS]
        self._abouts = [Text(about, "meta", "text2", wrap=True) for _, about in _WORDS]
        self._close = IconButton("x", "Hide these steps", size=14, side=24)
        self._close.clicked.connect(self.closed)
        row = QHBoxLayout()
        row.setSpacing(12)
        for number in range(len(_WORDS)):
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(self._titles[number])
            words.addWidget(self._abouts[number])
            words.addStretch(1)
            row.addWidget(self._marks[number], 0, Qt.AlignmentFlag.AlignTop)
            row.addLayout(words, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.show_step(FirstStep.FIND)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what each step is about where it would take many lines."""
        super().resizeEvent(event)
        for about in self._abouts:
            about.setVisible(self.width() >= ABOUT_FROM)

    def show_step(self, now: FirstStep) -> None:
        """Mark one step as the present one and those before it as done."""
        for number, (mark, title) in enumerate(zip(self._marks, self._titles, strict=True)):
            done = number < now or now is FirstStep.DONE
            mark.show_state(current=number == now, done=done)
            title.set_tone("text" if number <= now else "text2")
        self._close.setVisible(now is FirstStep.DONE)
        self.setAccessibleName(f"Step {now + 1} of {len(_WORDS)}: {_WORDS[now][0]}")
        self.setAccessibleDescription(_WORDS[now][1])


class _Mark(QWidget):
    """The number of a step in a circle; a tick once it is done."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._current = self._done = False
        self.setFixedSize(_SIDE, _SIDE)
        theme().changed.connect(self._on_theme_changed)

    def show_state(self, *, current: bool, done: bool) -> None:
        """Show whether the step is under way or done."""
        self._current, self._done = current, done
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circle and what is in it."""
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._done:
                painter.setPen(QPen(QColor(colour("ok")), 1.5))
                painter.drawEllipse(area)
                tick = pixmap("check", "ok", 14, self.devicePixelRatioF())
                painter.drawPixmap((_SIDE - 14) // 2, (_SIDE - 14) // 2, tick)
                return
            painter.setBrush(QColor(colour("accent")) if self._current else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colour("accent" if self._current else "field")), 1.5))
            painter.drawEllipse(area)
            painter.setPen(QColor(colour("on_accent" if self._current else "text2")))
            painter.setFont(ui_font(12, 600))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        self.update()


class Welcome(QWidget):
    """The main area while no node is saved.

    Signals:
        add_requested: open the form. import_requested: open the import dialog.
        local_requested: show the charts of this computer.
    """

    add_requested = Signal()
    import_requested = Signal()
    local_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = FoundView(scrolls=False)
        self._add = Button("Enter an address", "secondary", "plus")
        self._import = Button("Import…", "secondary", "download-simple")
        self._local = Button("Show this computer's charts", "link")
        self._add.clicked.connect(self.add_requested)
        self._import.clicked.connect(self.import_requested)
        self._local.clicked.connect(self.local_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(Text("Connect your first DGX Spark", "page", wrap=True))
        about = "Plug it in and it appears below. Nothing is installed on it."
        head.addWidget(Text(about, "body", "text2", wrap=True))
        card = Card()
        card.body.setContentsMargins(8, 14, 8, 12)
        card.body.addWidget(self.found)
        card.body.addWidget(Line())
        other = QHBoxLayout()
        other.setContentsMargins(8, 0, 8, 0)
        other.setSpacing(8)
        other.addWidget(Text("Not in the list?", "body", "text2"))
        other.addStretch(1)
        other.addWidget(self._import)
        other.addWidget(self._add)
        card.body.addLayout(other)
        local = QVBoxLayout()
        local.setSpacing(2)
        words = "No Spark at hand? This computer is a node like any other."
        local.addWidget(Text(words, "body", "text2", wrap=True))
        local.addWidget(self._local, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(card)
        column.addLayout(local)
        column.addStretch(1)
