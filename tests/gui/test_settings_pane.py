"""The Settings pane as a user meets it: find, change, reset, undo; take settings along."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from app.core.ids import NodeId
from app.core.settings_transfer import FORMAT
from app.hosts.nodes import Node
from app.look.motion import motion
from app.look.scale import SECTION, USUAL, choose_scale, keep_scale_here, scale_in_use
from app.look.theme import ThemeMode, theme
from app.look.tokens import with_more_contrast
from app.panes.settings.controls import Toggle, WholeControl
from app.panes.settings.import_dialog import ImportDialog
from app.panes.settings.pane import SettingsPane
from app.panes.settings.rows import PreferenceRow
from app.services.tunnels.api import TunnelId, TunnelSpec
from app.state.hub import Notice
from app.state.preferences import Choices, Keys, Preference, Switch, TimeOfDay, Topic, Whole
from tests.gui.real_program import RealProgram, press
from tests.gui.test_shell_accessibility import nameless

SPARK = Node(NodeId("node-1"), "spark-01", "spark-01.local", user="ann", host_key="SHA256:mine")
COMFY = TunnelSpec(TunnelId("tunnel-1"), SPARK.id, "ComfyUI", remote_port=8188)


class World:
    """The real window with its settings open."""

    def __init__(self, program: RealProgram) -> None:
        self.program = program
        self.hub = program.hub
        self.told: list[Notice] = []
        self.hub.notified.connect(self.told.append)
        program.wait(lambda: program.window.errands is not None)  # what waits for the first paint
        program.window.commands.open_settings()
        program.wait(lambda: program.window.stack.pane("settings"))
        pane = program.window.stack.pane("settings")
        assert isinstance(pane, SettingsPane)
        self.pane = pane

    def row(self, key: str) -> PreferenceRow:
        row = self.pane.row(key)
        assert row is not None
        self.pane.show_topic(row.preference.topic)
        return row

    def choose(self, key: str, segment: str) -> None:
        button = self.row(key).findChild(QPushButton, f"segment_{segment}")
        assert isinstance(button, QPushButton)
        button.click()

    def saved(self, section: str) -> object:
        sections = json.loads(self.program.paths.settings.read_text())["sections"]
        return sections.get(section)

    def undo(self) -> None:
        action = self.told[-1].action
        assert action is not None
        action.run()


@pytest.fixture
def world(program: RealProgram) -> World:
    return World(program)


def test_contrast_and_motion_are_of_this_program_where_the_desktop_asks_for_nothing(
    world: World,
) -> None:
    usual = theme().tokens
    for key, is_on in (
        ("appearance.contrast", lambda: theme().tokens == with_more_contrast(usual)),
        ("appearance.motion", lambda: motion().reduced),
    ):
        toggle = world.row(key).findChild(Toggle)
        assert toggle is not None
        toggle.click()
        assert is_on()
        toggle.click()
        assert not is_on()


def test_settings_change_reset_and_undo(world: World) -> None:
    world.choose("appearance.theme", "dark")
    world.choose("reading.interval", "0.5")
    assert theme().mode is ThemeMode.DARK
    assert world.hub.sessions.interval_s == 0.5
    shell = world.saved("shell")
    assert isinstance(shell, dict)
    assert shell["theme"] == "dark"

    row = world.row("appearance.theme")
    assert row.reset.toolTip() == "Reset to “System”"
    row.reset.click()
    assert theme().mode is ThemeMode.SYSTEM
    assert row.reset.isHidden()
    world.undo()
    assert theme().mode is ThemeMode.DARK

    toggle = world.row("notifications.quiet").findChild(Toggle)
    assert toggle is not None
    assert not world.row("notifications.quiet_from").control.isEnabled()  # type: ignore[union-attr]
    toggle.click()
    assert world.row("notifications.quiet_from").control.isEnabled()  # type: ignore[union-attr]

    world.pane.reset_button.click()
    world.program.confirm("Reset")
    world.program.wait(lambda: theme().mode is ThemeMode.SYSTEM)
    assert world.hub.sessions.interval_s == 1.0
    assert world.told[-1].title == "3 settings were reset."
    world.undo()
    assert (theme().mode, world.hub.sessions.interval_s) == (ThemeMode.DARK, 0.5)
    world.program.window.commands.set_theme_mode(ThemeMode.LIGHT)
    segment = world.row("appearance.theme").findChild(QPushButton, "segment_light")
    assert isinstance(segment, QPushButton)
    assert segment.isChecked(), "changed elsewhere, and seen here"


def test_settings_are_found_by_words_and_named_for_everybody(world: World) -> None:
    pane, qtbot = world.pane, world.program.qtbot
    topics = [pane.topics.item(n).text() for n in range(pane.topics.count())]
    assert topics[:5] == ["Nodes", "Appearance", "Start and tray", "Refresh rates", "History"]
    for topic in Topic:
        pane.show_topic(topic)
        assert nameless(pane) == []
    for preference in world.hub.preferences.all():
        assert preference.help.strip(), preference.key
        assert "\n" not in preference.help, preference.key
    window = world.program.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    pane.topics.setFocus()
    qtbot.keyClick(pane.topics, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert pane.search.hasFocus()
    qtbot.keyClicks(pane.search, "hotkey")
    assert pane.shown == ("shortcuts.ask",)
    pane.search.setText("GERMAN language")
    assert pane.shown == ("appearance.language",)
    pane.search.setText("no such thing")
    assert pane.shown == ()
    assert pane.nothing.isVisible()
    qtbot.keyClick(pane.search, Qt.Key.Key_Escape)
    assert pane.search.text() == ""
    assert pane.shown
    world.hub.show_settings("secrets.keyring")
    assert "secrets.keyring" in pane.shown
    note = world.row("secrets.keyring").note
    world.program.wait(lambda: "until the program ends" in note.text())  # tests have no keyring


def test_settings_list_nodes_and_lead_to_them(world: World) -> None:
    world.hub.nodes.save(SPARK)
    row = world.row("nodes.list")
    opened = next(b for b in row.findChildren(QPushButton) if b.accessibleName() == "Open spark-01")
    opened.click()
    assert world.program.window.stack.current_name == "connection"
    assert world.hub.current_node == SPARK.id
    removed = next(w for w in row.findChildren(QWidget) if w.accessibleName() == "Remove spark-01")
    removed.click()  # type: ignore[attr-defined]
    assert not world.hub.nodes.has(SPARK.id)
    world.undo()
    assert world.hub.nodes.get(SPARK.id) == SPARK


def test_settings_that_cannot_be_kept_are_said_to_be(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("app.core.settings.write_atomic", full)
        language = world.row("appearance.language")
        combo = language.findChild(QComboBox)
        assert combo is not None
        combo.setCurrentIndex(combo.findData("de"))
        combo.activated.emit(combo.currentIndex())
        assert "could not be saved" in language.note.text()
        assert combo.currentData() == "", "what holds is shown"


def test_settings_go_to_another_computer_without_secrets_and_trust(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "settings.json"
    hub, wait = world.hub, world.program.wait
    hub.nodes.save(SPARK)
    hub.tunnels.start()
    hub.tunnels.save(replace(COMFY, path="/?token=abcdefgh", start_command=("serve", "--all")))
    world.choose("appearance.theme", "dark")
    world.pane.transfer.export(str(file))
    wait(lambda: world.told and "exported" in world.told[-1].title)
    assert "ComfyUI › path" in world.told[-1].hint
    text = file.read_text()
    assert "SHA256:mine" not in text
    assert "abcdefgh" not in text

    hub.tunnels.remove(COMFY.id)
    hub.nodes.save(replace(SPARK, address="10.0.0.9"))
    world.choose("appearance.theme", "light")
    world.pane.transfer.preview(str(file))
    dialog = world.program.dialog(ImportDialog)
    listed = [dialog.list.item(n).text() for n in range(dialog.list.count())]
    assert listed == [
        "Appearance · Theme: Light → Dark",
        "Nodes · spark-01: ann@10.0.0.9 → ann@spark-01.local",
        "Tunnels · ComfyUI: new, 127.0.0.1:8188",
    ]
    assert "start command" in dialog.left.toPlainText()
    assert theme().mode is ThemeMode.LIGHT, "nothing changes before it was looked at"
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    press(dialog, "Take over 2 changes")
    assert hub.nodes.get(SPARK.id) != SPARK, "hundreds of changes leave the window its turns"
    wait(lambda: "2 changes were taken over" in world.told[-1].title)
    assert theme().mode is ThemeMode.LIGHT
    assert hub.nodes.get(SPARK.id) == SPARK, "its key is trusted as before"
    assert hub.tunnels.get(COMFY.id).start_command == ()


def test_settings_of_a_newer_version_or_no_settings_lose_nothing(
    world: World, tmp_path: Path
) -> None:
    world.hub.nodes.save(SPARK)
    before = world.program.paths.settings.read_bytes()
    file = tmp_path / "theirs.json"
    file.write_text("no settings at all")
    world.pane.transfer.preview(str(file))
    world.program.wait(lambda: world.told and "does not hold" in world.told[-1].title)
    document = {
        "format": FORMAT,
        "version": 9,
        "program": "9.0",
        "preferences": {
            "appearance.theme": "sepia",
            "notifications.quiet": True,
            "notifications.quiet_from": 60,
            "new.thing": 1,
        },
        "lists": {
            "robots": [{"name": "r2"}],
            "nodes": [{"name": "no id"}, {"id": "x", "name": "b"}],
        },
    }
    file.write_text(json.dumps(document))
    world.pane.transfer.preview(str(file))
    dialog = world.program.dialog(ImportDialog)
    assert dialog.list.count() == 2, "the quiet hours, which are off here"
    left = dialog.left.toPlainText()
    for expected in ("Theme: “sepia”", "new.thing", "robots", "nodes: not readable", "b: "):
        assert expected in left
    assert nameless(dialog) == []
    press(dialog, "Cancel")
    assert world.program.paths.settings.read_bytes() == before


def test_preference_accepts_only_what_could_be_chosen() -> None:
    def accepts(control: object, value: object) -> bool:
        preference = Preference("k", Topic.START, "t", "h", control, lambda: None)  # type: ignore[arg-type]
        return preference.accepts(value)

    assert accepts(Switch(), True)
    assert not accepts(Switch(), 1)
    assert accepts(Choices((("a", "A"),)), "a")
    assert not accepts(Choices((("a", "A"),)), ["a"])
    assert accepts(Whole(1, 5), 5)
    assert not any(accepts(Whole(1, 5), each) for each in (0, 6, True, 2.0, "3"))
    assert accepts(TimeOfDay(), 1439)
    assert not accepts(TimeOfDay(), 1440)
    assert not accepts(Keys(), "Ctrl+" * 100)


def test_scale_is_used_from_the_next_start_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.json"
    monkeypatch.setattr("app.look.scale._in_use", USUAL)
    monkeypatch.setenv("QT_SCALE_FACTOR", "")
    monkeypatch.delenv("QT_SCALE_FACTOR")
    for text in ("", "[]", '{"sections": {"scale": {"percent": 7}}}'):
        file.write_text(text)
        choose_scale(file)
        assert "QT_SCALE_FACTOR" not in os.environ
    file.write_text(json.dumps({"sections": {SECTION: {"percent": "125"}}}))
    choose_scale(file)
    assert os.environ["QT_SCALE_FACTOR"] == "1.25"
    assert scale_in_use() == "125"
    keep_scale_here()
    assert "QT_SCALE_FACTOR" not in os.environ, "terminals and editors keep their own size"


@pytest.mark.parametrize("number", [10**18, -(10**18)])
def test_setting_of_a_damaged_file_is_shown_as_far_as_it_goes(qapp: object, number: int) -> None:
    shown = WholeControl("Size", Whole(8, 32))
    shown.show_value(number)
    assert shown.field.value() == (32 if number > 0 else 8)


def test_settings_begin_with_the_topic_that_is_seen(world: World) -> None:
    pane = SettingsPane(world.hub)
    world.program.qtbot.addWidget(pane)

    def made() -> set[Topic]:
        return {row.preference.topic for row in pane.findChildren(PreferenceRow)}

    assert made() == {Topic.NODES}, "all at once would hold the window up"
    pane.search.setText("theme")
    assert "appearance.theme" in pane.shown
    other = SettingsPane(world.hub)
    world.program.qtbot.addWidget(other)
    keys = {each.key for each in world.hub.preferences.all()}
    world.program.wait(
        lambda: {row.preference.key for row in other.findChildren(PreferenceRow)} == keys
    )
