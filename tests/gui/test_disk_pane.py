"""Volumes, networks, disk and exposure of a real engine, in the real window."""

from __future__ import annotations

import os
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from app.core.ids import NodeId
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.api import Section
from app.panes.containers.disk.prune_dialog import PruneDialog
from app.panes.containers.disk.section import DiskSection
from app.panes.containers.exposure.section import ExposureSection
from app.panes.containers.list.trouble import Remedy
from app.panes.containers.networks.section import NetworksSection
from app.panes.containers.pane import ContainersPane
from app.panes.containers.run.dialogs import RecreateDialog
from app.panes.containers.table.creating import CreateDialog
from app.panes.containers.table.section import TableSection
from app.panes.containers.volumes.section import VolumesSection
from app.services.containers.prune import PruneKind
from app.state.hub import Notice
from app.transport.status import Phase
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.gui.real_program import RealProgram
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
SectionT = TypeVar("SectionT", bound=TableSection)


def connected(program: RealProgram, lab: LabNode) -> NodeId:
    """Connect to the node of the lab and show its containers."""
    program.trust(lab)
    node = program.add_node(lab.url, name="spark-01", key=lab.identity)
    program.hub.select_node(node.id)
    program.wait_phase(node.id, Phase.CONNECTED)
    program.window.show_pane("containers")
    program.wait(lambda: program.window.stack.pane("containers"))
    return node.id


def section(program: RealProgram, name: str, kind: type[SectionT]) -> SectionT:
    """Show a section and wait for its first answer."""
    pane = program.window.stack.pane("containers")
    assert isinstance(pane, ContainersPane)
    shown: Section = pane.show_section(name)
    assert isinstance(shown, kind)
    program.wait(lambda: not shown.is_asking)
    return shown


def names(shown: TableSection) -> list[str]:
    return [shown.order.index(row, 0).data() for row in range(shown.order.rowCount())]


def test_volumes_and_networks_are_made_and_removed(
    program: RealProgram, docker_lab: LabNode, bare_docker: DockerEngine
) -> None:
    bare_docker.run("web", "sh", "-c", "head -c 5000 /dev/zero > /m/x", options=("-v", "models:/m"))
    connected(program, docker_lab)
    volumes = section(program, "volumes", VolumesSection)
    program.wait(lambda: names(volumes) == ["models"])
    program.wait(lambda: volumes.order.index(0, 1).data() == "5.0 kB")
    assert volumes.order.index(0, 2).data() == "web"
    volumes.view.choose("models")
    assert not volumes.remove.isEnabled()
    assert "container has it" in volumes.remove.toolTip()

    volumes.create_new.click()
    dialog = program.dialog(CreateDialog)
    dialog.editor.setText("no name")
    assert not dialog.yes.isEnabled()
    dialog.editor.setText("fresh")
    dialog.yes.click()
    program.wait(lambda: names(volumes) == ["fresh", "models"])
    bare_docker.clean()
    program.wait(lambda: volumes.order.index(1, 2).data() == "nobody")
    volumes.view.selectAll()
    volumes.view.menu_asked.emit(QPoint(10, 10))
    menu = next(each for each in volumes.findChildren(QMenu) if each.isVisible())
    next(each for each in menu.actions() if each.text() == "Remove…").trigger()
    menu.close()
    question = program.dialog(ConfirmDialog)
    assert "cannot be brought back" in question.accessibleDescription()
    assert "models: 5.0 kB" in question.accessibleDescription()
    program.confirm("Remove with its files")
    program.wait(lambda: volumes.lack.isVisible() and volumes.lack.title.text() == "No volumes")
    done = '"Remove volume models", "outcome": "done"'
    program.wait(lambda: done in program.paths.audit.read_text())

    networks = section(program, "networks", NetworksSection)
    networks.create_new.click()
    dialog = program.dialog(CreateDialog)
    dialog.editor.setText("apart")
    dialog.yes.click()
    program.wait(lambda: "apart" in names(networks))
    networks.filter.setText("apart")
    assert names(networks) == ["apart"]
    networks.view.setCurrentIndex(networks.order.index(0, 0))
    networks.remove.click()
    program.confirm("Remove")
    program.wait(lambda: "apart" not in [each.name for each in networks.model.rows])


def test_disk_shows_what_it_gives_back_and_a_volume_in_use_stays(
    program: RealProgram, docker_lab: LabNode, bare_docker: DockerEngine
) -> None:
    bare_docker.run("old", "sh", "-c", "head -c 4000 /dev/zero > /big", options=("-v", "kept:/v"))
    wait_for(lambda: not bare_docker.running())
    connected(program, docker_lab)
    disk = section(program, "disk", DiskSection)
    program.wait(lambda: "old" in names(disk))
    assert "free of" in disk.where.whole_text()
    assert "Containers 4.0 kB" in disk.summary.bar.accessibleDescription()

    disk.prune.click()
    dialog = program.dialog(PruneDialog)
    assert [each.name for each in dialog.plan.items] == ["old"]
    dialog.switches[PruneKind.NAMED_VOLUMES].setChecked(True)
    assert [each.name for each in dialog.plan.items] == ["old", "kept"]
    assert "container" in dialog.listed.toPlainText()
    bare_docker.run("new", "sleep", "100", options=("-v", "kept:/v"))
    dialog.yes.click()

    program.wait(lambda: not any(each.is_running for each in program.hub.errands.all()))
    program.wait(lambda: "old" not in names(disk))
    assert "kept" in names(disk)
    (errand,) = program.hub.errands.all()
    told = errand.result
    assert isinstance(told, Notice)
    assert told.title == "4.0 kB freed: 1 thing removed."
    assert told.details.startswith("kept: It changed or came into use")


def test_port_that_anybody_reaches_is_offered_to_be_closed(
    program: RealProgram, docker_lab: LabNode, bare_docker: DockerEngine
) -> None:
    serve = ("httpd", "-f", "-h", "/www")
    bare_docker.run("web", *serve, network="bridge", options=("-p", "8080:80"))
    connected(program, docker_lab)
    exposure = section(program, "exposure", ExposureSection)
    program.wait(lambda: names(exposure) == ["web"])
    assert exposure.order.index(0, 1).data() == "0.0.0.0:8080 → 80"
    assert exposure.order.index(0, 2).data() == "First page open"
    exposure.view.setCurrentIndex(exposure.order.index(0, 0))
    assert "127.0.0.1" in exposure.details.fix.text()

    exposure.details.recreate.click()
    dialog = program.dialog(RecreateDialog)
    assert "127.0.0.1" in dialog.changes.text()
    spec = dialog.form.read()
    assert spec is not None
    assert [(each.host_ip, each.host_port, each.number) for each in spec.ports] == [
        ("127.0.0.1", 8080, 80)
    ]
    dialog.reject()


def test_account_is_added_to_the_group_and_connected_again(
    program: RealProgram, docker_lab: LabNode, bare_docker: DockerEngine
) -> None:
    os.chown(bare_docker.socket, 0, 4)
    docker_lab.program("sudo", "#!/bin/sh\nexit 0\n")
    node = connected(program, docker_lab)
    networks = section(program, "networks", NetworksSection)
    program.wait(lambda: networks.lack.isVisible())
    assert networks.lack.command.command.text() == "sudo usermod -aG adm spark"
    button = next(b for b in networks.lack.buttons if b.remedy is Remedy.PERMIT)

    button.click()
    question = program.dialog(ConfirmDialog)
    assert "can become root" in question.accessibleDescription()
    bare_docker.permit(True)  # as the group would, from the next login on
    program.confirm("Add and connect again")

    program.wait(lambda: "host" in names(networks))
    assert program.hub.sessions.status(node).phase is Phase.CONNECTED
    assert "Add spark to the group adm" in program.paths.audit.read_text()


def test_sections_say_what_is_wrong_and_come_back_by_themselves(
    program: RealProgram, docker_lab: LabNode, bare_docker: DockerEngine
) -> None:
    connected(program, docker_lab)
    disk = section(program, "disk", DiskSection)
    program.wait(lambda: "lab:latest" in names(disk))
    bare_docker.permit(False)
    disk.refresh()
    program.wait(lambda: disk.lack.isVisible() and "may not use Docker" in disk.lack.title.text())
    assert not disk.toolbar.isVisible()

    bare_docker.permit(True)
    program.hub.containers.look_again(disk.node)
    docker_lab.kill_sessions()
    program.wait(lambda: disk.content.isVisible() and not disk.is_asking)
    assert "lab:latest" in names(disk)
