"""Change what a node is asked beside the source that reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import Button, FormField, Text
from app.services.telemetry.source_settings import NodeSources
from app.state.sources import SourcesSaved

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.state.hub import Hub

WIDTH = 560
_ABOUT = tr(
    "The node itself is always read over its SSH session. What it does not know can "
    "come from servers that it reaches: nothing is installed, and nothing listens on "
    "this computer."
)
_PORTS = tr("Ports of the node, with commas between them.")


class SourcesDialog(QDialog):
    """A form; it closes once what it says is saved."""

    def __init__(self, hub: Hub, node: Node, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hub = hub
        self._node = node
        self._before = hub.sources.asked(node.id)
        self.setWindowTitle(tr("Data sources of {name}").format(name=node.name))
        self.setFixedWidth(WIDTH)
        self._make_fields()
        self.problem = Text("", "body", "err", wrap=True, selectable=True)
        self.problem.hide()
        self.save = Button(tr("Save"), "primary")
        self._lay_out()
        hub.sources.saved.connect(self._on_saved)

    def _make_fields(self) -> None:
        self.automatic = QCheckBox(tr("Find exporters and engines on their usual ports"))
        self.automatic.setChecked(self._before.automatic)
        self.prometheus = _field(
            tr("Prometheus"),
            self._before.prometheus_url,
            "http://127.0.0.1:9090",
            tr("As the node reaches it. It also fills the history of the last 30 days."),
        )
        self.instance = _field(
            tr("The node is called there"),
            self._before.prometheus_instance,
            tr('spark-01:9100 or instance=~"spark-01.*"'),
            tr("The value of its label “instance”, or label matchers."),
        )
        self.engines = _field(
            tr("More inference engines"),
            _ports_text(self._before.engine_ports),
            "8002, 8003",
            _PORTS,
        )
        self.dcgm = _field(
            tr("More DCGM exporters"), _ports_text(self._before.dcgm_ports), "9401", _PORTS
        )
        self.exporters = _field(
            tr("More node exporters"), _ports_text(self._before.node_exporter_ports), "9101", _PORTS
        )
        self.user = _field(
            tr("Account of the DGX Dashboard"),
            self._before.dashboard_user,
            "",
            tr("Optional: a further opinion on the GPU. Empty: it is not asked."),
        )
        self.password = _field(tr("Its password"), "", "", "")
        secret = self.password.editor
        assert isinstance(secret, QLineEdit)
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        if self._before.dashboard_user:
            secret.setPlaceholderText(tr("unchanged"))
        self.keep = QCheckBox(tr("Keep the password in this system's keyring"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(self.windowTitle(), "card"))
        column.addWidget(Text(_ABOUT, "body", "text2", wrap=True))
        for widget in (
            self.automatic,
            self.engines,
            self.dcgm,
            self.exporters,
            self.prometheus,
            self.instance,
            self.user,
            self.password,
            self.keep,
            self.problem,
        ):
            column.addWidget(widget)
        buttons = QDialogButtonBox()
        cancel = Button(tr("Cancel"))
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.save.clicked.connect(self.submit)
        self.save.setDefault(True)
        cancel.clicked.connect(self.reject)
        column.addWidget(buttons)

    def submit(self) -> None:
        """Save what the form says, or show what is wrong with it."""
        for field in (self.engines, self.dcgm, self.exporters):
            field.set_error("")
        self._say("")
        try:
            asked = self._read()
            self._hub.sources.save(
                self._node.id, asked, _text(self.password), keep=self.keep.isChecked()
            )
        except BadInput as error:
            self._say(str(error))
            return
        self.save.setEnabled(False)

    def _read(self) -> NodeSources:
        return replace(
            self._before,
            automatic=self.automatic.isChecked(),
            engine_ports=_ports(self.engines),
            dcgm_ports=_ports(self.dcgm),
            node_exporter_ports=_ports(self.exporters),
            prometheus_url=_text(self.prometheus),
            prometheus_instance=_text(self.instance),
            dashboard_user=_text(self.user),
        )

    def _on_saved(self, saved: SourcesSaved) -> None:
        if saved.node != self._node.id:
            return
        if saved.error is not None:
            self.save.setEnabled(True)
            self._say(str(saved.error))
            return
        self.accept()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.problem.setAccessibleName(problem)


def _field(label: str, value: str, example: str, hint: str) -> FormField:
    editor = QLineEdit(value)
    editor.setPlaceholderText(example)
    return FormField(label, editor, hint)


def _text(field: FormField) -> str:
    editor = field.editor
    assert isinstance(editor, QLineEdit)
    return editor.text().strip()


def _ports_text(ports: tuple[int, ...]) -> str:
    return ", ".join(str(port) for port in ports)


def _ports(field: FormField) -> tuple[int, ...]:
    """Return the ports of a field. Raises BadInput, and says so below the field."""
    words = _text(field).replace(",", " ").split()
    wrong = [word for word in words if not (word.isascii() and word.isdecimal())]
    if wrong:
        field.set_error(tr("“{wrong}” is not a port.").format(wrong=wrong[0]))
        raise BadInput(tr("“{wrong}” is not a port (1 to 65535).").format(wrong=wrong[0]))
    return tuple(int(word) for word in words)
