"""One errand: what it does, how far it is, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, ElidedLabel, Text, plain_tip
from app.look.components.progress import ProgressBar
from app.panes.errand_words import ended_text, percent_text
from app.state.errands import Errand, ErrandPhase

if TYPE_CHECKING:
    from app.state.hub import Hub

_SAID = 400
"""Characters of an error shown here."""


class ErrandCard(QWidget):
    """Shows one errand as it goes on; its buttons cancel it, start it anew, or take it off."""

    def __init__(self, hub: Hub, errand: Errand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._cancelling = False
        self.errand = errand
        self.title = ElidedLabel("", "strong")
        self.percent = Text("", "label", "text2")
        self.bar = ProgressBar(errand.title)
        self.detail = ElidedLabel("", "label", "text2")
        self.problem = Text("", "body", "text2", wrap=True, selectable=True)
        self.cancel = Button(tr("Cancel"), "link")
        self.again = Button(tr("Try again"), "link")
        self.dismiss = Button(tr("Dismiss"), "link")
        self.buttons = QHBoxLayout()
        self.body = QVBoxLayout(self)
        self._lay_out()
        self.cancel.clicked.connect(self._on_cancel)
        self.again.clicked.connect(self._on_again)
        self.dismiss.clicked.connect(self._on_dismiss)
        self.show_errand(errand)

    def show_errand(self, errand: Errand) -> None:
        """Show what an errand has come to."""
        self.errand = errand
        name = self._hub.nodes.name_of(errand.node)
        running, title = errand.is_running, errand.title
        self.title.setText(title)
        self.setAccessibleName(tr("{title} on {name}").format(title=title, name=name))
        for button, verb in ((self.cancel, tr("Cancel")), (self.again, tr("Try again"))):
            button.setAccessibleName(f"{verb}: {title}")
        self.dismiss.setAccessibleName(tr("Dismiss: {title}").format(title=title))
        self.percent.setText(percent_text(errand))
        self.bar.show_progress(errand.progress.fraction)
        self.bar.setVisible(running)
        self.detail.setText(f"{self.about(name)} · {self._detail()}")
        self._show_problem(errand)
        self.cancel.setVisible(running)
        self.cancel.setEnabled(not self._cancelling)
        self.cancel.setToolTip(plain_tip(errand.if_cancelled))
        self.again.setVisible(not running and not errand.is_done)
        self.dismiss.setVisible(not running)

    def about(self, node: str) -> str:
        """Return what is said before how far it is: where it is done."""
        return node

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.title, 1)
        top.addWidget(self.percent)
        self.buttons.setSpacing(14)
        self.buttons.addWidget(self.detail, 1)
        for button in (self.cancel, self.again, self.dismiss):
            self.buttons.addWidget(button)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(6)
        self.body.addLayout(top)
        self.body.addWidget(self.bar)
        self.body.addLayout(self.buttons)
        self.body.addWidget(self.problem)

    def _detail(self) -> str:
        if not self.errand.is_running:
            return ended_text(self.errand)
        if self._cancelling:
            return tr("Cancelling…")
        return said(self.errand.progress.detail) or tr("Starting…")

    def _show_problem(self, errand: Errand) -> None:
        error = errand.error
        told = "" if error is None else said(f"{error.message} {error.hint}", limit=_SAID)
        self.problem.setText(told)
        self.problem.setAccessibleName(told)
        self.problem.setVisible(bool(told))
        failed = errand.phase is ErrandPhase.FAILED
        self.detail.set_tone("err" if failed else "text2")

    def _on_cancel(self) -> None:
        self._cancelling = True
        self._hub.errands.cancel(self.errand.id)
        self.show_errand(self.errand)

    def _on_again(self) -> None:
        self._hub.errands.again(self.errand.id)

    def _on_dismiss(self) -> None:
        self._hub.errands.forget(self.errand.id)
