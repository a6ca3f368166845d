"""The form that adds or edits a node."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.hosts.nodes import DEFAULT_PORT, Node, check_node, new_node_id
from app.hosts.target import parse_address
from app.look.components import Button, Card, FormField, IconButton, Text


@dataclass(frozen=True, slots=True)
class NodeEntered:
    """A complete, checked node. `connect` when the user wants it connected at once."""

    node: Node
    is_new: bool


class NodeForm(QWidget):
    """Address, user, port, name and key file of a node.

    Signals:
        entered: the user confirmed a valid node.
        cancelled: the user wants to leave the form.
    """

    entered = Signal(NodeEntered)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node: Node | None = None
        self._address = QLineEdit()
        self._address.setPlaceholderText("spark-1234.local, 192.168.1.20 or ssh://user@host:port")
        self._user = QLineEdit()
        self._port = QLineEdit()
        self._port.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._name = QLineEdit()
        self._key = QLineEdit()
        self._key.setPlaceholderText("your agent and default keys")
        self.address = FormField("Address", self._address)
        self.user = FormField("User", self._user, "Your login on that machine.")
        self.port = FormField("Port", self._port)
        self.name = FormField("Name", self._name, "What you call it. Empty: the address.")
        self.key = FormField("Private key (optional)", self._key, "A password is never saved.")
        self._title = Text("", "card")
        self._problem = Text("", "body", "err", wrap=True)
        self._problem.hide()
        self._save = Button("Add and connect", "primary")
        self._cancel = Button("Cancel")
        self._lay_out()
        self._save.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.cancelled)
        for editor in (self._address, self._port, self._user, self._name, self._key):
            editor.returnPressed.connect(self.submit)

    def start(self, node: Node | None = None) -> None:
        """Show the form empty, or with a node to edit."""
        self._node = node
        self._title.setText(f"Edit {node.name}" if node else "Add a node")
        self._save.setText("Save" if node else "Add and connect")
        self._address.setText(node.address if node else "")
        self._user.setText(node.user if node else getpass.getuser())
        self._port.setText(str(node.port if node else DEFAULT_PORT))
        self._name.setText(node.name if node else "")
        self._key.setText(node.identity_file if node else "")
        self.show_problem("")
        self._address.setFocus()

    def show_problem(self, message: str) -> None:
        """Say why the node could not be saved; "" takes it back."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))
        for field in (self.address, self.port, self.user, self.key, self.name):
            field.set_error("")

    def show_error(self, error: BadInput) -> None:
        """Say what is wrong beside the field that it is about, and go there."""
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
        self.entered.emit(NodeEntered(node, is_new=self._node is None))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the form with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _read(self) -> Node:
        typed = self._address.text().strip()
        if any(mark in typed for mark in (":", "//", "@")):
            parsed = parse_address(typed)
            self._address.setText(parsed.address)
            if "@" in typed:
                self._user.setText(parsed.user)
            if parsed.port != DEFAULT_PORT:
                self._port.setText(str(parsed.port))
        before = self._node or Node(id=new_node_id(), name="")
        address, port = self._address.text().strip(), self._read_port()
        elsewhere = (address, port) != (before.address, before.port)
        return check_node(
            replace(
                before,
                host_key="" if elsewhere else before.host_key,
                address=address,
                user=self._user.text(),
                port=port,
                name=self._name.text(),
                identity_file=self._key.text(),
            )
        )

    def _read_port(self) -> int:
        typed = self._port.text().strip()
        if not typed.isdecimal():
            raise BadInput(f"“{typed}” is not a port.", "SSH ports are 1 to 65535, usually 22.")
        return int(typed)

    def _field_of(self, error: BadInput) -> FormField:
        words = error.message.lower()
        if "user name" in words:
            return self.user
        if "is not a port" in words:
            return self.port
        if "key file" in words:
            return self.key
        if "called" in words:
            return self.name
        return self.address

    def _browse(self) -> None:
        folder = Path.home() / ".ssh"
        start = str(folder if folder.is_dir() else Path.home())
        file, _filter = QFileDialog.getOpenFileName(self, "Choose a private key", start)
        if file:
            self._key.setText(file)

    def _lay_out(self) -> None:
        card = Card()
        card.body.setSpacing(14)
        card.body.addWidget(self._title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(14)
        grid.addWidget(self.address, 0, 0)
        grid.addWidget(self.port, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.user, 1, 0)
        grid.addWidget(self.name, 2, 0, 1, 2)
        key_row = QHBoxLayout()
        key_row.setSpacing(4)
        key_row.addWidget(self.key, 1)
        browse = IconButton("folder-open", "Choose a private key file")
        browse.clicked.connect(self._browse)
        key_row.addWidget(browse)
        grid.addLayout(key_row, 3, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.port.setFixedWidth(110)
        card.body.addLayout(grid)
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
