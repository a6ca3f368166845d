"""The first step: a machine of the network, or an address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.hosts.nodes import Node, check_node
from app.hosts.target import logged_in_user, parse_address
from app.look.components import Button, Card, FormField, Line, Text
from app.panes.found_list import FoundChosen, FoundView, Verbs
from app.panes.found_machines import FoundMachines
from app.panes.welcome.wish import NodeWish

if TYPE_CHECKING:
    from app.state.hub import Hub

ADDRESS_HINT = tr("A name or an address, with the port behind a colon where it is not 22.")


class FindStep(QWidget):
    """What is on the network, live, and the one address that is connected next.

    Signals:
        chosen: connect this machine.
        more_requested: jump hosts, a key file or an import are wanted.
    """

    chosen = Signal(NodeWish)
    more_requested = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._machines = FoundMachines(hub)
        self._draft: Node | None = None
        """The machine that was chosen in the list; typing another address drops it."""
        self.found = FoundView(scrolls=False, verbs=Verbs(tr("Choose"), tr("Connect")))
        self._address = QLineEdit()
        self._address.setPlaceholderText("spark-1234.local")
        self._user = QLineEdit(logged_in_user())
        self.address = FormField(tr("Address"), self._address, ADDRESS_HINT)
        self.user = FormField(tr("User"), self._user, tr("Your account on that machine."))
        self._connect = Button(tr("Connect"), "primary", "plugs-connected")
        self._more = Button(tr("Jump hosts, a key file, import…"), "link")
        self._lay_out()
        self._wire()

    def refresh(self) -> None:
        """Show what is on the network and the tailnet now."""
        self.found.show_found(self._machines.listed())

    def show_problem(self, error: BadInput) -> None:
        """Say what is wrong beside the field that it is about."""
        field = self.user if error.field == "user" else self.address
        field.set_error(str(error))
        field.editor.setFocus()

    def submit(self) -> None:
        """Connect what stands in the fields, or say what is wrong with it."""
        self.address.set_error("")
        self.user.set_error("")
        try:
            node = self._read()
        except BadInput as error:
            self.show_problem(error)
            return
        self.chosen.emit(NodeWish(node))

    def _read(self) -> Node:
        typed, user = self._address.text().strip(), self._user.text().strip()
        if self._draft is not None:
            return check_node(replace(self._draft, user=user))
        node = parse_address(typed)
        return check_node(node if "@" in typed else replace(node, user=user))

    def _on_add(self, chosen: FoundChosen) -> None:
        found = self._machines.draft(chosen.key)
        if found is None:  # it left at this moment: its row goes, too
            return
        draft, _about = found
        self._draft = draft
        self._address.setText(draft.address)
        self.address.set_error("")
        self.address.set_hint(
            tr("{name}, as it was found. Enter your account and connect.").format(name=draft.name)
        )
        if draft.user:
            self._user.setText(draft.user)
        self._user.setFocus()
        self._user.selectAll()

    def _on_show(self, chosen: FoundChosen) -> None:
        """Connect a machine that is saved already."""
        saved = self._machines.saved(chosen.key)
        if saved is not None and self._hub.nodes.has(saved):
            self.chosen.emit(NodeWish(self._hub.nodes.get(saved), is_saved=True))

    def _on_typed(self, _text: str) -> None:
        self._draft = None
        self.address.set_hint(ADDRESS_HINT)

    def _wire(self) -> None:
        self._address.textEdited.connect(self._on_typed)
        self._address.returnPressed.connect(self.submit)
        self._user.returnPressed.connect(self.submit)
        self._connect.clicked.connect(self.submit)
        self._more.clicked.connect(self.more_requested)
        self.found.again_requested.connect(self._hub.discovery.restart)
        self.found.list.add_requested.connect(self._on_add)
        self.found.list.show_requested.connect(self._on_show)
        self._hub.discovery.found.connect(self.refresh)
        self._hub.discovery.tailnet_read.connect(self.refresh)
        self._hub.nodes.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        card = Card()
        card.body.setContentsMargins(8, 14, 8, 14)
        card.body.addWidget(self.found)
        card.body.addWidget(Line())
        top = Qt.AlignmentFlag.AlignTop
        fields = QHBoxLayout()
        fields.setContentsMargins(8, 0, 8, 0)
        fields.setSpacing(14)
        fields.addWidget(self.address, 3, top)
        fields.addWidget(self.user, 2, top)
        press = QVBoxLayout()
        above = Text(tr("Address"), "label").sizeHint().height() + 4  # beside fields with labels
        press.setContentsMargins(0, above, 0, 0)
        press.addWidget(self._connect)
        press.addStretch(1)
        fields.addLayout(press)
        card.body.addLayout(fields)
        more = QHBoxLayout()
        more.setContentsMargins(8, 0, 8, 0)
        more.addWidget(self._more)
        more.addStretch(1)
        card.body.addLayout(more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
