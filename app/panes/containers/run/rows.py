"""Lists of the form that grow: ports, mounts and variables, a row of fields each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import LAST_PORT, read_port
from app.core.said import said
from app.look.components import Button, IconButton, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.services.containers.masking import is_secret
from app.services.containers.run_spec import (
    LOOPBACK,
    PROTOCOLS,
    PublishedPort,
    Variable,
    Volume,
)

Value = TypeVar("Value")
_LONGEST_PORT = 72


class Row(QWidget):
    """The fields of one entry, and a button that takes it away.

    Signals:
        edited: something was typed or switched.
        removed: the entry is to go; the row itself is still there.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, removal: str) -> None:
        super().__init__()
        self._remove = IconButton("x", removal, size=14)
        self._remove.clicked.connect(self.removed)
        self.stops: list[QWidget] = []
        """What the keyboard goes through, in this order."""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def end(self) -> None:
        """Put the button behind the fields."""
        self._add(self._remove)

    def field(self, name: str, hint: str, stretch: int = 1) -> QLineEdit:
        """Add a field."""
        editor = QLineEdit()
        editor.setAccessibleName(name)
        editor.setPlaceholderText(hint)
        editor.setMinimumHeight(CONTROL_HEIGHT)
        editor.textChanged.connect(self.edited)
        self._add(editor, stretch)
        return editor

    def switch(self, text: str) -> QCheckBox:
        """Add a switch."""
        switch = QCheckBox(text)
        switch.toggled.connect(self.edited)
        self._add(switch)
        return switch

    def choice(self, name: str, options: Sequence[str]) -> QComboBox:
        """Add a list to choose from."""
        choice = QComboBox()
        choice.addItems(options)
        choice.setAccessibleName(name)
        choice.setFixedHeight(CONTROL_HEIGHT)
        choice.currentTextChanged.connect(self.edited)
        self._add(choice)
        return choice

    def sign(self, text: str) -> None:
        """Add a sign between two fields."""
        self._row.addWidget(Text(text, "body", "text3"))

    def _add(self, widget: QWidget, stretch: int = 0) -> None:
        self._row.addWidget(widget, stretch)
        self.stops.append(widget)


class PortRow(Row):
    """A published port. It listens on the node's own 127.0.0.1 unless it is switched open."""

    def __init__(self, port: PublishedPort | None = None) -> None:
        super().__init__(tr("Take this port away"))
        self._address = LOOPBACK if port is None else port.host_ip
        self.host = self.field(tr("Port of the node"), tr("free port"))
        self.sign("→")
        self.inside = self.field(tr("Port inside the container"), tr("port inside"))
        for editor in (self.host, self.inside):
            editor.setMinimumWidth(_LONGEST_PORT)
        self.protocol = self.choice(tr("Protocol"), PROTOCOLS)
        self.open = self.switch(tr("Reachable from the network"))
        self.end()
        if port is not None:
            self.inside.setText(str(port.number))
            self.host.setText("" if port.host_port is None else str(port.host_port))
            self.protocol.setCurrentText(port.protocol)
            self.open.setChecked(port.open_to_network)

    def value(self) -> PublishedPort | None:
        """Return the port, None for an empty row; BadInput says what is wrong."""
        inside, host = self.inside.text().strip(), self.host.text().strip()
        if not inside and not host:
            return None
        number = _port(inside or host)
        return PublishedPort(
            number,
            self.protocol.currentText(),
            self._listens_on(),
            _port(host) if host else None,
        )

    def _listens_on(self) -> str:
        was_open = PublishedPort(1, host_ip=self._address).open_to_network
        if self.open.isChecked():
            return self._address if was_open else ""
        return LOOPBACK if was_open else self._address


class VolumeRow(Row):
    """A folder of the node or a volume in the container."""

    def __init__(self, volume: Volume | None = None) -> None:
        super().__init__(tr("Take this mount away"))
        self._options = [] if volume is None else list(filter(None, volume.options.split(",")))
        self.source = self.field(
            tr("Folder of the node, or a volume's name"), tr("/folder or volume"), 3
        )
        self.sign("→")
        self.target = self.field(tr("Folder inside the container"), tr("/folder inside"), 3)
        self.read_only = self.switch(tr("Read-only"))
        self.end()
        if volume is not None:
            self.source.setText(volume.source)
            self.target.setText(volume.target)
            self.read_only.setChecked("ro" in self._options)

    def value(self) -> Volume | None:
        """Return the mount, None for an empty row."""
        source, target = self.source.text().strip(), self.target.text().strip()
        if not source and not target:
            return None
        if not target:
            raise BadInput(
                tr("Where inside the container does {source} go?").format(source=said(source))
            )
        options = [each for each in self._options if each not in ("ro", "rw")]
        options = ["ro", *options] if self.read_only.isChecked() else options
        return Volume(source, target, ",".join(options))


class VariableRow(Row):
    """An environment variable; a secret is hidden while nobody asks to see it."""

    def __init__(self, variable: Variable | None = None) -> None:
        super().__init__(tr("Take this variable away"))
        self._reveal = False
        self.name = self.field(tr("Name of the variable"), tr("NAME"), 2)
        self.sign("=")
        self.text = self.field(tr("Its value"), tr("value"), 3)
        self.end()
        if variable is not None:
            self.name.setText(variable.name)
            self.text.setText(variable.value)
        self.name.textChanged.connect(self._on_text)
        self.text.textChanged.connect(self._on_text)
        self._on_text("")

    def value(self) -> Variable | None:
        """Return the variable, None for an empty row."""
        name = self.name.text().strip()
        if not name and not self.text.text():
            return None
        return Variable(name, self.text.text())

    def reveal(self, on: bool) -> None:
        """Show a secret, or hide it again."""
        self._reveal = on
        self._on_text("")

    def _on_text(self, _text: str) -> None:
        hidden = is_secret(self.name.text().strip(), self.text.text()) and not self._reveal
        mode = QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal
        if self.text.echoMode() is not mode:
            self.text.setEchoMode(mode)


class Rows(QWidget, Generic[Value]):
    """Rows of one kind, and a button that adds one.

    Signals:
        edited: a row came, went or changed.
    """

    edited = Signal()

    def __init__(self, kind: type[PortRow | VolumeRow | VariableRow], add: str) -> None:
        super().__init__()
        self._kind = kind
        self._rows: list[PortRow | VolumeRow | VariableRow] = []
        self.problem = Text("", "meta", "err", wrap=True)
        self.problem.hide()
        self.add = Button(add, "link", "plus")
        self.add.clicked.connect(self._on_add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self.foot = foot
        self._column.addLayout(foot)

    @property
    def rows(self) -> Sequence[PortRow | VolumeRow | VariableRow]:
        """The rows from the top."""
        return self._rows

    def fill(self, values: Sequence[Value]) -> None:
        """Show these and no others."""
        for row in tuple(self._rows):
            self._drop(row)
        for value in values:
            self._append(value)

    def values(self) -> tuple[Value, ...]:
        """Return what the rows say; BadInput where one says nothing that can be."""
        told = (row.value() for row in self._rows)
        return tuple(each for each in told if each is not None)  # type: ignore[misc]

    def show_problem(self, message: str) -> None:
        """Say what is wrong; "" takes it back."""
        self.problem.setText(message)
        self.problem.setVisible(bool(message))

    def _append(self, value: Value | None) -> PortRow | VolumeRow | VariableRow:
        row = self._kind(value)  # type: ignore[arg-type]
        row.edited.connect(self.edited)
        row.removed.connect(self._on_removed)
        self._rows.append(row)
        self._column.insertWidget(len(self._rows) - 1, row)
        before = _stop_before(self.add)
        for stop in row.stops:
            QWidget.setTabOrder(before, stop)
            before = stop
        return row

    def _drop(self, row: PortRow | VolumeRow | VariableRow) -> None:
        self._rows.remove(row)
        row.hide()
        row.deleteLater()

    def _on_add(self) -> None:
        row = self._append(None)
        first = row.findChild(QLineEdit)
        if first is not None:
            first.setFocus()
        self.edited.emit()

    def _on_removed(self) -> None:
        row = self.sender()
        if isinstance(row, PortRow | VolumeRow | VariableRow):
            self._drop(row)
            self.add.setFocus()
            self.edited.emit()


def _stop_before(widget: QWidget) -> QWidget:
    """Return where the keyboard is before it comes to a widget; itself when it is the first."""
    before = widget.previousInFocusChain()
    while before is not None and before is not widget:
        if before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return before
        before = before.previousInFocusChain()
    return widget


def _port(text: str) -> int:
    port = read_port(text)
    if port is None:
        raise BadInput(
            tr("“{text}” is no port.").format(text=said(text)),
            tr("Ports are 1 to {last_port}.").format(last_port=LAST_PORT),
        )
    return port
