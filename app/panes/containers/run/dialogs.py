"""The dialogs that run a container and that make one anew."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, FormField, Line, Text, scrolled
from app.look.components.confirm import ConfirmDialog, TypedDialog
from app.panes.containers.run.form import RunForm
from app.panes.containers.run.line import LineView
from app.panes.containers.run.paste import LineRead, PasteDialog
from app.services.containers.run_differences import differences
from app.services.containers.run_line import kept_local
from app.services.containers.run_spec import Gpus, RunSpec

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.engine import Engine
    from app.services.containers.recreate import Present
    from app.state.hub import Hub
    from app.workers.job import Produced
    from app.workers.worker import Worker

SIZE = QSize(1000, 660)
_AROUND = QSize(24, 24)
_SIDE = 340
_LIMIT_MIN = 15
"""Minutes that a container has to become healthy: loading a big model takes a while."""


@dataclass(frozen=True, slots=True)
class RunWanted:
    """A container is to be run."""

    spec: RunSpec
    pull: bool
    """Its image is to be pulled first."""


@dataclass(frozen=True, slots=True)
class RecreateWanted:
    """A container is to be made anew."""

    after: RunSpec
    limit_s: float
    pull: bool


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What is asked of a node when a form opens."""

    images: tuple[str, ...]
    """Their names, digests and ids."""
    home: str
    """The home folder of whoever is logged in there; empty where that is not known."""


class FormDialog(TypedDialog):
    """The form, what it means beside it, and the buttons; it knows which images are there."""

    _but = ""
    """The id of the container whose name and ports it may have."""

    def __init__(self, hub: Hub, node: NodeId, title: str, verb: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._node = node
        self._name = hub.nodes.name_of(node)
        self._worker: Worker | None = None
        self._asking_to_pull = RunSpec()
        self._hub = hub
        self.setWindowTitle(title)
        self.form = RunForm(self._name)
        self.form.edited.connect(self._on_edited)
        sample = hub.telemetry.latest(node)
        self.form.gpus.tell(
            self._name, None if sample is None else [gpu.name for gpu in sample.gpus]
        )
        self.form.tell_taken(hub.containers.view(node).containers or (), self._but)
        self.yes = Button(verb, "primary")
        self.yes.setToolTip(tr("Ctrl+Return"))
        self.yes.clicked.connect(self.submit)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.submit)
        self.no = Button(tr("Cancel"))
        self.no.clicked.connect(self.reject)
        self.head, self.side = QHBoxLayout(), QVBoxLayout()
        self._lay_out(title)
        self.resize(SIZE.boundedTo(parent.window().size() - _AROUND))
        self._ask_node()

    def submit(self) -> None:
        """Hand over what the form says, or go to what is wrong."""
        spec = self.form.submit()
        if spec is None:
            self.form.go_to_problem()
        elif self.form.has_image(spec.image) is False:
            self._ask_to_pull(spec)
        else:
            self._hand_over(spec, pull=False)

    def done(self, result: int) -> None:
        """Stop asking, close, and keep no secret."""
        if self._worker is not None:
            self._worker.stop()
        super().done(result)
        self.deleteLater()

    def _hand_over(self, spec: RunSpec, *, pull: bool) -> None:
        raise NotImplementedError

    def _show(self, spec: RunSpec) -> None:
        """Show what a spec means."""
        raise NotImplementedError

    def _ask_node(self) -> None:
        def question(engine: Engine, _cancel: Cancel) -> NodeFacts:
            from app.services.containers.images import images

            home = engine.session.exec(["printenv", "HOME"]).text.strip()
            names = [(each.id, *each.tags, *each.digests) for each in images(engine)]
            return NodeFacts(
                tuple(chain.from_iterable(names)), said(home) if home.startswith("/") else ""
            )

        self._worker = self._hub.containers.asking(self._node, question)
        self._worker.produced.connect(self._on_facts)
        self._hub.containers.start(self._worker)

    def _on_facts(self, produced: Produced) -> None:
        if isinstance(produced.value, NodeFacts):
            self.form.tell_images(produced.value.images)
            self.form.tell_home(produced.value.home)

    def _ask_to_pull(self, spec: RunSpec) -> None:
        self._asking_to_pull = spec
        dialog = ConfirmDialog(
            tr("Pull {image} first?").format(image=said(spec.image)),
            tr(
                "It is not on {name}. It is pulled, and the container is made of it then; "
                "the status bar says how far it is, and you may look at something else "
                "meanwhile."
            ).format(name=self._name),
            tr("Pull, then go on"),
            self,
            destructive=False,
        )
        dialog.accepted.connect(self._on_pull_confirmed)
        dialog.open()

    def _on_pull_confirmed(self) -> None:
        self._hand_over(self._asking_to_pull, pull=True)

    def _on_edited(self) -> None:
        self.form.read()
        self._show(self.form.seen)

    def _lay_out(self, title: str) -> None:
        self.head.addWidget(Text(title, "card"), 1)
        side = QWidget()
        side.setFixedWidth(_SIDE)
        side.setLayout(self.side)
        self.side.setContentsMargins(4, 0, 0, 0)
        self.side.setSpacing(10)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(scrolled(self.form), 1)
        middle.addWidget(Line(vertical=True))
        middle.addWidget(side)
        buttons = QDialogButtonBox()
        # Not AcceptRole: Return in one of the fields would run the container.
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.YesRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addLayout(self.head)
        column.addLayout(middle, 1)
        column.addWidget(buttons)


class RunDialog(FormDialog):
    """Runs a container on a node.

    Signals:
        run_wanted: it is to be run; the dialog is closed.
    """

    run_wanted = Signal(RunWanted)

    def __init__(self, hub: Hub, node: NodeId, parent: QWidget, *, image: str = "") -> None:
        self.line = LineView()
        self.notes = Text("", "body", "warn", wrap=True, selectable=True)
        self.paste = Button(tr("Paste a docker run line…"), "link")
        super().__init__(
            hub,
            node,
            tr("Run a container on {node}").format(node=hub.nodes.name_of(node)),
            tr("Run"),
            parent,
        )
        self.paste.clicked.connect(self._on_paste)
        self.head.addWidget(self.paste)
        self.side.addWidget(self.line, 3)
        self.side.addWidget(self.notes)
        self.notes.hide()
        sample = hub.telemetry.latest(node)
        has_gpu = sample is not None and bool(sample.gpus)
        self.form.fill(RunSpec(image=image, gpus=Gpus() if has_gpu else None))
        self.form.image_editor.setFocus()

    def use_line(self, read: LineRead) -> None:
        """Fill the form with a pasted line; its ports stay on 127.0.0.1 until switched open."""
        pasted = read.pasted
        notes = list(pasted.notes)
        if opened := pasted.spec.open_ports:
            ports = ", ".join(str(each.host_port or each.number) for each in opened)
            notes.append(
                tr(
                    "Port {ports}: the line opens it to the network. Here it listens on "
                    "127.0.0.1; switch “Reachable from the network” on if it is meant."
                ).format(ports=ports)
            )
        self.form.fill(kept_local(pasted.spec), pasted.unset)
        self.notes.setText("\n".join(f"• {each}" for each in notes))
        self.notes.setVisible(bool(notes))

    def _on_paste(self) -> None:
        dialog = PasteDialog(self)
        dialog.line_read.connect(self.use_line)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show(self, spec: RunSpec) -> None:
        self.line.show_spec(spec)

    def _hand_over(self, spec: RunSpec, *, pull: bool) -> None:
        self.accept()
        self.run_wanted.emit(RunWanted(spec, pull))


class RecreateDialog(FormDialog):
    """Makes a container anew with something changed.

    Signals:
        recreate_wanted: it is to be done; the dialog is closed.
    """

    recreate_wanted = Signal(RecreateWanted)

    def __init__(self, hub: Hub, node: NodeId, present: Present, parent: QWidget) -> None:
        self._present = present
        self._but = present.id
        self.changes = Text("", "body", "text", wrap=True, selectable=True)
        self.limit = QSpinBox()
        super().__init__(
            hub, node, tr("Recreate {name}").format(name=present.name), tr("Recreate"), parent
        )
        self.limit.setRange(1, 240)
        self.limit.setValue(_LIMIT_MIN)
        self.limit.setSuffix(tr(" min"))
        self.side.addWidget(Text(tr("What changes"), "strong"))
        self.side.addWidget(self.changes)
        self.side.addSpacing(6)
        self.side.addWidget(Text(tr("What happens"), "strong"))
        self.side.addWidget(Text(_steps(present), "body", "text2", wrap=True))
        for warning in present.warnings:
            self.side.addWidget(Text(warning, "body", "warn", wrap=True, selectable=True))
        self.side.addWidget(FormField(tr("Time to become healthy"), self.limit, _LIMIT))
        self.side.addStretch(1)
        self.form.keep_name()
        self.form.fill(present.spec)

    def _show(self, spec: RunSpec) -> None:
        told = differences(self._present.spec, spec)
        nothing = tr("Nothing yet: the same container is made anew.")
        self.changes.setText("\n".join(f"• {each}" for each in told) or nothing)
        self.changes.set_tone("text" if told else "text3")

    def _hand_over(self, spec: RunSpec, *, pull: bool) -> None:
        self.accept()
        self.recreate_wanted.emit(RecreateWanted(spec, self.limit.value() * 60.0, pull))


_LIMIT = tr("If it ends, or is not healthy by then, the old container comes back by itself.")


def _steps(present: Present) -> str:
    """Say what will be done, and what of it can be taken back."""
    if present.spec.auto_remove:
        return tr(
            "A new container is made, the old one is stopped, and the new one takes "
            "its name. All else of it is carried over; its volumes are kept."
        )
    steps = (
        tr(
            "A new container is made, the old one is stopped and kept under another name, and "
            "the new one takes its name and is started."
        )
        if present.runs
        else tr(
            "A new container is made, the old one is kept under another name, and the new one "
            "takes its name and is started."
        )
    )
    kept = tr(
        "All else is carried over, volumes and networks, too. What was written inside the old "
        "one beside its volumes stays in it. You can undo it as long as the old one is kept."
    )
    return f"{steps} {kept}"
