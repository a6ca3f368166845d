"""Ending a process: who and what it is, the question, SIGTERM, and SIGKILL when it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from app.core import units
from app.core.errors import UnknownNode
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.look.components.confirm import ConfirmDialog
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.plots.part_popover import EndRequested
    from app.services.telemetry.api import Process
    from app.state.hub import Hub
    from app.state.processes import ProcessAnswer

_COMMAND = 160
"""Characters of a command line in a question."""


class EndFlow(QObject):
    """Asks before a process is ended and tells what came of it."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._node = LOCAL_NODE
        self._process: Process | None = None
        self._force = False
        self.as_root: QCheckBox | None = None
        """The choice in the question that is open; None on this computer."""
        self._listening = False

    def ask(self, node: NodeId, process: Process, *, force: bool = False) -> QDialog:
        """Ask whether a process of a node is to be ended."""
        self._node, self._process, self._force = node, process, force
        title = (
            tr("Force {name} to end?").format(name=process.name)
            if force
            else tr("End {name}?").format(name=process.name)
        )
        text = force_text(process) if force else end_text(process, self._name)
        verb = tr("Force end") if force else tr("End process")
        dialog = ConfirmDialog(title, text, verb, self._window)
        self.as_root = None
        if node != LOCAL_NODE:
            self.as_root = QCheckBox(tr("As administrator, with sudo (where it asks no password)"))
            column = dialog.layout()
            assert isinstance(column, QVBoxLayout)
            column.insertWidget(2, self.as_root)
        dialog.accepted.connect(self._on_accepted)
        dialog.open()
        return dialog

    def on_requested(self, request: EndRequested) -> None:
        """Ask about a process of the current node that a memory map was asked to end."""
        self.ask(self._hub.current_node, request.process)

    @property
    def _name(self) -> str:
        try:
            return self._hub.nodes.get(self._node).name
        except UnknownNode:
            return tr("the node")

    def _on_accepted(self) -> None:
        if self._process is None:
            return
        if not self._listening:
            self._listening = True
            self._hub.processes.answered.connect(self._on_answered)
        as_root = self.as_root is not None and self.as_root.isChecked()
        self._hub.processes.end(self._node, self._process, force=self._force, as_root=as_root)

    def _on_answered(self, answer: ProcessAnswer) -> None:
        if self._process is None or answer.process.pid != self._process.pid:
            return  # another view asked for it
        self._process = None
        if answer.error is not None:
            self._hub.tell_error(answer.error)
        elif answer.outcome is not None:
            self._tell(answer)

    def _tell(self, answer: ProcessAnswer) -> None:
        from app.services.processes.control import Outcome

        process, outcome = answer.process, answer.outcome
        name = f"{process.name} ({process.pid})"
        if outcome is Outcome.ENDED:
            self._hub.tell(Notice(Severity.SUCCESS, tr("{name} ended.").format(name=name)))
        elif outcome is Outcome.GONE:
            self._hub.tell(Notice(Severity.INFO, tr("{name} had ended before.").format(name=name)))
        elif outcome is Outcome.WAITS or answer.force:
            hint = tr("It waits for a device and ends when that answers, or at a restart.")
            self._hub.tell(
                Notice(Severity.WARNING, tr("{name} has not ended yet.").format(name=name), hint)
            )
        else:
            self.ask(answer.node, process, force=True)


def end_text(process: Process, node: str) -> str:
    """Say what is ended, whose it is, and what may happen then."""
    owner = process.owner
    parts = [tr("Process {pid}").format(pid=process.pid)]
    if owner.user:
        parts.append(tr("of {user}").format(user=owner.user))
    parts.append(tr("on {node}").format(node=node))
    if owner.container:
        parts.append(tr("in container {container}").format(container=owner.container))
    elif owner.unit:
        parts.append(tr("of {unit}").format(unit=owner.unit))
    sentences = [f"{' '.join(parts)}: {_command(process)}"]
    if process.gpu_memory_bytes:
        sentences.append(
            tr("It holds {memory} on the GPU. Requests that it is working on are lost.").format(
                memory=units.memory(process.gpu_memory_bytes)
            )
        )
    if owner.container:
        sentences.append(tr("Its container may start it again; to stop it for good, stop that."))
    elif owner.unit and owner.unit.endswith(".service"):
        sentences.append(
            tr(
                "systemd may start it again; “sudo systemctl stop {unit}” stops it for good."
            ).format(unit=owner.unit)
        )
    if process.name.startswith("sshd"):
        sentences.append(tr("It carries SSH connections: the one in use here may end with it."))
    sentences.append(
        tr("It is asked to end (SIGTERM) and can save its work. The audit log notes it.")
    )
    return "\n\n".join(sentences)


def force_text(process: Process) -> str:
    """Say why force is offered and what it costs."""
    return tr(
        "Process {pid} was asked to end and is still there after a few seconds. It "
        "may be busy saving its work.\n\nForce (SIGKILL) ends it at once: what it has "
        "not saved is lost."
    ).format(pid=process.pid)


def _command(process: Process) -> str:
    command = process.command or process.name
    return command if len(command) <= _COMMAND else f"{command[:_COMMAND]}…"
