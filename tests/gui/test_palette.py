"""The command palette, and the shortcuts that every window of the kind has."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.core import i18n
from app.core.errors import BadInput
from app.core.ids import LOCAL_NODE
from app.look.components.keycap import KeyCap
from app.look.theme import ThemeMode, theme
from app.services.chat.api import Conversation, Found
from app.services.serving.running.api import Endpoint, ModelState, NodeModels, RunningModel
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec
from app.shell.help.shortcuts import ShortcutsDialog
from app.shell.palette.entries import Kind
from app.shell.palette.overlay import Palette
from app.shell.palette.recent import Recent
from app.shell.window import MainWindow
from app.state.chat_library import LibraryChanged
from app.state.hub import ChatWish, DeployWish
from app.state.preferences import Fact, Preference, Topic
from app.terminal.view import TerminalView
from app.transport.status import Phase
from app.workers.supervisor import Supervisor
from tests.gui.containers_fakes import container
from tests.gui.real_program import RealProgram
from tests.gui.shell_fakes import CHARTS, CONNECTION, fake_hub, node, paths_in
from tests.gui.test_shell_accessibility import nameless

SPARK = node("spark-01")
VLLM = container("vllm-server")
ENDPOINT = Endpoint(SPARK.id, 8000, "gpt-oss-120b", "vllm")
MODEL = RunningModel(ENDPOINT, "gpt-oss 120b", ModelState.READY)
JUPYTER = TunnelSpec(TunnelId("t1"), SPARK.id, "JupyterLab", remote_port=8888)
THEME = Preference(
    "look.size", Topic.APPEARANCE, "Text size", "How large.", Fact(), lambda: "100 %"
)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class FakeLibrary(QObject):
    changed = Signal(LibraryChanged)
    trouble = None

    def __init__(self) -> None:
        super().__init__()
        self.library = self
        self.searched: list[str] = []

    def load(self) -> None:
        raise AssertionError("it is there already")

    def conversations(self) -> tuple[Conversation, ...]:
        return (Conversation(7, "Fine-tuning notes", 0, 1_790_000_000.0),)

    def search(self, text: str, _limit: int) -> tuple[Found, ...]:
        self.searched.append(text)
        return (Found(9, "Tokenizers", 3, "the \x02wordpiece\x03 way", 0),)


class World:
    """A window with something of every kind."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.hub = fake_hub(folder / "settings.json", SPARK)
        self.hub.supervisor = Supervisor()
        self.chat = cast(Any, self.hub.chat)
        self.chat.library = FakeLibrary()
        cast(Any, self.hub.containers).set(SPARK.id, VLLM)
        cast(Any, self.hub.serving).show(SPARK.id, NodeModels((MODEL,)))
        cast(Any, self.hub.tunnels).set(JUPYTER, TunnelPhase.CLOSED)
        self.hub.preferences.add(THEME)
        self.window = MainWindow(self.hub, (CONNECTION, CHARTS), paths_in(folder))
        qtbot.addWidget(self.window)
        self.window.resize(1280, 800)
        with qtbot.waitExposed(self.window):
            self.window.show()
        qtbot.waitUntil(lambda: self.window.errands is not None)

    @property
    def palette(self) -> Palette:
        return self.window.findChildren(Palette)[0]

    def open(self) -> Palette:
        self.window.commands.open_palette()
        return self.palette

    def type(self, text: str) -> list[str]:
        """Type into the open palette and return what it lists."""
        self.palette.panel.field.clear()
        self.qtbot.keyClicks(self.palette.panel.field, text)
        return self.titles()

    def titles(self) -> list[str]:
        return [entry.title for entry in self.palette.rows.rows]

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.palette.panel.field, key)

    def choose(self, text: str) -> None:
        """Open it, type, and take the first."""
        self.open()
        self.type(text)
        self.press(Qt.Key.Key_Return)


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Any:
    made = World(qtbot, tmp_path)
    yield made
    made.hub.supervisor.stop_all()


def test_palette_opens_by_its_keys_and_the_field_and_gives_the_keyboard_back(world: World) -> None:
    window, qtbot = world.window, world.qtbot
    field = QPlainTextEdit(window.stack)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    for modifiers, key in ((CONTROL, Qt.Key.Key_K), (CONTROL | SHIFT, Qt.Key.Key_P)):
        qtbot.keyClick(field, key, modifiers)
        assert world.palette.isVisible()
        assert world.palette.panel.field.hasFocus()
        qtbot.keyClick(world.palette.panel.field, key, modifiers)
        assert not world.palette.isVisible()
        assert field.hasFocus()

    qtbot.mouseClick(window.top.search, Qt.MouseButton.LeftButton)
    world.type("cha")
    world.press(Qt.Key.Key_Escape)
    assert not world.palette.isVisible()

    world.open()
    assert world.palette.panel.field.text() == ""  # each time anew
    qtbot.mouseClick(world.palette.panel.count, Qt.MouseButton.LeftButton)
    assert world.palette.isVisible()
    qtbot.mouseClick(world.palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 780))
    assert not world.palette.isVisible()


def test_palette_of_another_window_opens_in_this_one_and_escape_leads_back(world: World) -> None:
    chat, qtbot = QPlainTextEdit(), world.qtbot
    qtbot.addWidget(chat)
    with qtbot.waitActive(chat):
        chat.show()
        chat.activateWindow()
    chat.setFocus()
    world.window.hide()  # in the tray

    world.hub.palette_requested.emit()
    assert world.window.isVisible()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is world.palette.panel.field)
    chat.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is chat)
    world.hub.palette_requested.emit()  # where it is open already
    assert world.palette.isVisible()
    world.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is chat)

    world.hub.palette_requested.emit()
    world.type("vllm")
    world.press(Qt.Key.Key_Return)
    qtbot.waitUntil(world.window.isActiveWindow)  # where the container is shown


def test_palette_does_whatever_is_chosen(world: World) -> None:
    hub, tunnels = world.hub, cast(Any, world.hub.tunnels)
    world.choose("connection")
    assert world.window.stack.current_name == "connection"
    world.choose("charts spark")
    assert (hub.current_node, world.window.stack.current_name) == (SPARK.id, "charts")
    world.choose("connect to spark")
    assert cast(Any, hub.sessions).asked == [("connect", SPARK.id)]
    world.choose("terminal on spark")
    assert hub.take_shell_wish()
    world.choose("vllm-server")
    assert hub.take_container_wish() == VLLM.id
    world.choose("gpt oss")
    assert hub.take_deploy_wish() == DeployWish(ENDPOINT)
    world.choose("chat gpt")
    assert hub.take_chat_wish() == ChatWish(ENDPOINT)
    world.choose("fine")
    assert hub.take_chat_wish() == ChatWish(conversation=7)
    world.choose("text size")
    assert hub.take_setting_wish() == "look.size"
    world.choose("light theme")
    assert theme().mode is ThemeMode.LIGHT
    world.choose("open tunnel jup")
    assert tunnels.asked == [("open", JUPYTER.id)]
    tunnels.set(JUPYTER, TunnelPhase.OPEN, local_port=8889)
    world.choose("copy jup")
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:8889/"
    world.choose("browser jup")
    assert cast(Any, hub.launcher).asked == [("url", "http://127.0.0.1:8889/")]


def test_palette_in_another_language_understands_english_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.open()
    assert "Text size" not in world.type("look")
    monkeypatch.setattr(i18n, "_manner", i18n.Manner("zh_CN"))
    world.open()  # closes it
    world.open()
    assert "Text size" in world.type("look")


def test_palette_shows_what_was_used_first_the_next_time_and_after_a_start(
    world: World, tmp_path: Path, qtbot: QtBot
) -> None:
    world.choose("gpt oss")
    world.choose("charts spark")
    qtbot.waitUntil(lambda: world.hub.supervisor.running == ())
    world.open()
    assert world.titles()[:2] == ["Charts of spark-01", "gpt-oss 120b"]
    kept = Recent(fake_hub(tmp_path / "settings.json"))
    assert kept.keys == tuple(entry.key for entry in world.palette.rows.rows[:2])


def test_palette_goes_through_kinds_by_tab_and_through_rows_by_arrows(world: World) -> None:
    palette = world.open()
    chips = [each.text() for each in palette.panel.findChildren(QPushButton)]
    assert chips == [
        "All", "Commands", "Nodes", "Containers", "Models", "Conversations", "Tunnels", "Settings",
    ]  # fmt: skip
    for _ in range(3):
        world.press(Qt.Key.Key_Tab)
    assert world.titles() == ["vllm-server"]
    world.press(Qt.Key.Key_Backtab)
    assert world.titles()[:1] == ["This computer"]
    first = palette.current
    world.press(Qt.Key.Key_Up)  # around
    assert palette.current == palette.rows.rows[-1]
    world.press(Qt.Key.Key_Down)
    assert palette.current == first
    world.press(Qt.Key.Key_PageDown)
    assert palette.current == palette.rows.rows[min(9, len(palette.rows.rows) - 1)]

    world.type(">")
    assert {each.kind for each in palette.rows.rows} == {Kind.COMMAND}
    assert "Quit" in world.type("> qu")
    (tunnels,) = [
        each for each in palette.panel.findChildren(QPushButton) if each.text() == "Tunnels"
    ]
    world.qtbot.mouseClick(tunnels, Qt.MouseButton.LeftButton)
    assert world.palette.panel.field.text() == "qu"
    world.type("")
    assert world.titles() == ["Open JupyterLab in the browser", "Open tunnel JupyterLab"]


def test_palette_stays_where_it_is_while_the_world_changes(world: World) -> None:
    palette = world.open()
    world.type("spark")
    world.press(Qt.Key.Key_Down)
    current = palette.current
    assert current is not None
    cast(Any, world.hub.nodes).set(node("spark-00"), SPARK)
    cast(Any, world.hub.sessions).set(SPARK.id, Phase.CONNECTED)
    world.qtbot.waitUntil(lambda: "Disconnect from spark-01" in world.titles())
    assert palette.current is not None
    assert palette.current.key == current.key
    assert "Connect to spark-00" in world.titles()


def test_palette_finds_what_was_said_in_conversations(world: World) -> None:
    world.open()
    assert world.type("wordpiece") == []
    assert "Nothing is called that" in world.palette.panel.nothing.text()
    world.qtbot.waitUntil(lambda: bool(world.chat.workers))
    world.chat.do_work()
    assert world.titles() == ["Tokenizers"]
    assert world.palette.current is not None
    assert world.palette.current.detail == "the wordpiece way"
    world.press(Qt.Key.Key_Return)
    assert world.hub.take_chat_wish() == ChatWish(conversation=9)


def test_palette_tells_what_cannot_be_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_tunnel: TunnelId) -> None:
        raise BadInput("There is no such tunnel.")

    monkeypatch.setattr(world.hub.tunnels, "open", refuse)
    with world.qtbot.waitSignal(world.hub.notified) as told:
        world.choose("open tunnel")
    assert told.args is not None
    assert told.args[0].title == "There is no such tunnel."


def test_palette_reads_what_connected_nodes_have(world: World) -> None:
    containers, serving = cast(Any, world.hub.containers), cast(Any, world.hub.serving)
    world.open()
    assert containers.watched == [LOCAL_NODE]
    assert ("watch", LOCAL_NODE) in serving.asked
    assert ("watch", SPARK.id) not in serving.asked


def test_palette_is_named_for_screen_readers(world: World) -> None:
    world.open()
    world.type("char")
    assert nameless(world.palette) == []
    said = world.palette.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Charts, Ctrl+1, Command"


def test_shell_keeps_ctrl_k_and_every_field_its_question_mark(world: World, qtbot: QtBot) -> None:
    terminal = TerminalView("a shell", parent=world.window.stack)
    terminal.live = True
    typed: list[bytes] = []
    terminal.typed.connect(lambda each: typed.append(each.data))
    field = QLineEdit(world.window.stack)
    for widget in (terminal, field):
        widget.show()
    terminal.setFocus()
    qtbot.waitUntil(terminal.hasFocus)
    qtbot.keyClick(terminal, Qt.Key.Key_K, CONTROL)
    qtbot.keyClick(terminal, "?")
    assert typed == [b"\x0b", b"?"]
    assert world.window.findChildren(Palette) == []
    qtbot.keyClick(terminal, Qt.Key.Key_P, CONTROL | SHIFT)
    assert world.palette.isVisible()
    world.type("?")
    assert world.palette.panel.field.text() == "?"
    world.palette.leave()

    field.setFocus()
    qtbot.keyClick(field, "?")
    assert field.text() == "?"
    assert world.window.findChildren(ShortcutsDialog) == []
    world.window.rail._settings.setFocus()
    qtbot.keyClick(world.window.rail._settings, "?")
    (dialog,) = world.window.findChildren(ShortcutsDialog)
    assert dialog.isVisible()
    shown = [each.text() for each in dialog.findChildren(KeyCap) if each.isVisible()]
    assert {"Ctrl+K", "Ctrl+Shift+P", "?", "F1", "Space"} <= set(shown)
    qtbot.keyClicks(dialog.search, "pause charts")
    shown = [each.text() for each in dialog.findChildren(KeyCap) if each.isVisible()]
    assert shown == ["Space"]
    dialog.search.setText("make coffee")
    assert dialog.nothing.isVisible()
    dialog.close()


def test_commands_have_native_places_in_a_menu_bar(world: World) -> None:
    window, role = world.window, QAction.MenuRole
    window.commands._make_menu_bar()  # done on macOS
    menus = {each.text(): each.menu() for each in window.menuBar().actions()}
    assert list(menus) == ["File", "View", "Window", "Help"]
    roles = {each.action.text(): each.action.menuRole() for each in window.commands.all()}
    assert roles["Settings…"] is role.PreferencesRole
    assert roles["Quit"] is role.QuitRole
    assert roles["About DGX Spark Command Center"] is role.AboutRole
    assert roles["Charts"] is role.NoRole  # Qt would guess by the words
    assert len({each.key for each in window.commands.all()}) == len(window.commands.all())


def test_palette_of_the_real_program_reads_conversations_by_a_worker(
    program: RealProgram, qtbot: QtBot
) -> None:
    hub, window = program.hub, program.window
    program.wait(lambda: window.errands)
    window.commands.open_palette()
    palette = window.findChildren(Palette)[0]
    program.wait(lambda: not palette.panel.count.whole_text().startswith("Reading"))
    library = hub.chat.library
    library.new(Conversation(0, "Why is the cache <b>cold</b>?", 0, 1_790_000_000.0))
    program.wait(lambda: any(each.kind is Kind.CONVERSATION for each in palette.entries))
    qtbot.keyClicks(palette.panel.field, "cache cold")
    assert [each.title for each in palette.rows.rows] == ["Why is the cache <b>cold</b>?"]
    qtbot.keyClick(palette.panel.field, Qt.Key.Key_Return)
    assert window.stack.current_name == "chat"
    program.wait(lambda: hub.supervisor.running and "palette" not in str(hub.supervisor.running))


def test_connection_pane_looks_again_by_f5(
    program: RealProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(program.hub.discovery, "restart", lambda: asked.append("network"))
    monkeypatch.setattr(program.hub.sessions, "look_again", lambda: asked.append("nodes"))
    pane = program.connection
    pane.setFocus()
    qtbot.keyClick(pane.focusWidget() or pane, Qt.Key.Key_F5)
    assert asked == ["network", "nodes"]
