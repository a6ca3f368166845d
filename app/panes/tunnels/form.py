"""The form that adds or edits a tunnel."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import LAST_PORT, read_port
from app.hosts.nodes import Node
from app.look.components import Button, Card, Chosen, FormField, Segmented, Text
from app.look.components.confirm import ConfirmDialog
from app.panes.tunnels.preset_search import PresetChosen, PresetSearch
from app.services.tunnels.api import Preset, TunnelSpec
from app.services.tunnels.book import check_spec, new_tunnel_id, spec_of_preset
from app.transport.tunnel.api import ForwardKind

NARROW_BELOW = 760
USUAL_QUERY = "token"
"""What most pages call their token in the address: `?token=…`."""
_PAGES = (("http", "http"), ("https", "https"), ("none", tr("No web page")))
_KINDS = ((ForwardKind.TCP.value, tr("One port")), (ForwardKind.SOCKS.value, tr("SOCKS proxy")))


@dataclass(frozen=True, slots=True)
class TunnelEntered:
    """A complete, checked tunnel."""

    spec: TunnelSpec
    is_new: bool
    preset: Preset | None = None
    """What it was made of: an app may need further ports."""
    token: str = dataclasses.field(default="", repr=False)
    """Goes to the keyring; empty: as it was."""


class TunnelForm(QWidget):
    """Service, ports and page of a tunnel.

    Signals:
        entered: the user confirmed a valid tunnel.
        cancelled: the user wants to leave the form.
    """

    entered = Signal(TunnelEntered)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node: Node | None = None
        self._spec: TunnelSpec | None = None
        self._preset: Preset | None = None
        self._read_spec: TunnelSpec | None = None
        """What is confirmed when the question about its command is answered."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._make_fields()
        self._lay_out()
        self._connect()

    def start(
        self, node: Node, spec: TunnelSpec | None = None, *, presets: Sequence[Preset] = ()
    ) -> None:
        """Show the form empty, or with a tunnel to edit.

        Args:
            node: whose tunnel it is.
            spec: the tunnel to edit, None for a new one.
            presets: apps that are set up on the node itself.
        """
        self._node, self._spec, self._preset = node, spec, None
        self._title.setText(
            tr("Edit {name}").format(name=spec.name)
            if spec
            else tr("Add a tunnel to {name}").format(name=node.name)
        )
        self._save.setText(tr("Save") if spec else tr("Add and open"))
        self.search.setVisible(spec is None)
        self.search.offer(presets)
        self._command_hint(node)
        self._fill(spec or TunnelSpec(new_tunnel_id(), node.id, ""))
        self.show_problem("")
        (self.name.editor if spec else self.search.field).setFocus()

    def show_problem(self, message: str) -> None:
        """Say why the tunnel could not be saved; "" takes it back."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))
        for field in self._fields:
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
            spec = check_spec(self._read())
        except BadInput as error:
            self.show_error(error)
            return
        before = self._spec.start_command if self._spec else ()
        self._read_spec = spec
        if spec.start_command and spec.start_command != before:
            self._confirm_command(spec)
        else:
            self._hand_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the form with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the known services above the fields where there is little room."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        narrow = self.width() < NARROW_BELOW
        self._sides.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self.search.set_narrow(narrow)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no secret in a form that nobody sees."""
        super().hideEvent(event)
        self._token.clear()

    # Reading and filling

    def _fill(self, spec: TunnelSpec) -> None:
        self._name.setText(spec.name)
        self._remote.setText(str(spec.remote_port or ""))
        self._host.setText(spec.remote_host)
        self._local.setText(str(spec.local_port or ""))
        self._same.setChecked(spec.same_port)
        self._path.setText(spec.path)
        self._token.clear()
        self._token.setPlaceholderText(
            tr("as it was") if self._spec and spec.token_query else tr("none")
        )
        self._app.setText(spec.group)
        self._command.setText(shlex.join(spec.start_command))
        self._with_node.setChecked(spec.start_with_node)
        self.kind.choose(spec.kind.value)
        self.page.choose(spec.scheme or "none")
        self._show_what_counts()

    def _read(self) -> TunnelSpec:
        assert self._node is not None
        base = self._spec or TunnelSpec(new_tunnel_id(), self._node.id, "")
        if self._preset is not None:
            base = replace(base, token_query=self._preset.token_query)
        if self._token.text() and not base.token_query:
            base = replace(base, token_query=USUAL_QUERY)
        kind = ForwardKind(self.kind.key)
        scheme = "" if self.page.key == "none" else self.page.key
        return replace(
            base,
            name=self._name.text(),
            kind=kind,
            remote_port=self._port(self._remote) if kind is ForwardKind.TCP else 0,
            remote_host=self._host.text(),
            local_port=self._port(self._local) if self._local.text().strip() else 0,
            same_port=self._same.isChecked(),
            group=self._app.text(),
            scheme=scheme,
            path=self._path.text(),
            start_command=self._words_of_command(),
            start_with_node=self._with_node.isChecked(),
        )

    def _port(self, editor: QLineEdit) -> int:
        typed = editor.text().strip()
        is_local = editor is self._local
        words = (
            tr("“{typed}” is not a local port.")
            if is_local
            else tr("“{typed}” is not a port of the node.")
        )
        port = read_port(typed)
        if port is None:
            raise BadInput(
                words.format(typed=typed),
                tr("Ports are 1 to {last_port}.").format(last_port=LAST_PORT),
                field="local" if is_local else "",
            )
        return port

    def _words_of_command(self) -> tuple[str, ...]:
        try:
            return tuple(shlex.split(self._command.text()))
        except ValueError as error:
            raise BadInput(
                tr("The command has a quote without its end."), tr("Close it."), field="command"
            ) from error

    def _field_of(self, error: BadInput) -> FormField:
        fields = {
            "local": self.local,
            "name": self.name,
            "path": self.path,
            "command": self.command,
            "host": self.host,
        }
        return fields.get(error.field, self.remote)

    def _confirm_command(self, spec: TunnelSpec) -> None:
        assert self._node is not None
        dialog = ConfirmDialog(
            tr("Run this on {name}?").format(name=self._node.name),
            tr(
                "{start_command}\n\nIt is started on {name} as {user} before the tunnel "
                "opens, unless the service answers already, and it is written to the "
                "audit log. You are not asked again until it changes."
            ).format(
                start_command=shlex.join(spec.start_command),
                name=self._node.name,
                user=self._node.user,
            ),
            tr("Use this command"),
            self,
        )
        dialog.accepted.connect(self._hand_over)
        dialog.open()

    def _hand_over(self) -> None:
        if self._read_spec is not None:
            unchanged = self._preset is not None and (
                self._read_spec.remote_port == self._preset.port
            )
            preset = self._preset if unchanged else None
            token = self._token.text() if self._read_spec.scheme else ""
            self.entered.emit(TunnelEntered(self._read_spec, self._spec is None, preset, token))

    # What happens

    def _on_preset(self, chosen: PresetChosen) -> None:
        assert self._node is not None
        self._preset = chosen.preset
        self._fill(spec_of_preset(self._node.id, chosen.preset))
        self.show_problem("")

    def _on_chosen(self, _chosen: Chosen) -> None:
        self._show_what_counts()

    def _on_toggled(self, _on: bool) -> None:
        self._show_what_counts()

    def _show_what_counts(self) -> None:
        """Show only the fields that matter for this kind of tunnel."""
        tcp = self.kind.key == ForwardKind.TCP.value
        for widget in (self.remote, self.host, self._same, self._page_block, self.command):
            widget.setVisible(tcp)
        for field in (self.path, self.token):
            field.setVisible(tcp and self.page.key != "none")
        self.local.setEnabled(not (tcp and self._same.isChecked()))
        self._grid.addWidget(self.local, 2, 1 if tcp else 0, Qt.AlignmentFlag.AlignTop)

    def _command_hint(self, node: Node) -> None:
        self.command.set_hint(
            tr(
                "Runs on {name} before the tunnel opens, unless the service answers "
                "already. You are asked before it is used."
            ).format(name=node.name)
        )

    # Making it

    def _make_fields(self) -> None:
        self._title = Text("", "card")
        self.search = PresetSearch()
        self.kind = Segmented(tr("Kind"), _KINDS)
        self.page = Segmented(tr("Page"), _PAGES)
        editors = [QLineEdit() for _ in range(8)]
        self._name, self._remote, self._host, self._local, self._path = editors[:5]
        self._app, self._command, self._token = editors[5:]
        self._token.setEchoMode(QLineEdit.EchoMode.Password)
        for editor in (self._remote, self._local):
            editor.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._local.setPlaceholderText(tr("chosen once, then kept"))
        self._app.setPlaceholderText(tr("none"))
        self._command.setPlaceholderText(tr("none"))
        self.name = FormField(tr("Name"), self._name)
        self.remote = FormField(tr("Port on the node"), self._remote)
        self.local = FormField(tr("Local port"), self._local)
        self.host = FormField(
            tr("Host"), self._host, tr("As the node sees it; 127.0.0.1 is itself.")
        )
        self.path = FormField(tr("Path of the page"), self._path)
        self.app = FormField(
            tr("App"), self._app, tr("Tunnels of one app open and close together.")
        )
        self.command = FormField(tr("Start command"), self._command, " ")
        self.token = FormField(
            tr("Token of the page"),
            self._token,
            tr("Part of its address. Kept in the keyring only."),
        )
        self._fields = (
            self.name,
            self.remote,
            self.local,
            self.host,
            self.path,
            self.app,
            self.command,
            self.token,
        )
        self._same = QCheckBox(tr("Same port here: the service breaks on another one"))
        self._with_node = QCheckBox(tr("Open whenever the node is connected"))
        self._problem = Text("", "body", "err", wrap=True)
        self._save = Button(tr("Add and open"), "primary")
        self._cancel = Button(tr("Cancel"))

    def _connect(self) -> None:
        self.search.preset_chosen.connect(self._on_preset)
        self.kind.chosen.connect(self._on_chosen)
        self.page.chosen.connect(self._on_chosen)
        self._same.toggled.connect(self._on_toggled)
        self._save.clicked.connect(self.submit)
        self._cancel.clicked.connect(self.cancelled)
        for field in self._fields:
            assert isinstance(field.editor, QLineEdit)
            field.editor.returnPressed.connect(self.submit)

    def _lay_out(self) -> None:
        sides = self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        sides.setSpacing(24)
        sides.addWidget(self.search)
        sides.addLayout(self._lay_out_fields(), 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._with_node)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        card = Card()
        card.body.setSpacing(14)
        card.body.addWidget(self._title)
        card.body.addLayout(sides)
        card.body.addWidget(self._problem)
        card.body.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def _lay_out_fields(self) -> QGridLayout:
        self._page_block = QWidget()
        block = QVBoxLayout(self._page_block)
        block.setContentsMargins(0, 0, 0, 0)
        block.setSpacing(4)
        block.addWidget(Text(tr("Page"), "label", "text2"))
        block.addWidget(self.page, 0, Qt.AlignmentFlag.AlignLeft)
        grid = self._grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.kind, 0, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.name, 1, 0, top)
        grid.addWidget(self.app, 1, 1, top)
        grid.addWidget(self.remote, 2, 0, top)
        grid.addWidget(self.local, 2, 1, top)
        grid.addWidget(self._same, 3, 0, 1, 2)
        grid.addWidget(self._page_block, 4, 0, top)
        grid.addWidget(self.path, 4, 1, top)
        grid.addWidget(self.host, 5, 0, top)
        grid.addWidget(self.token, 5, 1, top)
        grid.addWidget(self.command, 6, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(7, 1)  # below the fields, where the known services are taller
        return grid
