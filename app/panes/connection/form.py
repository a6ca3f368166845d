"""The form that adds or edits a node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import read_port
from app.hosts.nodes import DEFAULT_PORT, Hop, Node, Route, check_node, new_node_id
from app.hosts.target import jump_text, logged_in_user, parse_address
from app.look.components import Button, Card, FormField, IconButton, Line, Text
from app.look.components.file_dialogs import ask_file
from app.panes.connection.routes_editor import JUMP_PLACEHOLDER, RoutesEditor, read_hops


@dataclass(frozen=True, slots=True)
class NodeEntered:
    """A complete, checked node. `connect` when the user wants it connected at once."""

    node: Node
    is_new: bool


class NodeForm(QWidget):
    """Address, user, port, name, key file and routes of a node.

    Signals:
        entered: the user confirmed a valid node.
        cancelled: the user wants to leave the form.
        changed: another name or address is typed, or another node shown.
    """

    entered = Signal(NodeEntered)
    cancelled = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node: Node | None = None
        self._is_new = True
        self._make_fields()
        self._title = Text("", "card")
        self._about = Text("", "body", "text2", wrap=True)
        self._problem = Text("", "body", "err", wrap=True)
        self._problem.hide()
        self._more = Button(tr("Other routes and jump hosts"), "link", "caret-right")
        self._save = Button(tr("Add and connect"), "primary")
        self._cancel = Button(tr("Cancel"))
        self._suggested: Route | None = None
        self._suggestion = Text("", "body", "text2", wrap=True)
        self._take = Button(tr("Add this route"), "link")
        self._lay_out()
        self._save.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.cancelled)
        self._more.clicked.connect(self._on_more)
        self._take.clicked.connect(self._on_take)
        self.routes.first_requested.connect(self._on_first_requested)
        self.routes.confirmed.connect(self.submit)
        for editor in (
            self._address,
            self._port,
            self._user,
            self._name,
            self._key,
            self._jump,
        ):
            editor.returnPressed.connect(self.submit)
        for editor in (self._name, self._address):
            editor.textEdited.connect(self.changed)

    def start(self, node: Node | None = None) -> None:
        """Show the form empty, or with a node to edit."""
        self._is_new = node is None
        self._about.setText("" if node else tr("Its name or address is enough to begin with."))
        self._show(node, tr("Edit {name}").format(name=node.name) if node else tr("Add a node"))
        self._address.setFocus()

    def start_found(self, draft: Node, about: str) -> None:
        """Show a machine that was found: only the user name is left to enter."""
        self._is_new = True
        self._about.setText(about)
        self._show(draft, tr("Add {name}").format(name=draft.name))
        self._user.setFocus()
        self._user.selectAll()

    def suggest(self, text: str, route: Route | None) -> None:
        """Offer one more route, with `text` saying why; None takes the offer back."""
        self._suggested = route
        self._suggestion.setText(text)
        for widget in (self._suggestion, self._take):
            widget.setVisible(route is not None)

    @property
    def typed(self) -> tuple[str, str]:
        """Name and address as they stand in the form."""
        return self._name.text().strip(), self._address.text().strip()

    def has_route(self, addresses: Sequence[str], name: str) -> bool:
        """Whether one of the routes leads to one of these addresses or to this name."""
        typed = {self.typed[1].lower(), *self.routes.typed}
        return bool(typed & {*addresses, name.lower()})

    def _show(self, node: Node | None, title: str) -> None:
        self._node = node
        self._title.setText(title)
        self._about.setVisible(bool(self._about.text()))
        self._save.setText(tr("Add and connect") if self._is_new else tr("Save"))
        self._address.setText(node.address if node else "")
        self._user.setText(node.user if node else logged_in_user())
        self._port.setText(str(node.port if node else DEFAULT_PORT))
        self._name.setText(node.name if node else "")
        self._key.setText(node.identity_file if node else "")
        self._jump.setText(jump_text(node.via) if node else "")
        self.routes.set_routes(node.other_routes if node else ())
        several = node is not None and bool(node.other_routes or node.via)
        self._show_more(visible=several and not self._is_new)
        more = f" ({len(self.routes.rows)})" if self.routes.rows else ""
        self._more.setText(tr("Other routes and jump hosts") + more)
        self.show_problem("")
        self.changed.emit()

    def show_problem(self, message: str) -> None:
        """Say why the node could not be saved; "" takes it back."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))
        for field in (self.address, self.port, self.user, self.key, self.name, self.jump):
            field.set_error("")

    def show_error(self, error: BadInput) -> None:
        """Say what is wrong beside the field that it is about, and go there."""
        if error.field == "routes":  # about several at once: two that are the same
            self.show_problem(str(error))
            return
        field = self._field_of(error)
        field.set_error(str(error))
        field.editor.setFocus()

    def submit(self) -> None:
        """Check what was typed and hand it over, or say what is wrong with which field."""
        self.show_problem("")
        try:
            node = self._read()
        except BadInput as error:
            self.show_error(error)
            return
        if node is not None:
            self.entered.emit(NodeEntered(node, is_new=self._is_new))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the form with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _read(self) -> Node | None:
        """Return what was typed; None when a route is wrong, which is said beside it."""
        typed = self._address.text().strip()
        if any(mark in typed for mark in (":", "//", "@")):
            parsed = parse_address(typed)
            self._address.setText(parsed.address)
            if "@" in typed:
                self._user.setText(parsed.user)
            if parsed.port != DEFAULT_PORT:
                self._port.setText(str(parsed.port))
        before = self._node or Node(id=new_node_id(), name="")
        via = self._read_jump(before)
        node = replace(
            before,
            address=self._address.text().strip(),
            user=self._user.text(),
            port=self._read_port(),
            name=self._name.text(),
            identity_file=self._key.text(),
            via=via,
            other_routes=(),
        )
        check_node(node)  # what is wrong above is said before what is wrong in the routes
        others = self.routes.read()
        if others is None:
            return None
        known = {(route.address, route.port, route.via) for route in before.routes}
        elsewhere = (node.address, node.port, node.via) not in known
        return check_node(
            replace(node, other_routes=others, host_key="" if elsewhere else node.host_key)
        )

    def _read_jump(self, before: Node) -> tuple[Hop, ...]:
        try:
            return read_hops(self._jump.text(), before.via)
        except BadInput as error:
            raise _BadJump(error.message, error.hint) from error

    def _read_port(self) -> int:
        typed = self._port.text().strip()
        port = read_port(typed)
        if port is None:
            raise BadInput(
                tr("“{typed}” is not a port.").format(typed=typed),
                tr("SSH ports are 1 to 65535, usually 22."),
                field="port",
            )
        return port

    def _field_of(self, error: BadInput) -> FormField:
        if isinstance(error, _BadJump):
            self._show_more(visible=True)
            return self.jump
        fields = {"user": self.user, "port": self.port, "key": self.key, "name": self.name}
        return fields.get(error.field, self.address)

    def _browse(self) -> None:
        folder = Path.home() / ".ssh"
        start = str(folder if folder.is_dir() else Path.home())
        ask_file(self, tr("Choose a private key"), self._key.setText, folder=start)

    def _show_more(self, *, visible: bool) -> None:
        self._ways.setVisible(visible)
        self._more.setVisible(not visible)

    def _on_more(self) -> None:
        self._show_more(visible=True)
        self._jump.setFocus()

    def _on_take(self) -> None:
        if self._suggested is not None:
            self._show_more(visible=True)
            self.routes.add(self._suggested)
        self.changed.emit()

    def _on_first_requested(self) -> None:
        """Make the first other route the main one, and the main one the first other."""
        try:
            before = self._node.via if self._node is not None else ()
            main = Route(
                self._address.text().strip(),
                self._read_port(),
                read_hops(self._jump.text(), before),
            )
        except BadInput as error:
            self.show_error(error)
            return
        routes = self.routes.read()
        if not routes:
            return
        first = routes[0]
        self._address.setText(first.address)
        self._port.setText(str(first.port))
        self._jump.setText(jump_text(first.via))
        self.routes.set_routes((main, *routes[1:]))
        self.routes.rows[0].up.setFocus()

    def _make_fields(self) -> None:
        self._address = QLineEdit()
        self._address.setPlaceholderText(
            tr("spark-1234.local, 192.168.1.20 or ssh://user@host:port")
        )
        self._user = QLineEdit()
        self._port = QLineEdit()
        self._port.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._name = QLineEdit()
        self._key = QLineEdit()
        self._key.setPlaceholderText(tr("your agent and default keys"))
        self._jump = QLineEdit()
        self._jump.setPlaceholderText(JUMP_PLACEHOLDER)
        self.address = FormField(tr("Address"), self._address)
        self.user = FormField(tr("User"), self._user, tr("Your login on that machine."))
        self.port = FormField(tr("Port"), self._port)
        self.name = FormField(tr("Name"), self._name, tr("What you call it. Empty: the address."))
        self.key = FormField(
            tr("Private key (optional)"),
            self._key,
            tr("A password is asked for only when no key is let in."),
        )
        self.jump = FormField(
            tr("Jump hosts to this address (optional)"),
            self._jump,
            tr("As in ProxyJump: passed in this order, the key of each one is verified."),
        )
        self.routes = RoutesEditor()

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(14)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.address, 0, 0, top)
        grid.addWidget(self.port, 0, 1, top)
        who = QHBoxLayout()
        who.setSpacing(14)
        who.addWidget(self.user, 1, top)
        who.addWidget(self.name, 1, top)
        grid.addLayout(who, 1, 0, 1, 2)
        key_row = QHBoxLayout()
        key_row.setSpacing(4)
        key_row.addWidget(self.key, 1)
        browse = IconButton("folder-open", tr("Choose a private key file"))
        browse.clicked.connect(self._browse)
        key_row.addWidget(browse)
        grid.addLayout(key_row, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.port.setFixedWidth(110)
        return grid

    def _make_ways(self) -> None:
        self._ways = QWidget()
        ways = QVBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(14)
        ways.addWidget(self.jump)
        ways.addWidget(Line())
        ways.addWidget(self.routes)

    def _lay_out(self) -> None:
        self._make_ways()
        card = Card()
        card.body.setSpacing(14)
        card.body.addWidget(self._title)
        card.body.addWidget(self._about)
        card.body.addLayout(self._fields())
        offer = QHBoxLayout()
        offer.setSpacing(8)
        offer.addWidget(self._suggestion, 1)
        offer.addWidget(self._take)
        card.body.addLayout(offer)
        card.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self._ways)
        card.body.addWidget(self._problem)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        card.body.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        self.routes.stand_between(self._jump, self._cancel, self._save)


class _BadJump(BadInput):
    """The jump hosts cannot be used."""
