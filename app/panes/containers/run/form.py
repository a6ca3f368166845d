"""The fields of a container that is to be run, section by section."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import Button, FormField, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.fonts import mono_font
from app.panes.containers.run.choices import GpuChoice, RestartChoice
from app.panes.containers.run.rows import PortRow, Rows, VariableRow, VolumeRow
from app.services.containers.api import Container, Port
from app.services.containers.run_line import further_options, path_at_home, read_options
from app.services.containers.run_spec import (
    Part,
    PublishedPort,
    RunSpec,
    Variable,
    Volume,
    problems,
)
from app.services.containers.run_values import read_size, size_text

_COMMAND_HEIGHT = 58
_OWN_FIELDS = (
    "image", "command", "name", "ports", "volumes", "environment", "gpus", "restart", "shm_bytes",
    "memory_bytes", "network",
)  # fmt: skip
"""Of a RunSpec; the others are typed as options."""
_OWN_NETWORK = "bridge"
_ID = "sha256:"


class RunForm(QWidget):
    """Image, ports, mounts and the rest.

    Signals:
        edited: something is otherwise now.
    """

    edited = Signal()

    def __init__(self, node: str) -> None:
        super().__init__()
        self._node = node
        self._unset: frozenset[str] = frozenset()
        self.seen = RunSpec()
        """What the fields said when all of them could be read the last time, wrong or not."""
        self._filling = False
        self._home = ""
        self._taken_names: frozenset[str] = frozenset()
        self._taken_ports: tuple[tuple[Port, str], ...] = ()
        """Published ports, and the containers that run and have them."""
        self._further: RunSpec | None = None
        """What the further options say."""
        self._images: frozenset[str] | None = None
        self._asked_for_image = False
        self._wrong: tuple[str, ...] = ()
        """Where something is wrong."""
        self._make()
        self._lay_out()
        self._connect()
        self.fill(RunSpec())

    def fill(self, spec: RunSpec, unset: Iterable[str] = ()) -> None:
        """Show a spec; `unset` are variables whose value somebody has to type."""
        self._unset = frozenset(unset)
        self._filling = True
        self.image_editor.setText(spec.image)
        self.name_editor.setText(spec.name)
        self.command_editor.setPlainText(shlex.join(spec.command))
        self.ports.fill(spec.ports)
        self.volumes.fill(spec.volumes)
        self.variables.fill(spec.environment)
        self.gpus.fill(spec.gpus)
        self.restart.fill(spec.restart)
        self.shm_editor.setText(size_text(spec.shm_bytes) if spec.shm_bytes else "")
        self.memory_editor.setText(size_text(spec.memory_bytes) if spec.memory_bytes else "")
        self.network_editor.setCurrentText(spec.network or _OWN_NETWORK)
        self.further_editor.setText(further_options(spec, _OWN_FIELDS))
        self._filling = False
        self._on_edited()

    def read(self) -> RunSpec | None:
        """Return what the fields say, and say beside each what is wrong; then None."""
        told: dict[str, str] = {}
        found: dict[str, Any] = {}
        for place, read in self._readers:
            try:
                found |= read()
            except BadInput as error:
                told.setdefault(place, str(error))
        spec = replace(self._further or RunSpec(), **found) if not told else None
        self.seen = spec or self.seen
        for problem in problems(spec) if spec is not None else ():
            told.setdefault(_PLACES.get(problem.part, "further"), problem.message)
        for place, message in self._of_this_node(spec) if spec is not None else ():
            told.setdefault(place, message)
        if not self._asked_for_image and not self.image_editor.text().strip():
            told.pop("image", None)
            spec = None
        for place, field in self._fields.items():
            if field.error != (message := told.get(place, "")):
                field.set_error(message)
        for place, rows in self._rows.items():
            rows.show_problem(told.get(place, ""))
        self._wrong = tuple(told)
        return None if told else spec

    def submit(self) -> RunSpec | None:
        """Read, and say of an image that is missing, too."""
        self._asked_for_image = True
        return self.read()

    def keep_name(self) -> None:
        """Show a container that is there: it keeps its name."""
        self.name.setEnabled(False)
        self.name.set_hint(tr("Kept. Rename a container in the list."))

    def tell_images(self, names: Iterable[str]) -> None:
        """Know what is on the node, by name, digest and id, and offer the names."""
        self._images = frozenset(names)
        named = (each for each in self._images if "@" not in each and not each.startswith(_ID))
        self._known_images.setStringList(sorted(named))
        self._show_image_hint()

    def tell_taken(self, containers: Iterable[Container], but: str = "") -> None:
        """Know the names and ports that other containers have, those of container `but` aside."""
        others = [each for each in containers if each.id != but]
        self._taken_names = frozenset(each.name for each in others)
        self._taken_ports = tuple(
            (port, each.name) for each in others if each.state.runs for port in each.ports
        )

    def tell_home(self, home: str) -> None:
        """Offer the home folder of the node for `~`, where a mount begins with it."""
        self._home = home
        self._show_home()

    def has_image(self, image: str) -> bool | None:
        """Tell whether an image is on the node; None while that is not known."""
        if self._images is None:
            return None
        tagged = image if ":" in image.rpartition("/")[2] or "@" in image else f"{image}:latest"
        return image in self._images or tagged in self._images

    def show_secrets(self, on: bool) -> None:
        """Show the values of secrets, or hide them again."""
        for row in self.variables.rows:
            if isinstance(row, VariableRow):
                row.reveal(on)

    def go_to_problem(self) -> None:
        """Put the keyboard where something is wrong."""
        for place in self._wrong:
            if place in self._fields:
                self._fields[place].editor.setFocus()
                return
            if place in self._rows:
                rows = self._rows[place]
                first = rows.rows[0].findChild(QLineEdit) if rows.rows else None
                (first or rows.add).setFocus()
                return

    # Reading

    def _of_this_node(self, spec: RunSpec) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with a spec on this node, and where."""
        if spec.name in self._taken_names:
            yield "name", tr("There is a container of that name already.")
        for port in spec.ports:
            for taken, name in self._taken_ports:
                if _collides(port, taken):
                    yield (
                        "ports",
                        tr("Port {host_port} of {node} is {name}'s.").format(
                            host_port=port.host_port, node=self._node, name=name
                        ),
                    )
        for variable in spec.environment:
            if variable.name in self._unset and not variable.value:
                yield "environment", _UNSET.format(name=variable.name)

    def _read_plain(self) -> dict[str, Any]:
        return {
            "image": self.image_editor.text().strip(),
            "name": self.name_editor.text().strip(),
        }

    def _read_command(self) -> dict[str, Any]:
        try:
            return {"command": tuple(shlex.split(self.command_editor.toPlainText()))}
        except ValueError:
            raise BadInput(
                tr("The command has a quote without its end."), tr("Close it.")
            ) from None

    def _read_choices(self) -> dict[str, Any]:
        return {"restart": self.restart.read(), "gpus": self.gpus.read()}

    def _read_shm(self) -> dict[str, Any]:
        return {"shm_bytes": _size(self.shm_editor)}

    def _read_memory(self) -> dict[str, Any]:
        return {"memory_bytes": _size(self.memory_editor)}

    def _read_network(self) -> dict[str, Any]:
        name = self.network_editor.currentText().strip()
        return {"network": "" if name == _OWN_NETWORK else name}

    def _read_further(self) -> dict[str, Any]:
        self._further = None
        spec = self._further = read_options(self.further_editor.text())
        for name in _OWN_FIELDS:
            if getattr(spec, name) != getattr(RunSpec(), name):
                raise BadInput(
                    tr("There is a field of its own for one of these options."), tr("Use that.")
                )
        return {}

    # What happens

    def _on_text(self, _text: str = "") -> None:
        self._on_edited()

    def _on_edited(self) -> None:
        if self._filling:
            return
        self._show_image_hint()
        self._show_open_ports()
        self._show_home()
        self.edited.emit()

    def _show_image_hint(self) -> None:
        image = self.image_editor.text().strip()
        there = self.has_image(image) if image else None
        hint = ""
        if there is not None:
            hint = (
                tr("On {node} already.").format(node=self._node)
                if there
                else tr("Not on {node}: pulled first.").format(node=self._node)
            )
        self.image.set_hint(hint)

    def _show_home(self) -> None:
        sources = [row.source.text() for row in self.volumes.rows if isinstance(row, VolumeRow)]
        begins = any(each != path_at_home(each, "/") for each in sources)
        self.use_home.setText(tr("Write {home} for ~").format(home=self._home))
        self.use_home.setVisible(bool(self._home) and begins)

    def _on_use_home(self) -> None:
        for row in self.volumes.rows:
            if isinstance(row, VolumeRow):
                row.source.setText(path_at_home(row.source.text(), self._home))

    def _show_open_ports(self) -> None:
        opened = [
            row for row in self.ports.rows if isinstance(row, PortRow) and row.open.isChecked()
        ]
        self.exposed.setVisible(bool(opened))

    # Making it

    def _make(self) -> None:
        self.image_editor, self.name_editor = QLineEdit(), QLineEdit()
        self.shm_editor, self.memory_editor, self.further_editor = (QLineEdit() for _ in range(3))
        self.command_editor = QPlainTextEdit()
        self.command_editor.setFont(mono_font())
        self.command_editor.setFixedHeight(_COMMAND_HEIGHT)
        self.command_editor.setTabChangesFocus(True)
        self.network_editor = QComboBox()
        self.network_editor.setEditable(True)
        self.network_editor.addItems((_OWN_NETWORK, "host", "none"))
        self.network_editor.setFixedHeight(CONTROL_HEIGHT)
        self._known_images = QStringListModel(self)
        completer = QCompleter(self._known_images, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.image_editor.setCompleter(completer)
        self.image_editor.setPlaceholderText(tr("nvcr.io/nvidia/vllm:26.05.post1-py3"))
        self.name_editor.setPlaceholderText(tr("made up by Docker"))
        self.command_editor.setPlaceholderText(tr("what the image does by itself"))
        self.shm_editor.setPlaceholderText("64m")
        self.memory_editor.setPlaceholderText(tr("no limit"))
        self.further_editor.setPlaceholderText("--ipc=host --ulimit memlock=-1 --user 1000")
        self.gpus, self.restart = GpuChoice(), RestartChoice()
        self._make_fields()
        self.ports: Rows[PublishedPort] = Rows(PortRow, tr("Add a port"))
        self.volumes: Rows[Volume] = Rows(VolumeRow, tr("Add a mount"))
        self.variables: Rows[Variable] = Rows(VariableRow, tr("Add a variable"))
        self.use_home = Button("", "link")
        self.use_home.hide()
        self.volumes.foot.addWidget(self.use_home)
        self.reveal = QCheckBox(tr("Show secrets"))
        self.variables.foot.addWidget(self.reveal)
        self.exposed = Text(_EXPOSED, "meta", "warn", wrap=True)

    def _make_fields(self) -> None:
        self.image = FormField(tr("Image"), self.image_editor)
        self.name = FormField(tr("Name"), self.name_editor)
        self.command = FormField(tr("Command"), self.command_editor)
        self.shm = FormField(tr("Shared memory"), self.shm_editor)
        self.memory = FormField(tr("Memory limit"), self.memory_editor, _CPU_SIDE)
        self.network = FormField(tr("Network"), self.network_editor, _NETWORKS)
        self.further = FormField(tr("Further options"), self.further_editor, _FURTHER)
        self._fields = {
            "image": self.image,
            "name": self.name,
            "command": self.command,
            "gpus": self.gpus.field,
            "shm": self.shm,
            "memory": self.memory,
            "network": self.network,
            "further": self.further,
        }

    def _connect(self) -> None:
        self._rows: dict[str, Rows[Any]] = {
            "ports": self.ports,
            "volumes": self.volumes,
            "environment": self.variables,
        }
        self._readers: tuple[tuple[str, Callable[[], dict[str, Any]]], ...] = (
            ("further", self._read_further),
            ("image", self._read_plain),
            ("command", self._read_command),
            ("ports", lambda: {"ports": self.ports.values()}),
            ("volumes", lambda: {"volumes": self.volumes.values()}),
            ("environment", lambda: {"environment": self.variables.values()}),
            ("gpus", self._read_choices),
            ("shm", self._read_shm),
            ("memory", self._read_memory),
            ("network", self._read_network),
        )
        for field in self._fields.values():
            if isinstance(field.editor, QLineEdit):
                field.editor.textChanged.connect(self._on_text)
        self.command_editor.textChanged.connect(self._on_edited)
        self.network_editor.currentTextChanged.connect(self._on_text)
        for rows in self._rows.values():
            rows.edited.connect(self._on_edited)
        self.gpus.edited.connect(self._on_edited)
        self.restart.edited.connect(self._on_edited)
        self.use_home.clicked.connect(self._on_use_home)
        self.reveal.toggled.connect(self.show_secrets)

    def _lay_out(self) -> None:
        first = QGridLayout()
        first.setHorizontalSpacing(14)
        first.setVerticalSpacing(12)
        first.setColumnStretch(0, 3)
        first.setColumnStretch(1, 2)
        first.addWidget(self.image, 0, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self.name, 0, 1, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self.command, 1, 0, 1, 2)
        sizes = QGridLayout()
        sizes.setHorizontalSpacing(14)
        for number, field in enumerate((self.shm, self.memory, self.network)):
            sizes.addWidget(field, 0, number, Qt.AlignmentFlag.AlignTop)
            sizes.setColumnStretch(number, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(10)
        column.addLayout(first)
        for title, hint, widgets in (
            (tr("Ports"), _PORTS, (self.ports, self.exposed)),
            (tr("Mounts"), _MOUNTS, (self.volumes,)),
            (tr("Environment"), "", (self.variables,)),
            ("GPUs", "", (self.gpus,)),
            (tr("Starts again"), "", (self.restart,)),
        ):
            column.addSpacing(6)
            column.addWidget(Text(title, "strong"))
            if hint:
                column.addWidget(Text(hint, "meta", "text3", wrap=True))
            for widget in widgets:
                column.addWidget(widget)
        column.addSpacing(6)
        column.addLayout(sizes)
        column.addWidget(self.further)
        column.addStretch(1)


_PLACES = {
    Part.IMAGE: "image",
    Part.NAME: "name",
    Part.PORTS: "ports",
    Part.VOLUMES: "volumes",
    Part.ENVIRONMENT: "environment",
}
_PORTS = tr("On the node's own 127.0.0.1, where a tunnel reaches them, unless you open them.")
_EXPOSED = tr(
    "Whoever reaches the node reaches this port, without a password unless the "
    "program asks for one. A tunnel reaches 127.0.0.1 as well and stays private."
)
_MOUNTS = tr(
    "Folders of the node by their whole path, or volumes by name. Models are best kept there."
)
_UNSET = tr("{name} had its value from the shell: type it, or take the variable away.")
_CPU_SIDE = tr("Of the CPU side: GPU memory is not limited by it.")
_NETWORKS = tr("host: the node's own, all ports open.")
_FURTHER = tr("As docker run takes them.")


def _collides(port: PublishedPort, taken: Port) -> bool:
    """Whether the node cannot listen for both."""
    same = (port.host_port, port.protocol) == (taken.host_port, taken.protocol)
    everywhere = taken.open_to_network or port.host_ip in ("", "::")
    return same and port.host_port is not None and (everywhere or port.host_ip == taken.host_ip)


def _size(editor: QLineEdit) -> int:
    text = editor.text().strip()
    return read_size(text) if text else 0
