"""The support bundle and the capture of a node, before they are saved."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app import APP_SLUG
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Button, Text
from app.shell.help.about import support_versions
from app.shell.help.parts_dialog import PartsDialog
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.services.support.bundle import Part
    from app.state.hub import Hub
    from app.state.support import GatheringEnded


class SupportBundleDialog(PartsDialog):
    """What somebody who helps has to know: gathered at once, saved when it was looked at."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(
            hub,
            tr("Support bundle"),
            tr(
                "What somebody who helps you has to know. Secrets, serial numbers, addresses and "
                "names were taken out. Nothing is sent: it is saved as a file, which you hand over "
                "or not. Untick what shall stay here."
            ),
            f"{APP_SLUG}-support-{time.strftime('%Y-%m-%d')}.zip",
            parent,
        )
        self.gather(hub.support.bundle(support_versions(), self))


class CaptureDialog(PartsDialog):
    """What the programs of a node print, as data for tests."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        self.node = QComboBox()
        self.start = Button(tr("Capture"), "secondary", "camera")
        super().__init__(
            hub,
            tr("Capture my Spark"),
            tr(
                "Runs commands on a node that only read (nvidia-smi, /proc, "
                "docker info and others) and shows what they print, redacted. "
                "As a file it lets others test with what a real box says. "
                "Lists of containers and drives are not ticked at first, for "
                "they hold names of yours."
            ),
            f"spark-capture-{time.strftime('%Y-%m-%d')}.zip",
            parent,
        )
        self.start.clicked.connect(self.capture)

    def capture(self) -> None:
        """Run the commands on the chosen node, or stop doing so."""
        if self.is_gathering:
            self.stop()
            return
        node = NodeId(str(self.node.currentData()))
        self.node.setEnabled(False)
        self.start.setText(tr("Stop"))
        self.gather(self._hub.support.capture(node, self))

    def files_of(self, chosen: Sequence[Part]) -> Sequence[Part]:
        """Return the ticked texts with an index of their commands."""
        from app.services.support.bundle import Part
        from app.services.support.capture import index

        machine = self._hub.telemetry.machine(NodeId(str(self.node.currentData())))
        driver = machine.driver_version if machine is not None else None
        made = Part(
            "INDEX.md", tr("Which command printed which file."), index(chosen, driver or "")
        )
        return [made, *chosen]

    def _add_choice(self) -> None:
        sessions = self._hub.sessions
        for node in self._hub.nodes.all():
            if sessions.status(node.id).phase is Phase.CONNECTED:
                self.node.addItem(node.name, str(node.id))
        self.node.setCurrentIndex(max(0, self.node.findData(str(self._hub.current_node))))
        self.node.setAccessibleName(tr("Node"))
        self.node.setMinimumWidth(220)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Text(tr("Node"), "label", "text2"))
        row.addWidget(self.node)
        row.addWidget(self.start)
        row.addStretch(1)
        self.column.addLayout(row)
        if not self.node.count():
            self.node.addItem(tr("No node is connected"), "")
            self.node.setEnabled(False)
            self.start.setEnabled(False)

    def _progress(self, count: int) -> str:
        from app.services.support.capture import READINGS

        return tr("Reading… {count} of {all}").format(count=count, all=len(READINGS))

    def _on_ended(self, ended: GatheringEnded) -> None:
        super()._on_ended(ended)
        self.node.setEnabled(True)
        self.start.setText(tr("Capture"))
