"""One target: what it is called, which alerts go there, and what came of the last test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from app.core.i18n import tr
from app.look.components import Button, ElidedLabel, IconButton, Text
from app.panes.alerts.rows import REMOVE_KEYS, KeyPressed, Row
from app.services.alerts.api import Target

_KEYS = (Qt.Key.Key_Space, *REMOVE_KEYS)


class TargetWish(StrEnum):
    """What can be done with a target."""

    TEST = "test"
    SWITCH = "switch"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class TargetAsked:
    """Something shall be done with a target."""

    target: Target
    wish: TargetWish


class TargetRow(Row):
    """One target.

    Signals:
        asked: one of its buttons or keys was used.
    """

    asked = Signal(TargetAsked)

    def __init__(self, target: Target) -> None:
        super().__init__(target.id, _KEYS)
        self._target = target
        self.switch = QCheckBox()
        self._label = ElidedLabel("", "strong")
        self._line = ElidedLabel("", "label", "text2")
        self.result = Text("", "label", "text2", wrap=True)
        self.test = Button(tr("Send a test"))
        self.remove = IconButton("trash", tr("Remove"))
        self.stops = (self.switch, self.test, self.remove)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._label)
        words.addWidget(self._line)
        words.addWidget(self.result)
        self.result.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(12)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.test)
        row.addWidget(self.remove)
        self.switch.clicked.connect(self._on_switch)
        self.test.clicked.connect(self._on_test)
        self.remove.clicked.connect(self._on_remove)
        self.pressed.connect(self._on_key)

    def show_target(self, target: Target, which: str) -> None:
        """Show a target; `which` says what is sent there."""
        self._target = target
        self._label.setText(target.label)
        self._line.setText(f"{target.kind} · {which}" if target.kind else which)
        self.switch.setChecked(target.enabled)
        self.switch.setAccessibleName(tr("Send alerts to {label}").format(label=target.label))
        self.test.setAccessibleName(tr("Send a test to {label}").format(label=target.label))
        self.remove.setAccessibleName(tr("Remove {label}").format(label=target.label))
        self.setAccessibleName(f"{target.label}, {self._line.whole_text()}")

    def show_testing(self) -> None:
        """A test message is on its way."""
        self.test.setEnabled(False)
        self._say(tr("Sending a test message…"), "text2")

    def show_tested(self, error: str) -> None:
        """A test message was taken, or `error` says why not."""
        self.test.setEnabled(True)
        self._say(
            error or tr("It took the test message. Look whether it arrived."),
            "err" if error else "ok",
        )

    def _say(self, text: str, tone: str) -> None:
        self.result.setText(text)
        self.result.set_tone(tone)
        self.result.show()

    def _on_key(self, pressed: KeyPressed) -> None:
        if pressed.key == Qt.Key.Key_Space:
            self._on_switch()
        else:
            self._on_remove()

    def _on_switch(self) -> None:
        self.asked.emit(TargetAsked(self._target, TargetWish.SWITCH))

    def _on_test(self) -> None:
        self.asked.emit(TargetAsked(self._target, TargetWish.TEST))

    def _on_remove(self) -> None:
        self.asked.emit(TargetAsked(self._target, TargetWish.REMOVE))
