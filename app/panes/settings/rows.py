"""Rows of the settings: what a preference is called, what it does, and its control."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Card, IconButton, Line, Text, plain_tip
from app.panes.settings.controls import ValueChosen, control_of
from app.panes.settings.topics import LOOKS
from app.panes.settings.words import value_text
from app.state.preferences import Own, Preference, Topic

_GAP = 8


@dataclass(frozen=True, slots=True)
class ValueWanted:
    """The user wants a preference to have another value."""

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class ResetWanted:
    """The user wants a preference to be as it was delivered."""

    key: str


class PreferenceRow(QWidget):
    """One preference.

    Signals:
        wanted: the user chose another value.
        reset_wanted: the user wants the default back.
    """

    wanted = Signal(ValueWanted)
    reset_wanted = Signal(ResetWanted)

    def __init__(self, preference: Preference) -> None:
        super().__init__()
        self.preference = preference
        self.control = control_of(preference)
        self._help = Text(preference.help, "label", "text3", wrap=True)
        self.note = Text("", "label", "text3", wrap=True)
        name = tr("Reset {title}").format(title=preference.title)
        self.reset = IconButton("arrow-counter-clockwise", name, size=16, side=28)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self._lay_out()
        if self.control is not None:
            self.control.chosen.connect(self._on_chosen)
        self.reset.clicked.connect(self._on_reset)
        self.refresh()

    def refresh(self) -> None:
        """Show the value that is in force, and what is the case with it."""
        preference, obstacle = self.preference, self.preference.obstacle()
        note = preference.note()
        changed = preference.is_changed
        if self.control is not None:
            self.control.show_value(preference.read())
            self.control.setEnabled(not obstacle)
            described = f"{preference.help} {obstacle or note.text}".strip()
            self.control.inner.setAccessibleDescription(described)
        self._say(obstacle or note.text, "text3" if obstacle else note.tone)
        self.reset.setVisible(changed and not obstacle)
        if changed:
            default = value_text(preference.control, preference.default)
            self.reset.setToolTip(plain_tip(tr("Reset to “{value}”").format(value=default)))

    def say_problem(self, words: str) -> None:
        """Say why what was chosen cannot be had."""
        self._say(words, "err")

    def _say(self, words: str, tone: str) -> None:
        self.note.setText(words)
        self.note.set_tone(tone)
        self.note.setVisible(bool(words))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(self.preference.title, "strong", wrap=True))
        words.addWidget(self._help)
        words.addWidget(self.note)
        first = QHBoxLayout()
        first.setSpacing(_GAP)
        first.addLayout(words, 1)
        first.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignVCenter)
        if self.control is not None:
            first.addWidget(self.control, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(first)
        if isinstance(self.preference.control, Own):
            column.addWidget(self.preference.control.make(self))

    def _on_chosen(self, chosen: ValueChosen) -> None:
        self.wanted.emit(ValueWanted(self.preference.key, chosen.value))

    def _on_reset(self) -> None:
        self.reset_wanted.emit(ResetWanted(self.preference.key))


class TopicCard(Card):
    """The preferences of one topic, one below the other."""

    def __init__(self, topic: Topic) -> None:
        look = LOOKS[topic]
        super().__init__(look.title)
        self.topic = topic
        self.rows: dict[str, PreferenceRow] = {}
        self._lines: dict[str, Line] = {}
        self._about = Text(look.about, "body", "text2", wrap=True)
        self.body.addWidget(self._about)

    def add_row(self, row: PreferenceRow) -> None:
        """Show one more; one with the same key takes the other's place."""
        key = row.preference.key
        before = self.rows.get(key)
        if before is not None:
            self.body.replaceWidget(before, row)
            before.deleteLater()
        else:
            self._lines[key] = Line()
            self.body.addWidget(self._lines[key])
            self.body.addWidget(row)
        self.rows[key] = row

    def show_rows(self, keys: frozenset[str] | None) -> bool:
        """Show only these, all of them when None; tell whether there is any."""
        for key, row in self.rows.items():
            shown = keys is None or key in keys
            row.setVisible(shown)
            self._lines[key].setVisible(shown)
        self._about.setVisible(keys is None)
        return any(keys is None or key in keys for key in self.rows)
