"""Images of a real engine and real registries, as a user goes through them in the window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.ids import NodeId
from app.panes.containers.images.accounts import AccountsDialog
from app.panes.containers.images.pull_dialog import PullDialog
from app.panes.containers.images.section import ImagesSection
from app.panes.containers.images.tag_dialog import TagDialog
from app.panes.containers.images.verbs import ImageAsked, ImageVerb
from app.panes.containers.images.words import UpdateState
from app.panes.containers.pane import ContainersPane
from app.state.errands import Errand
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.node import LabNode
from scripts.lab.registry import Registry, layer
from tests.gui.real_program import RealProgram
from tests.gui.test_shell_accessibility import nameless
from tests.registry_fixtures import LLAMA, SECRET, USER

pytestmark = pytest.mark.lab
LAB = NodeId("node-lab")


class Story:
    """The window on its Images section, and short words for what a user does there."""

    def __init__(self, program: RealProgram, section: ImagesSection) -> None:
        self.program = program
        self.section = section

    @property
    def names(self) -> list[str]:
        return [name for image in self.section.images for name in image.tags]

    def choose(self, name: str) -> bool:
        ids = [image.id for image in self.section.images if name in image.tags]
        return any(self.section.view.choose(each) for each in ids)

    def wait(self, condition: object) -> None:
        self.program.qtbot.waitUntil(condition)

    def pull(self, name: str) -> None:
        self.section.pull.click()
        dialog = self.program.dialog(PullDialog)
        editor = dialog.field.editor
        assert isinstance(editor, QLineEdit)
        editor.setText(f"docker pull {name}")
        assert nameless(dialog) == []
        dialog.pull.click()

    def errand(self) -> Errand:
        return self.program.hub.errands.all()[0]


@pytest.fixture
def story(qapp: QApplication, qtbot: QtBot, tmp_path: Path, docker_lab: LabNode) -> Iterator[Story]:
    program = RealProgram(qapp, qtbot, tmp_path / "profile")
    program.connect_lab(LAB, docker_lab)
    program.hub.select_node(LAB)
    program.window.show_pane("containers")
    program.wait(lambda: program.window.stack.pane("containers"))
    pane = program.window.stack.pane("containers")
    assert isinstance(pane, ContainersPane)
    section = pane.show_section("images")
    assert isinstance(section, ImagesSection)
    yield Story(program, section)
    for errand in program.hub.errands.all():
        program.hub.errands.cancel(errand.id)
    program.wait(lambda: not any(each.is_running for each in program.hub.errands.all()))
    program.stop()


def test_image_is_pulled_with_an_account_that_was_asked_for_then_named_and_removed(
    story: Story, docker: DockerEngine, registry: Registry, closed_registry: Registry
) -> None:
    program, section = story.program, story.section
    story.wait(lambda: story.names == ["lab:latest"])
    private = closed_registry.name("private/model", "1")

    story.pull(private)
    story.wait(lambda: not story.errand().is_running)
    (card,) = section.pulls.cards.values()
    story.wait(lambda: card.account.isVisible())
    card.account.click()
    dialog = program.dialog(AccountsDialog)
    assert dialog.server.editor.property("text") == closed_registry.address
    for field, text in ((dialog.user, USER), (dialog.secret, "not the secret")):
        field.editor.setProperty("text", text)
    dialog.keep.setChecked(False)
    dialog.add.click()
    story.wait(lambda: f"does not let {USER} in" in dialog.problem.text())
    assert program.hub.registries.accounts() == ()
    dialog.secret.editor.setProperty("text", SECRET)
    dialog.add.click()

    story.wait(lambda: private in story.names)  # the pull went on by itself
    (chosen,) = section.view.selected
    assert chosen.image.tags == (private,)
    assert section.pulls.cards == {}
    story.wait(lambda: section.details.history.topLevelItemCount() > 0)

    section.details.tag.click()
    tagging = program.dialog(TagDialog)
    tagging.editor.setText("mine/model:tuned")
    tagging.tag.click()
    story.wait(lambda: "mine/model:tuned" in story.names)

    docker.run("probe", "sleep", "600")
    section.refresh()
    story.wait(lambda: story.choose("lab:latest"))
    story.wait(lambda: section.view.selected[0].image.containers == 1)
    section.details.remove.click()
    assert "probe" in program.window.history.entries[0].notice.hint  # it is used: no question
    story.choose(private)
    section.details.remove.click()
    program.confirm("Remove")
    story.wait(lambda: story.names == ["lab:latest"])

    def done() -> list[str]:
        audit = [json.loads(line) for line in program.paths.audit.read_text().splitlines()]
        return [entry["what"].split()[0] for entry in audit if entry["outcome"] == "done"]

    story.wait(lambda: len(done()) == 4)  # the engine tells of it while its answer is on its way
    assert done() == ["Pull", "Tag", "Remove", "Remove"]
    written = [path for path in program.paths.config.parent.rglob("*") if path.is_file()]
    assert not [path for path in written if SECRET.encode() in path.read_bytes()]


def test_pull_goes_on_elsewhere_is_cancelled_and_taken_up_again(
    story: Story, registry: Registry, slow_registry: FaultProxy
) -> None:
    program, section = story.program, story.section
    story.wait(lambda: section.images != ())
    slow_registry.bytes_per_second = 400_000
    name = f"127.0.0.1:{slow_registry.port}/{LLAMA}:1.0"
    story.pull(name)
    story.wait(lambda: (story.errand().progress.fraction or 0.0) > 0.02)
    (card,) = section.pulls.cards.values()
    card.more.click()
    assert card.layers.topLevelItemCount() > 1

    program.window.show_pane("connection")
    assert program.window.errands is not None
    button = program.window.errands.button
    assert button is not None
    assert button.text().startswith("Pulling llama:1.0 ")
    shown = program.window.errands.open_list()
    shown.cards[story.errand().id].cancel.click()
    story.wait(lambda: button.text() == "Pulling llama:1.0: cancelled")
    story.wait(lambda: slow_registry.connections == 0)

    slow_registry.bytes_per_second = None
    shown.cards[story.errand().id].again.click()
    story.wait(lambda: story.errand().is_done)
    shown.close()
    program.window.show_pane("containers")
    story.wait(lambda: name in story.names)


def test_newer_image_is_found_and_pulled_with_one_click(story: Story, registry: Registry) -> None:
    section = story.section
    story.wait(lambda: section.images != ())
    registry.push("nim/window", "1.0", [layer(70, 0.1)])
    name = registry.name("nim/window", "1.0")
    story.pull(name)
    story.wait(lambda: name in story.names)
    old = section.view.selected[0].image.id
    registry.push("nim/window", "1.0", [layer(71, 0.1)])

    section.check.click()
    story.wait(lambda: section.view.selected[0].update.state is UpdateState.NEWER)
    section.details.asked.emit(ImageAsked(ImageVerb.UPDATE))
    story.wait(lambda: any(each.tags == (name,) and each.id != old for each in section.images))
    assert any(each.id == old and each.is_dangling for each in section.images)
