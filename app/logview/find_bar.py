"""FindBar: what is looked for in a log, and how often it was found."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.logview.levels import Level
from app.logview.query import Query
from app.look.components import ElidedLabel, IconButton, Segmented
from app.look.components.controls import CONTROL_HEIGHT

SIDE = 28
_ONE_ROW = 820
_TYPING_MS = 200
_LEVELS = (("all", tr("All")), ("warning", tr("Warnings")), ("error", tr("Errors")))
_LEAST = {"all": Level.NONE, "warning": Level.WARNING, "error": Level.ERROR}


@dataclass(frozen=True, slots=True)
class QueryAsked:
    """Something else is looked for."""

    query: Query
    only: bool
    """Show only the lines that fit."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """Go to the next line that fits, or back to the one before."""

    back: bool


class FindBar(QWidget):
    """A search field with its options.

    Signals:
        asked: something else is looked for.
        stepped: the next, or the previous, is wanted.
    """

    asked = Signal(QueryAsked)
    stepped = Signal(Stepped)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Search the log"))
        self.field.setAccessibleName(tr("Search the log"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumHeight(CONTROL_HEIGHT)
        self.field.setMinimumWidth(120)
        self.field.installEventFilter(self)
        self.case = _toggle("text-aa", tr("Match upper and lower case"))
        self.regex = _toggle("asterisk", tr("Regular expression"))
        self.only = _toggle("funnel", tr("Only lines that match"))
        self.back = IconButton("caret-up", tr("Previous match (Shift+F3)"), side=SIDE)
        self.next = IconButton("caret-down", tr("Next match (F3)"), side=SIDE)
        self.levels = Segmented(tr("Level"), _LEVELS)
        self.told = ElidedLabel("", "label", "text2")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self.state = ElidedLabel("", "label", "text2")
        """What happens to the log."""
        self.state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.buttons = QHBoxLayout()
        """For whoever shows the log."""
        self.buttons.setSpacing(2)
        self._box = self._arranged()
        self.field.textChanged.connect(self._on_typed)
        for button in (self.case, self.regex, self.only):
            button.toggled.connect(self._on_option)
        self.levels.chosen.connect(self._on_option)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        self.show_count("")

    def _arranged(self) -> QBoxLayout:
        searching = QHBoxLayout()
        searching.setSpacing(2)
        searching.addWidget(self.field, 1)
        searching.addSpacing(4)
        for button in (self.case, self.regex, self.only, self.back, self.next):
            searching.addWidget(button)
        about = QHBoxLayout()
        about.setSpacing(10)
        about.addWidget(self.levels)
        about.addWidget(self.told, 1)
        about.addWidget(self.state, 2)
        about.addLayout(self.buttons)
        box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(searching, 2)
        box.addLayout(about, 3)
        return box

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(
            self.field.text(),
            is_regex=self.regex.isChecked(),
            match_case=self.case.isChecked(),
            least=_LEAST[self.levels.key],
        )

    def show_count(self, words: str, *, wrong: bool = False) -> None:
        """Say how much was found, or what is wrong with the expression."""
        self.told.setText(words)
        self.told.setVisible(bool(words))  # else its room is the state's
        self.told.set_tone("err" if wrong else "text2")
        if bool(self.field.property("invalid")) is not wrong:
            self.field.setProperty("invalid", wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
        found = bool(words) and not wrong
        self.back.setEnabled(found)
        self.next.setEnabled(found)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put all into one row where there is room."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        one_row = event.size().width() >= _ONE_ROW
        self._box.setDirection(direction.LeftToRight if one_row else direction.TopToBottom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Step with Return, leave with Esc."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._typing.stop()
            self._ask()
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(Stepped(back))
            return True
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            return True
        return super().eventFilter(watched, event)

    def _on_typed(self, _text: str) -> None:
        self._typing.start()

    def _on_option(self, _value: object) -> None:
        self._typing.stop()
        self._ask()

    def _on_back(self) -> None:
        self.stepped.emit(Stepped(back=True))

    def _on_next(self) -> None:
        self.stepped.emit(Stepped(back=False))

    def _ask(self) -> None:
        query = self.query
        try:
            query.finder()
        except BadInput as error:
            self.show_count(error.message, wrong=True)
            return
        only = self.only.isChecked() or query.least is not Level.NONE
        self.asked.emit(QueryAsked(query, only and not query.is_all))


def _toggle(icon_name: str, name: str) -> IconButton:
    button = IconButton(icon_name, name, side=SIDE)
    button.setCheckable(True)
    return button
