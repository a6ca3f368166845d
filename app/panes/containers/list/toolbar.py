"""Search, filter and what can be done with the containers that are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.core.i18n import tr
from app.look.components import Button, IconButton, Segmented, Text, plain_tip
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.containers.list.offers import BUTTONS, LOOKS, VerbAsked, those_for
from app.panes.containers.list.ports import pages
from app.services.containers.api import Container, Verb

_RUN = tr("Run a container…")
_WIDE = 780
"""Pixels from which on there is room for that."""
STATES = (("all", tr("All")), ("running", tr("Running")), ("stopped", tr("Stopped")))


class ListToolbar(QWidget):
    """The row above the list.

    Signals:
        asked: a button was used.
    """

    asked = Signal(VerbAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search containers"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(100)
        self.search.setMaximumWidth(260)
        self.search.setFixedHeight(CONTROL_HEIGHT + 2)
        self.states = Segmented(tr("Containers"), STATES)
        self.chosen = Text("", "label", "text2")
        self.browse = IconButton("arrow-square-out", tr("Open its page in the browser"))
        self.browse.setToolTip(tr("Open its page in the browser (Ctrl+O)"))
        self.more = IconButton("dots-three", tr("More to do with them"))
        self.run = Button(_RUN, "primary", "plus")
        self.run.setAccessibleName(_RUN)
        self.run.setToolTip(tr("Ctrl+N"))
        self._buttons: dict[Verb, IconButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(self.states)
        row.addStretch(1)
        row.addWidget(self.chosen)
        for verb in BUTTONS:
            button = IconButton(LOOKS[verb].icon, LOOKS[verb].label)
            button.clicked.connect(self._on_clicked)
            self._buttons[verb] = button
            row.addWidget(button)
        row.addWidget(self.browse)
        row.addWidget(self.more)
        row.addWidget(self.run)
        self.show_chosen((), frozenset(), able=False)

    @property
    def running(self) -> bool | None:
        """Whether only those that run are wanted, or only those that do not; None: all."""
        return {"running": True, "stopped": False}.get(self.states.key)

    def button(self, verb: Verb) -> IconButton:
        """Return the button of a verb."""
        return self._buttons[verb]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where there is little room."""
        super().resizeEvent(event)
        has_room = self.width() >= _WIDE
        self.run.setText(_RUN if has_room else tr("Run…"))
        for spare in (self.browse, self.chosen):  # in the menu, too; seen in the list
            spare.setVisible(has_room)

    def show_chosen(
        self, containers: Sequence[Container], busy: frozenset[str], *, able: bool
    ) -> None:
        """Offer what can be done with these; nothing when the node is not `able` to."""
        self.chosen.setText(
            tr("{containers} chosen").format(containers=len(containers))
            if len(containers) > 1
            else ""
        )
        for verb, button in self._buttons.items():
            look = LOOKS[verb]
            some = those_for(verb, containers, busy) if able else []
            button.setEnabled(bool(some))
            name = look.label_for(len(some)) if some else look.label
            if button.accessibleName() != name:
                button.rename(name)
            button.setToolTip(plain_tip(f"{name} ({look.key})" if look.key else name))
        self.browse.setEnabled(able and bool(pages(containers)))
        self.more.setEnabled(bool(containers))

    def _on_clicked(self) -> None:
        for verb, button in self._buttons.items():
            if button is self.sender():
                self.asked.emit(VerbAsked(verb))
