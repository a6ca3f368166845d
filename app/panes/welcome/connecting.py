"""The second step: the connection as it is made, and what to do where it is not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Card, ElidedLabel, Pill, Text
from app.panes.connect_steps import StepsView
from app.panes.node_words import pill_of
from app.transport.status import Phase, SessionStatus

if TYPE_CHECKING:
    from app.hosts.nodes import Node

ABOUT = tr(
    "You are asked to compare the machine's key once, and for a password where no key of yours is "
    "let in."
)


class ConnectStep(QWidget):
    """Shows how the connection comes about.

    Signals:
        again_requested: try once more. other_requested: another machine.
        settings_requested: the node's own page is wanted.
    """

    again_requested = Signal()
    other_requested = Signal()
    settings_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel("", "card")
        self._pill = Pill()
        self._target = ElidedLabel("", "body", "text2")
        self._steps = StepsView()
        self._about = Text(ABOUT, "body", "text2", wrap=True)
        self._problem = Text("", "strong", "err", wrap=True, selectable=True)
        self._hint = Text("", "body", "text2", wrap=True, selectable=True)
        self._other = Button(tr("Another machine"), "secondary", "caret-left")
        self._settings = Button(tr("Change how it is reached"))
        self._again = Button(tr("Try again"), "primary", "arrow-clockwise")
        self._other.clicked.connect(self.other_requested)
        self._settings.clicked.connect(self.settings_requested)
        self._again.clicked.connect(self.again_requested)
        self._lay_out()

    def show_node(self, node: Node) -> None:
        """Show which machine it is."""
        self._name.setText(node.name)
        self._target.setText(node.target)

    def show_status(self, status: SessionStatus) -> None:
        """Show how far it is."""
        self._pill.show_state(*pill_of(status))
        self._steps.show_steps(status.steps)
        trouble = status.phase is Phase.REFUSED or status.phase.is_retried
        trouble = trouble and bool(status.message)
        self._about.setVisible(not trouble)
        self._problem.setVisible(trouble)
        self._problem.setText(status.message)
        self._problem.set_tone("err" if status.phase is Phase.REFUSED else "warn")
        hint = " ".join(part for part in (status.hint, _again_words(status)) if part)
        self._hint.setVisible(trouble and bool(hint))
        self._hint.setText(hint)
        stopped = status.phase in (Phase.REFUSED, Phase.OFF)
        self._again.setVisible(stopped or status.phase.is_retried)
        self._settings.setVisible(trouble)

    def _lay_out(self) -> None:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._name, 1)
        head.addWidget(self._pill)
        card.body.addLayout(head)
        card.body.addWidget(self._target)
        card.body.addWidget(self._steps)
        for text in (self._about, self._problem, self._hint):
            card.body.addWidget(text)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._other)
        buttons.addStretch(1)
        buttons.addWidget(self._settings)
        buttons.addWidget(self._again)
        card.body.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)


def _again_words(status: SessionStatus) -> str:
    """Say that it is tried again; seconds are not counted down here, they are few."""
    if status.retry_in_s is None or status.at + status.retry_in_s < time.time():
        return ""
    return tr("It is tried again by itself: a new Spark needs 3 to 4 minutes at its first start.")
